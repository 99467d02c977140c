import { fits, isAccessible } from '../support/axe';
import { aContact, signIn, type Known } from '../support/people';
import { expect, open, test, unique, type Page } from '../support/test';

test.beforeEach(async ({ page }) => signIn(page, 'owner@lumen.example'));

const panel = (page: Page) => page.locator('#panel');
const lane = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const card = (page: Page, contact: Known) => page.locator(`.board-lanes [data-card="${contact.id}"]`);
const link = (page: Page, contact: Known) => card(page, contact).getByRole('link', { name: contact.name });
const shown = (page: Page, contact: Known) =>
  panel(page).getByRole('heading', { name: contact.name, level: 2, exact: true });

/** Two targets and a plug of one family, and the board of them. */
async function family(page: Page) {
  const lastName = unique('Sz');
  const add = (first_name: string, contact_type: string) =>
    aContact(page, { first_name, last_name: lastName, contact_type });
  const members = [await add('Ágnes', 'target'), await add('Béla', 'target'), await add('Csilla', 'plug')] as const;
  return { members, board: `/contacts?q=${lastName}&layout=board` };
}

test('a card opens its record beside the board, and Escape goes back to the card', async ({ page }) => {
  const { members: [first], board } = await family(page);
  await open(page, board);
  await link(page, first).click();
  await expect(page).toHaveURL(`${board}&panel=${first.id}`);
  await expect(shown(page, first)).toBeVisible();
  await expect(panel(page)).toBeFocused();
  await expect(card(page, first)).toHaveAttribute('aria-current', 'true');
  await isAccessible(page);
  await fits(page);

  await page.keyboard.press('Escape');
  await expect(panel(page)).toHaveCount(0);
  await expect(link(page, first)).toBeFocused();
  await expect(page).toHaveURL(board);

  // By its address alone, and by Enter.
  await open(page, `${board}&panel=${first.id}`);
  await expect(shown(page, first)).toBeVisible();
  await page.getByRole('link', { name: 'Close' }).click();
  await expect(panel(page)).toHaveCount(0);
  await expect(link(page, first)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(shown(page, first)).toBeVisible();
  await page.goBack();
  await expect(panel(page)).toHaveCount(0);
});

test('j and k walk down a column, and from its end to the next', async ({ page }) => {
  const { members: [first, second, third], board } = await family(page);
  await open(page, board);
  await link(page, first).click();
  await expect(shown(page, first)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Previous contact' })).toBeDisabled();
  await page.keyboard.press('j');
  await expect(shown(page, second)).toBeVisible();
  await page.keyboard.press('j');
  await expect(shown(page, third)).toBeVisible();
  await expect(card(page, third)).toHaveAttribute('aria-current', 'true');
  await expect(page.getByRole('button', { name: 'Next contact' })).toBeDisabled();
  await page.keyboard.press('k');
  await expect(shown(page, second)).toBeVisible();
});

test('a stage that is chosen in the panel moves the card, and a card that is moved tells the panel', async ({ page }) => {
  const { members: [first], board } = await family(page);
  await open(page, board);
  await link(page, first).click();
  await panel(page).getByRole('button', { name: 'Target', exact: true }).click();
  await page.locator('#stage-menu').getByRole('button', { name: /^Contact/ }).click();
  await expect(lane(page, 'Contact')).toContainText(first.name);
  await expect(lane(page, 'Contact').locator('.board-head .count')).toHaveText('1');
  await expect(lane(page, 'Target').locator('.board-head .count')).toHaveText('1');

  await card(page, first).hover();
  await page.getByRole('button', { name: `Move ${first.name}` }).click();
  await page.getByRole('group', { name: 'Move to another column' }).getByRole('button', { name: 'Plug' }).click();
  await expect(panel(page).getByRole('button', { name: 'Plug', exact: true })).toBeVisible();
  await expect(panel(page).getByRole('list', { name: 'History, latest first' })).toContainText('moved from Contact to Plug');
  await expect(lane(page, 'Plug')).toContainText(first.name);
});

test('a contact that is deleted in the panel is gone from the board, and Undo brings it back', async ({ page }) => {
  const { members: [first], board } = await family(page);
  await open(page, board);
  await link(page, first).click();
  await panel(page).getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Move to trash' }).click();
  await expect(panel(page)).toHaveCount(0);
  await expect(card(page, first)).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(link(page, first)).toBeVisible();
});

test('without JavaScript and on a telephone a card leads to the page', async ({ another, page }) => {
  const { members: [first], board } = await family(page);
  const still = await another({ javaScriptEnabled: false });
  await signIn(still, 'owner@lumen.example');
  await still.goto(`${board}&panel=${first.id}`);
  await expect(shown(still, first)).toBeVisible();
  await still.getByRole('link', { name: 'Close' }).click();
  await expect(still.locator('#panel')).toHaveCount(0);
  await expect(still.locator('.board-lanes')).toBeVisible();
  await link(still, first).click();
  await expect(still).toHaveURL(first.path);

  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, board);
  await link(page, first).click();
  await expect(page).toHaveURL(first.path);
});
