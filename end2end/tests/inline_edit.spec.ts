import { isAccessible } from '../support/axe';
import { aContact, signIn, type Known } from '../support/people';
import { expect, open, test, unique, type Page } from '../support/test';

const cell = (page: Page, contact: Known, column: string) =>
  page.locator(`tr[data-id="${contact.id}"] td[data-column="${column}"]`);

/** Two of one family in a table of their own, the first with a company and without anything else. */
async function ofTwo(page: Page): Promise<[Known, Known]> {
  const lastName = unique('Kö');
  const fields = { last_name: lastName, company: 'Before', lead_score: '10' };
  const first = await aContact(page, { ...fields, first_name: 'Anikó' });
  const second = await aContact(page, { ...fields, first_name: 'Bence' });
  await open(page, `/contacts?q=${lastName}`);
  await expect(page.locator('tbody tr')).toHaveCount(2);
  return [first, second];
}

test('arrows go from cell to cell, and a text is edited and kept', async ({ page }) => {
  await signIn(page, 'owner@lumen.example');
  const [first, second] = await ofTwo(page);
  await expect(page.getByRole('grid')).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('link', { name: first.name })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(cell(page, first, 'company')).toBeFocused();
  await isAccessible(page);

  await page.keyboard.press('Enter');
  const field = page.getByRole('textbox', { name: `Company of ${first.name}` });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('Before');
  await isAccessible(page);
  await page.keyboard.type('Never kept');
  await page.keyboard.press('Escape');
  await expect(cell(page, first, 'company')).toBeFocused();
  await expect(cell(page, first, 'company')).toHaveText('Before');

  await page.keyboard.press('F2');
  await field.fill('After');
  await page.keyboard.press('Enter');
  await expect(cell(page, first, 'company')).toHaveText('After');
  await expect(cell(page, second, 'company')).toBeFocused();

  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: `Company of ${second.name}` }).fill('After too');
  await page.keyboard.press('Tab');
  await expect(cell(page, second, 'stage')).toBeFocused();
  await page.reload();
  await expect(cell(page, first, 'company')).toHaveText('After');
  await expect(cell(page, second, 'company')).toHaveText('After too');
});

test('a choice is made with the arrows, and the panel beside it follows', async ({ page }) => {
  await signIn(page, 'owner@lumen.example');
  const [first] = await ofTwo(page);
  await page.getByRole('link', { name: first.name }).click();
  await expect(page.locator('#panel').getByRole('button', { name: 'Target', exact: true })).toBeVisible();
  await cell(page, first, 'stage').click();
  await expect(cell(page, first, 'stage')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('group', { name: `Stage of ${first.name}` })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(cell(page, first, 'stage')).toHaveText('Plug');
  await expect(cell(page, first, 'stage')).toBeFocused();
  await expect(page.locator('#panel').getByRole('button', { name: 'Plug', exact: true })).toBeVisible();
});

test('two clicks open a cell, and what it cannot hold is said at the cell', async ({ page }) => {
  await signIn(page, 'owner@lumen.example');
  const [first] = await ofTwo(page);
  await cell(page, first, 'score').dblclick();
  const field = page.getByRole('textbox', { name: `Lead score of ${first.name}` });
  await field.fill('a hundred');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Write a whole number from 0 to 100.');
  await expect(field).toHaveValue('a hundred');
  await isAccessible(page);
  await field.fill('77');
  await page.keyboard.press('Enter');
  await expect(cell(page, first, 'score')).toHaveText('77');
});

test('who edits what somebody else has just edited sees both, and chooses', async ({ page, another, mishaps }) => {
  mishaps.expect(409, '/fn/contacts/edit-field');
  const tomasz = await another();
  await signIn(page, 'owner@lumen.example');
  await signIn(tomasz, 'admin@lumen.example');
  const [first] = await ofTwo(page);
  await open(tomasz, `/contacts?q=${first.lastName}`);
  const field = (page: Page) => page.getByRole('textbox', { name: `Company of ${first.name}` });
  const begin = async (page: Page) => {
    await cell(page, first, 'company').dblclick();
    await expect(field(page)).toBeFocused();
  };
  const end = async (page: Page, text: string) => {
    await field(page).fill(text);
    await page.keyboard.press('Enter');
  };
  // Whoever has begun sees nothing of what others do to it, until they have ended.
  await begin(tomasz);
  await begin(page);
  await end(page, 'What Ingrid heard');
  await expect(cell(page, first, 'company')).toHaveText('What Ingrid heard');

  await end(tomasz, 'What Tomasz heard');
  await expect(tomasz.getByRole('alert')).toContainText('Ingrid Solhaug changed this to “What Ingrid heard”');
  await isAccessible(tomasz);
  await begin(page);
  const saved = tomasz.waitForResponse((response) => response.url().includes('edit-field') && response.ok());
  await tomasz.getByRole('button', { name: 'Save mine' }).click();
  await expect(cell(tomasz, first, 'company')).toHaveText('What Tomasz heard');
  await saved;
  await tomasz.reload();
  await expect(cell(tomasz, first, 'company')).toHaveText('What Tomasz heard');

  await end(page, 'Something else');
  await page.getByRole('button', { name: 'Keep theirs' }).click();
  await expect(cell(page, first, 'company')).toHaveText('What Tomasz heard');
});

test('a change of another field meanwhile is no conflict', async ({ page, another, mishaps }) => {
  mishaps.expect(409, '/fn/contacts/edit-field');
  const tomasz = await another();
  await signIn(page, 'owner@lumen.example');
  await signIn(tomasz, 'admin@lumen.example');
  const [first] = await ofTwo(page);
  await open(tomasz, `/contacts?q=${first.lastName}`);
  await cell(page, first, 'company').dblclick();
  await page.getByRole('textbox', { name: `Company of ${first.name}` }).fill('Ingrid’s');
  await page.keyboard.press('Enter');
  await expect(cell(page, first, 'company')).toHaveText('Ingrid’s');

  const saved = tomasz.waitForResponse((response) => response.url().includes('edit-field') && response.ok());
  await cell(tomasz, first, 'stage').dblclick();
  await tomasz.getByRole('group', { name: `Stage of ${first.name}` }).getByRole('button', { name: 'Contact' }).click();
  await saved;
  await tomasz.reload();
  await expect(cell(tomasz, first, 'stage')).toHaveText('Contact');
  await expect(cell(tomasz, first, 'company')).toHaveText('Ingrid’s');
});

test('a refused edit is taken back with a message', async ({ page, another, mishaps }) => {
  mishaps.expect(404, '/fn/contacts/edit-field');
  const tomasz = await another();
  await signIn(page, 'owner@lumen.example');
  await signIn(tomasz, 'admin@lumen.example');
  const [first] = await ofTwo(page);
  await cell(page, first, 'company').dblclick();
  await open(tomasz, first.path);
  await tomasz.getByRole('button', { name: 'More actions' }).click();
  await tomasz.getByRole('button', { name: 'Move to trash' }).click();
  await expect(tomasz.getByText(`${first.name} moved to trash`)).toBeVisible();
  await page.getByRole('textbox', { name: `Company of ${first.name}` }).fill('Too late');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Company was not saved.')).toBeVisible();
  await expect(page.locator(`tr[data-id="${first.id}"]`)).toHaveCount(0);
});

test('nothing is offered that is refused', async ({ page, another }) => {
  const ingrid = await another();
  await signIn(ingrid, 'owner@lumen.example');
  const contact = await aContact(ingrid, { company: 'Not yours' });
  await signIn(page, 'member@lumen.example');
  await open(page, `/contacts?q=${contact.lastName}`);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(cell(page, contact, 'company')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('F2');
  await expect(page.getByRole('textbox', { name: /^Company of/ })).toHaveCount(0);
});

test('a name is edited in its cell, first and last, and neither can be empty', async ({ page }) => {
  await signIn(page, 'owner@lumen.example');
  const [first, second] = await ofTwo(page);
  const field = (which: string, name: string) => page.getByRole('textbox', { name: `${which} name of ${name}` });
  const stored = () => page.waitForResponse((response) => response.url().includes('edit-field') && response.ok());
  await page.getByRole('link', { name: first.name }).focus();
  await page.keyboard.press('F2');
  await expect(field('First', first.name)).toBeFocused();
  await expect(field('First', first.name)).toHaveValue('Anikó');
  await isAccessible(page);
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Write the first name.');
  await field('First', first.name).fill('Annamária');
  const renamed = stored();
  await page.keyboard.press('Tab');
  const now = `Annamária ${first.lastName}`;
  await expect(field('Last', now)).toBeFocused();
  await renamed;
  // All of it is selected, as in every cell.
  await page.keyboard.type(`${first.lastName}-Nagy`);
  const again = stored();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: second.name })).toBeFocused();
  await again;
  await page.reload();
  await expect(page.getByRole('link', { name: `${now}-Nagy` })).toBeVisible();

  // By mouse, and no record opens.
  const name = page.locator(`tr[data-id="${second.id}"] .cell-main`);
  await name.hover();
  await name.getByRole('button', { name: `Edit the name of ${second.name}` }).click();
  await expect(field('First', second.name)).toBeFocused();
  await page.getByRole('button', { name: second.lastName, exact: true }).click();
  await expect(field('Last', second.name)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('link', { name: second.name })).toBeFocused();
  await expect(page.locator('#panel')).toHaveCount(0);
});

test('a company cell leads to the company, by mouse and by key, and is edited as before', async ({ page }) => {
  await signIn(page, 'owner@lumen.example');
  const [first] = await ofTwo(page);
  const company = unique('Zirkel ');
  await cell(page, first, 'company').dblclick();
  await page.getByRole('textbox', { name: `Company of ${first.name}` }).fill(company);
  await page.keyboard.press('Enter');
  await expect(cell(page, first, 'company')).toHaveText(company);
  await cell(page, first, 'company').hover();
  await page.getByRole('link', { name: `Open ${company}` }).click();
  await expect(page.getByRole('heading', { name: company, level: 1 })).toBeVisible();
  await page.goBack();
  await cell(page, first, 'company').click();
  await page.keyboard.press('o');
  await expect(page.getByRole('heading', { name: company, level: 1 })).toBeVisible();
});
