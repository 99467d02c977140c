import { isAccessible } from '../support/axe';
import { sql } from '../support/database';
import { aContact, signIn, signUp } from '../support/people';
import { expect, open, test, type Page } from '../support/test';

const palette = (page: Page) => page.getByRole('dialog', { name: 'Search or jump to' });
const rows = (page: Page) => page.locator('tbody tr');

/** Two halves of a London number that nobody else in this run has. */
const halves = (): [string, string] => {
  const digits = String(Math.floor(Math.random() * 1e8)).padStart(8, '0');
  return [digits.slice(0, 4), digits.slice(4)];
};

async function look(page: Page, typed: string) {
  if (!(await palette(page).isVisible())) await page.keyboard.press('Control+k');
  const answered = page.waitForResponse('**/fn/contacts/search');
  await palette(page).getByRole('combobox').fill(typed);
  await answered;
}

test('a whole telephone number finds who has it, however it is written, until it is another', async ({ page }) => {
  await signIn(page, 'owner@lumen.example');
  const [a, b] = halves();
  const contact = await aContact(page, { phone: `+44 20 ${a} ${b}`, notes: 'Would rather be called.' });
  const option = palette(page).getByRole('option', { name: contact.name });
  await open(page, '/');
  for (const typed of [`+44 20 ${a} ${b}`, `0044 (20) ${a}-${b}`, `+44 (0)20 ${a}${b}`]) {
    await look(page, typed);
    await expect(option, typed).toBeVisible();
  }
  await look(page, `+44 20 ${a}`);
  await expect(option).toHaveCount(0);
  await page.keyboard.press('Escape');

  await open(page, '/contacts');
  await page.getByRole('searchbox', { name: 'Search contacts' }).fill(`0044 20 ${a} ${b}`);
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('link', { name: contact.name }).click();
  const panel = page.locator('#panel');
  await expect(panel.getByRole('link', { name: `+44 20 ${a} ${b}` })).toHaveAttribute('href', `tel:+4420${a}${b}`);
  await expect(panel).toContainText('Would rather be called.');

  await open(page, `${contact.path}/edit`);
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  await expect(field('Notes')).toHaveValue('Would rather be called.');
  await field('Phone').fill(`+44 20 ${b} ${a}1`);
  await field('Notes').fill('Would rather be written to.');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('main')).toContainText('Would rather be written to.');
  await look(page, `+44 20 ${b} ${a}1`);
  await expect(option).toBeVisible();
  await look(page, `+44 20 ${a} ${b}`);
  await expect(option).toHaveCount(0);
});

test('what cannot be read is told where it should stand, and replaced by what is saved', async ({ page }) => {
  await signUp(page);
  const contact = await aContact(page, { phone: '+44 20 7946 0958', notes: 'Knows numbers.', company: 'Engines' });
  // As only who has the whole database can: put elsewhere, it does not open.
  sql(`set session_replication_role = replica; update contacts set notes = phone where id = '${contact.id}'`);
  const told = 'This could not be read. What is saved here replaces it.';
  await open(page, contact.path);
  const main = page.getByRole('main');
  await expect(main).toContainText(told);
  await expect(main).toContainText('+44 20 7946 0958');
  await expect(main).toContainText('Engines');
  await isAccessible(page);

  await open(page, `${contact.path}/edit`);
  const notes = page.getByRole('textbox', { name: 'Notes', exact: true });
  await expect(notes).toHaveValue('');
  await expect(notes).toHaveAccessibleDescription(new RegExp(told));
  await isAccessible(page);
  await notes.fill('Knows engines.');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(main).toContainText('Knows engines.');
  await expect(main).not.toContainText(told);
});
