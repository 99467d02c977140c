import { fits, isAccessible } from '../support/axe';
import { aClaim, ask } from '../support/claims';
import { aColleague, signUp } from '../support/people';
import { expect, open, test, type Page } from '../support/test';

const PATH = '/settings/approvals';

const steps = (page: Page) => page.getByRole('list', { name: 'Steps, in their order' }).getByRole('listitem');
const form = (page: Page) => page.locator('#step-form');
const approvals = (page: Page) => page.getByRole('list', { name: 'Approvals, in their order' }).getByRole('listitem');

async function add(page: Page, approver: string, amount = '') {
  await form(page).getByLabel('Who is asked').selectOption({ label: approver });
  await form(page).getByLabel('From how much on').fill(amount);
  await form(page).getByRole('button', { name: 'Add step' }).click();
}

test('a claim goes from the first to the second, and whoever claims it hears of both', async ({ page, another }) => {
  const founder = await signUp(page);
  const dana = await another();
  await aColleague(dana, founder, 'admin', ['Dana', 'Deer']);
  const eve = await another();
  await aColleague(eve, founder, 'admin', ['Eve', 'Elk']);
  const tomasz = await another();
  await aColleague(tomasz, founder, 'member', ['Tomasz', 'Wójcik']);

  await open(page, '/settings');
  await page.getByRole('link', { name: 'Approval steps' }).click();
  await expect(page).toHaveURL(PATH);
  await expect(page.getByRole('heading', { name: 'No steps yet' })).toBeVisible();
  await isAccessible(page);
  await fits(page);
  await add(page, 'Dana Deer', '500');
  await add(page, 'Eve Elk', '500');
  await expect(steps(page)).toHaveCount(2);
  await expect(page.getByText('Claims of €500.00 or more: first Dana Deer, then Eve Elk.')).toBeVisible();
  await isAccessible(page);

  const claim = await aClaim(tomasz, { amount: '612.00' }, true);
  await open(tomasz, '/expenses');
  await expect(tomasz.getByText('Waits for Dana Deer')).toBeVisible();
  await open(eve, '/expenses/approvals');
  await expect(eve.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible();

  await open(dana, '/expenses/approvals');
  await expect(dana.locator('.inbox-claim:not([hidden])')).toContainText('Waits for Dana Deer');
  await isAccessible(dana);
  await dana.keyboard.press('a');
  await expect(dana.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible();
  await expect(async () => {
    const { steps } = await ask<{ steps: { kind: string }[] }>(dana, '/fn/expenses/get', { expense_id: claim.id });
    expect(steps.at(-1)?.kind).toBe('endorsed');
  }).toPass({ timeout: 15_000 });

  await open(tomasz, claim.path);
  await expect(approvals(tomasz)).toHaveCount(2);
  await expect(approvals(tomasz).first()).toContainText('Dana Deer approved');
  await expect(approvals(tomasz).last()).toContainText('Waits for Eve Elk');
  await isAccessible(tomasz);

  await open(eve, claim.path);
  await eve.getByRole('button', { name: 'Approve' }).click();
  await expect(eve.getByText('Approved', { exact: true }).first()).toBeVisible();

  await open(tomasz, '/notifications');
  await expect(tomasz.getByText(`${claim.title}: approved, and on to the next step`)).toBeVisible();
  await expect(tomasz.getByText(`${claim.title}: approved`, { exact: true })).toBeVisible();
});

test('steps are put in order, changed, removed and brought back', async ({ page, another }) => {
  const founder = await signUp(page);
  await aColleague(await another(), founder, 'admin', ['Dana', 'Deer']);
  await open(page, PATH);
  await form(page).getByRole('button', { name: 'Add step' }).click();
  await expect(form(page).getByText('Choose who is asked.')).toBeVisible();
  await expect(form(page).getByLabel('Who is asked')).toBeFocused();
  await add(page, 'Dana Deer');
  await expect(steps(page)).toHaveCount(1);
  await form(page).getByLabel('Only what is spent on an event').check();
  await add(page, 'The event\'s budget holder', '99.50');
  await expect(steps(page)).toHaveCount(2);

  await steps(page).last().getByRole('button', { name: 'Move up' }).focus();
  await page.keyboard.press('Enter');
  await expect(steps(page).first()).toContainText('The event\'s budget holder');
  await expect(page.getByText('Claims of €99.50 or more for an event: the event\'s budget holder.')).toBeVisible();

  await steps(page).first().getByRole('link', { name: 'Edit' }).click();
  await expect(page.getByRole('heading', { name: 'Change a step' })).toBeVisible();
  await expect(form(page).getByLabel('From how much on')).toHaveValue('99.50');
  await form(page).getByLabel('Catering').check();
  await form(page).getByRole('button', { name: 'Save step' }).click();
  await expect(page.getByRole('heading', { name: 'Add a step' })).toBeVisible();
  await expect(steps(page).first()).toContainText('Claims of €99.50 or more for catering, for an event');

  await steps(page).first().getByRole('button', { name: 'Remove' }).click();
  await expect(steps(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(steps(page)).toHaveCount(2);
  await expect(steps(page).first()).toContainText('Claims of €99.50 or more for catering, for an event');
  for (const [width, height] of [[390, 844], [820, 1180], [1440, 900]]) {
    await page.setViewportSize({ width, height });
    await fits(page);
  }
});

test('what is typed while a step is being saved stays', async ({ page, another }) => {
  const founder = await signUp(page);
  await aColleague(await another(), founder, 'admin', ['Dana', 'Deer']);
  await open(page, PATH);
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route('**/fn/approvals/add-step', async (route) => {
    await held;
    await route.continue();
  });
  await add(page, 'Dana Deer', '500');
  await form(page).getByLabel('Who is asked').selectOption({ label: 'Anyone who may decide' });
  await form(page).getByLabel('From how much on').fill('900');
  release();
  await expect(steps(page)).toHaveCount(1);
  await expect(form(page).getByLabel('From how much on')).toHaveValue('900');
  await form(page).getByRole('button', { name: 'Add step' }).click();
  await expect(steps(page)).toHaveCount(2);
  await expect(steps(page).last()).toContainText('€900.00');
  // What was sent as it stands is emptied for the next one.
  await expect(form(page).getByLabel('From how much on')).toHaveValue('');
});

test('a colleague decides while somebody is away', async ({ page, another }) => {
  const founder = await signUp(page);
  const eve = await another();
  await aColleague(eve, founder, 'admin', ['Eve', 'Elk']);
  const tomasz = await another();
  await aColleague(tomasz, founder, 'member', ['Tomasz', 'Wójcik']);
  await open(page, PATH);
  const owner = 'Femke de Vries';
  await add(page, owner);
  await expect(steps(page)).toHaveCount(1);
  const away = page.locator('#substitute-form');
  await away.getByLabel('Who decides meanwhile').selectOption({ label: 'Eve Elk' });
  await away.getByLabel('To, included').fill(await away.getByLabel('From').inputValue());
  await away.getByRole('button', { name: 'Name substitute' }).click();
  await expect(page.getByText(`Eve Elk decides for ${owner}`)).toBeVisible();
  await isAccessible(page);

  const claim = await aClaim(tomasz, {}, true);
  await open(eve, claim.path);
  await eve.getByRole('button', { name: 'Approve' }).click();
  await expect(approvals(eve).first()).toContainText(`Eve Elk approved for ${owner}`);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('steps and substitutes are kept all the same', async ({ page, another }) => {
    const founder = await signUp(page);
    await aColleague(await another(), founder, 'admin', ['Dana', 'Deer']);
    await page.goto(PATH);
    await add(page, 'Anyone who may decide', 'much');
    await expect(form(page).getByLabel('From how much on')).toHaveValue('much');
    await expect(form(page).getByLabel('Who is asked')).toHaveValue('anyone');
    await add(page, 'Anyone who may decide', '100');
    await expect(steps(page)).toHaveCount(1);
    await add(page, 'Dana Deer');
    await expect(steps(page)).toHaveCount(2);
    await steps(page).last().getByRole('button', { name: 'Move up' }).click();
    await expect(steps(page).first()).toContainText('Dana Deer');
    await steps(page).last().getByRole('button', { name: 'Remove' }).click();
    await expect(steps(page)).toHaveCount(1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(steps(page).last()).toContainText('Claims of €100.00 or more');
    await steps(page).first().getByRole('link', { name: 'Edit' }).click();
    await form(page).getByLabel('From how much on').fill('7');
    await form(page).getByRole('button', { name: 'Save step' }).click();
    await expect(steps(page).first()).toContainText('Claims of €7.00 or more');
    await page.locator('#substitute-who').selectOption({ label: 'Dana Deer' });
    await page.locator('#substitute-until').fill(await page.locator('#substitute-from').inputValue());
    await page.getByRole('button', { name: 'Name substitute' }).click();
    await expect(page.getByText('Dana Deer decides for')).toBeVisible();
    await page.getByRole('button', { name: /Remove: Dana Deer/ }).click();
    await expect(page.getByText('Dana Deer decides for')).toBeHidden();
  });
});
