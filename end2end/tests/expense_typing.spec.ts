import { isAccessible } from '../support/axe';
import { aClaim, ago } from '../support/claims';
import { aColleague, signUp } from '../support/people';
import { expect, hydrated, open, test, type Page } from '../support/test';

const NEW = '/expenses/new';

const amount = (page: Page) => page.getByRole('textbox', { name: 'Amount', exact: true });
const merchant = (page: Page) => page.locator('input[name=merchant]');
const back = (page: Page) => page.getByText('What you typed here before is back.');

/** Another tab of the same browser, as after one that was put away. */
async function anotherTab(page: Page, path: string): Promise<Page> {
  const tab = await page.context().newPage();
  await tab.goto(path);
  await hydrated(tab);
  return tab;
}

test('what was typed is there again after its tab was closed, for whoever typed it', async ({ page }) => {
  const founder = await signUp(page);
  await open(page, NEW);
  await expect(back(page)).toHaveCount(0);
  await amount(page).fill('48.20');
  await merchant(page).fill('Harbour Cabs');
  const tab = await anotherTab(page, NEW);
  await expect(back(tab)).toBeVisible();
  await expect(amount(tab)).toHaveValue('48.20');
  await expect(merchant(tab)).toHaveValue('Harbour Cabs');
  await isAccessible(tab);

  // What is saved is not typed any more.
  await tab.getByRole('button', { name: 'Save draft' }).click();
  await expect(tab).toHaveURL(/\/expenses\/[0-9a-f-]+$/);
  const claim = new URL(tab.url()).pathname;
  await tab.goto(NEW);
  await hydrated(tab);
  await expect(merchant(tab)).toHaveValue('');
  await expect(back(tab)).toHaveCount(0);

  // A draft keeps what is typed into it as well, until it is discarded.
  await tab.goto(`${claim}/edit`);
  await hydrated(tab);
  await merchant(tab).fill('Harbour Boats');
  const last = await anotherTab(page, `${claim}/edit`);
  await expect(merchant(last)).toHaveValue('Harbour Boats');
  await last.getByRole('button', { name: 'Discard' }).click();
  await expect(merchant(last)).toHaveValue('Harbour Cabs');
  await expect(back(last)).toHaveCount(0);

  // Whoever comes next at the same screen finds nothing of it.
  await merchant(last).fill('For nobody else');
  await aColleague(page, founder, 'member', ['Tomasz', 'Wójcik']);
  const theirs = await anotherTab(page, NEW);
  await expect(back(theirs)).toHaveCount(0);
  expect(await theirs.evaluate(() => Object.values(localStorage).join(' '))).not.toContain('For nobody else');
});

test('what was claimed already is shown before it is claimed again', async ({ page }) => {
  await signUp(page);
  const first = await aClaim(page, { amount: '88.20', expense_date: ago(5) }, true);
  await open(page, NEW);
  const similar = page.locator('#similar');
  await amount(page).fill('88.20');
  await page.locator('input[name=expense_date]').fill(ago(5));
  await expect(similar).toContainText('Is this claimed already?');
  await expect(similar.getByRole('link', { name: first.title })).toHaveAttribute('href', first.path);
  await isAccessible(page);
  await amount(page).fill('88.21');
  await expect(similar).toHaveCount(0);
});
