import { fits, isAccessible } from '../support/axe';
import { aContact, signIn, type Known } from '../support/people';
import { expect, hydrated, open, test, unique, type Page } from '../support/test';

test.beforeEach(async ({ page }) => signIn(page, 'owner@lumen.example'));

const panel = (page: Page) => page.locator('#panel');
const shown = (page: Page, contact: Known) =>
  panel(page).getByRole('heading', { name: contact.name, level: 2, exact: true });

/** Three of one family, in the order of the list. */
async function family(page: Page): Promise<Known[]> {
  const lastName = unique('Sz');
  const members: Known[] = [];
  for (const firstName of ['Ágnes', 'Béla', 'Csilla']) {
    members.push(await aContact(page, { first_name: firstName, last_name: lastName, company: 'Lumen' }));
  }
  return members;
}

test('a name opens the record beside the list, and back or Escape closes it', async ({ page }) => {
  const [first] = await family(page);
  const list = `/contacts?q=${first.lastName}`;
  await open(page, list);
  await page.getByRole('link', { name: first.name }).click();
  await expect(page).toHaveURL(new RegExp(`panel=${first.id}`));
  await expect(shown(page, first)).toBeVisible();
  await expect(panel(page)).toBeFocused();
  await expect(page.locator('tbody tr')).toHaveCount(3);
  await expect(page.locator(`tr[data-id="${first.id}"]`)).toHaveAttribute('aria-current', 'true');
  await isAccessible(page);
  await fits(page);

  await page.goBack();
  await expect(page).toHaveURL(list);
  await expect(panel(page)).toHaveCount(0);

  await page.getByRole('link', { name: first.name }).click();
  await expect(shown(page, first)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel(page)).toHaveCount(0);
  await expect(page.getByRole('link', { name: first.name })).toBeFocused();
  await expect(page).toHaveURL(list);
});

test('j and k go through the list as it is sorted, over the end of a page too', async ({ page }) => {
  const [first, second, third] = await family(page);
  await open(page, `/contacts?q=${first.lastName}`);
  await page.getByRole('link', { name: first.name }).click();
  await expect(shown(page, first)).toBeVisible();
  await page.keyboard.press('j');
  await expect(shown(page, second)).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(shown(page, third)).toBeVisible();
  await page.keyboard.press('k');
  await expect(shown(page, second)).toBeVisible();
  await page.getByRole('button', { name: 'Previous contact' }).click();
  await expect(shown(page, first)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Previous contact' })).toBeDisabled();
  // However many were looked at, one step back leads to the list.
  await page.goBack();
  await expect(panel(page)).toHaveCount(0);

  await open(page, '/contacts?priority=high');
  const last = page.locator('tbody tr').last();
  await last.locator('.row-link').click();
  await expect(panel(page).getByRole('heading', { level: 2 }).first()).toBeVisible();
  await page.keyboard.press('j');
  await expect(page).toHaveURL(/after=/);
  await expect(page.locator('tbody tr').first()).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('k');
  await expect(page.locator('tbody tr').last()).toHaveAttribute('aria-current', 'true');
});

test('what is changed in the panel stands in the row at once', async ({ page }) => {
  const [first] = await family(page);
  await open(page, `/contacts?q=${first.lastName}`);
  await page.getByRole('link', { name: first.name }).click();
  const row = page.locator(`tr[data-id="${first.id}"]`);
  await panel(page).getByRole('button', { name: 'Target', exact: true }).click();
  await page.getByRole('button', { name: /^Plug/ }).click();
  await expect(row).toContainText('Plug');
  await expect(panel(page).getByRole('list', { name: 'History, latest first' })).toContainText('moved from Target to Plug');

  await panel(page).getByRole('textbox', { name: 'Subject' }).fill('About looms');
  await panel(page).getByRole('button', { name: 'Log it' }).click();
  await expect(panel(page).getByRole('list', { name: 'History, latest first' })).toContainText('About looms');
  await expect(row).not.toContainText('Never');

  await panel(page).getByRole('button', { name: 'Actions for About looms' }).click();
  await panel(page).getByRole('link', { name: 'Edit', exact: true }).last().click();
  await expect(panel(page).getByRole('heading', { name: 'Edit interaction' })).toBeVisible();
  await panel(page).locator('#interaction-form').getByRole('textbox', { name: 'Subject' }).fill('About engines');
  await panel(page).getByRole('button', { name: 'Save' }).click();
  await expect(panel(page).getByRole('list', { name: 'History, latest first' })).toContainText('About engines');
  await expect(page).toHaveURL(/panel=/);
});

test('a contact that is deleted in the panel is gone from the list, and Undo brings it back', async ({ page }) => {
  const [first] = await family(page);
  await open(page, `/contacts?q=${first.lastName}`);
  await page.getByRole('link', { name: first.name }).click();
  await panel(page).getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Move to trash' }).click();
  await expect(panel(page)).toHaveCount(0);
  await expect(page.getByRole('link', { name: first.name })).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('link', { name: first.name })).toBeVisible();
});

test('on a telephone a name leads to the page, and an address with a panel fills the screen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const [first] = await family(page);
  await open(page, `/contacts?q=${first.lastName}`);
  await page.getByRole('link', { name: first.name }).click();
  await expect(page).toHaveURL(first.path);

  await open(page, `/contacts?q=${first.lastName}&panel=${first.id}`);
  await expect(shown(page, first)).toBeVisible();
  expect((await panel(page).boundingBox())?.width).toBe(390);
  await isAccessible(page);
  await fits(page);
  await page.getByRole('link', { name: 'Close' }).click();
  await expect(panel(page)).toHaveCount(0);
});

test('a record that is not there leaves the list standing', async ({ page }) => {
  await open(page, '/contacts?panel=00000000-0000-7000-8000-000000000000');
  await expect(panel(page)).toContainText('does not exist');
  await expect(page.locator('tbody tr').first()).toBeVisible();
});

test('without JavaScript the panel is a part of the page, and closes by a link', async ({ another, page }) => {
  const [first] = await family(page);
  const still = await another({ javaScriptEnabled: false });
  await signIn(still, 'owner@lumen.example');
  await still.goto(`/contacts?q=${first.lastName}&panel=${first.id}`);
  await expect(shown(still, first)).toBeVisible();
  await expect(still.locator('tbody tr')).toHaveCount(3);
  await still.getByRole('link', { name: 'Close' }).click();
  await expect(still.locator('#panel')).toHaveCount(0);
  await expect(still).toHaveURL(`/contacts?q=${first.lastName}`);
});

test('ctrl and a click open the page in a tab of its own', async ({ page, context }) => {
  const [first] = await family(page);
  await open(page, `/contacts?q=${first.lastName}`);
  const opened = context.waitForEvent('page');
  await page.getByRole('link', { name: first.name }).click({ modifiers: ['ControlOrMeta'] });
  const tab = await opened;
  await hydrated(tab);
  await expect(tab).toHaveURL(first.path);
});
