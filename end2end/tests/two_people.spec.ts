import type { Route } from '@playwright/test';
import { fits, isAccessible } from '../support/axe';
import { aClaim, ask, decide } from '../support/claims';
import { aColleague, signUp } from '../support/people';
import { expect, open, test, type Page } from '../support/test';

const PATH = '/settings/approvals';
const WHY = 'You approved it, and it is worth so much that somebody else pays it.';

const amount = (page: Page) => page.getByLabel('Somebody else pays, from how much on');
const rule = (page: Page) => page.locator('#second-person-form');

/** An owner, an admin and a member of a new organisation. */
async function three(page: Page, another: () => Promise<Page>) {
  const founder = await signUp(page);
  const admin = await another();
  await aColleague(admin, founder, 'admin', ['Dana', 'Deer']);
  const member = await another();
  await aColleague(member, founder, 'member', ['Tomasz', 'Wójcik']);
  return { admin, member };
}

test('what is large is paid by somebody else than who approved it', async ({ page, another }) => {
  const { admin, member } = await three(page, another);
  await open(page, PATH);
  await amount(page).fill('five hundred');
  await rule(page).getByRole('button', { name: 'Save' }).click();
  await expect(amount(page)).toHaveAttribute('aria-invalid', 'true');
  await expect(amount(page)).toHaveValue('five hundred');
  await amount(page).fill('500');
  await rule(page).getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Whoever approves a claim of €500.00 or more leaves it to somebody else to pay it.')).toBeVisible();
  await isAccessible(page);
  for (const [width, height] of [[390, 844], [820, 1180], [1440, 900]]) {
    await page.setViewportSize({ width, height });
    await fits(page);
  }

  const [large, small] = [await aClaim(member, { amount: '612.00' }, true), await aClaim(member, {}, true)];
  for (const claim of [large, small]) await decide(page, claim, 'approve');
  await open(page, large.path);
  await expect(page.getByText(WHY)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Mark as paid…' })).toHaveCount(0);
  await isAccessible(page);
  await open(page, small.path);
  await page.getByRole('button', { name: 'Mark as paid…' }).click();
  await page.getByRole('button', { name: 'Mark as paid', exact: true }).click();
  await expect(page.getByText('Paid', { exact: true }).first()).toBeVisible();
  // By no other road either.
  const { version } = await ask<{ version: number }>(page, '/fn/expenses/get', { expense_id: large.id });
  const key = '0190d9a8-0000-7000-8000-00000000000a';
  const paid = await ask<{ outcomes: { refusal: string | null }[] }>(page, '/fn/expenses/pay', {
    'claims[0]': `${large.id}:${version}`,
    reference: '',
    key,
  });
  expect(paid.outcomes.map(({ refusal }) => refusal)).toEqual([WHY]);

  await open(admin, large.path);
  await admin.getByRole('button', { name: 'Mark as paid…' }).click();
  await admin.getByRole('button', { name: 'Mark as paid', exact: true }).click();
  await expect(admin.getByText('Paid', { exact: true }).first()).toBeVisible();
});

test('a payment whose answer was lost is made once', async ({ page, another, mishaps }) => {
  const { admin, member } = await three(page, another);
  const claim = await aClaim(member, { amount: '80.00' }, true);
  await decide(page, claim, 'approve');
  await open(admin, claim.path);
  mishaps.expectNoConnection();
  // The server hears it, and the browser never hears of it.
  const lost = async (route: Route) => {
    await route.fetch();
    await route.abort('connectionreset');
  };
  await admin.route('**/fn/expenses/pay', lost, { times: 1 });
  await admin.getByRole('button', { name: 'Mark as paid…' }).click();
  await admin.getByRole('button', { name: 'Mark as paid', exact: true }).click();
  await expect(admin.getByText('Paid', { exact: true }).first()).toBeVisible();
  const { steps } = await ask<{ steps: { kind: string }[] }>(admin, '/fn/expenses/get', { expense_id: claim.id });
  expect(steps.filter(({ kind }) => kind === 'paid')).toHaveLength(1);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the rule is set, refused with what was typed, and taken away', async ({ page, another }) => {
    await three(page, another);
    await page.goto(PATH);
    await amount(page).fill('much');
    await rule(page).getByRole('button', { name: 'Save' }).click();
    await expect(amount(page)).toHaveValue('much');
    await expect(amount(page)).toHaveAttribute('aria-invalid', 'true');
    await amount(page).fill('1,250.50');
    await rule(page).getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Whoever approves a claim of €1,250.50 or more leaves it to somebody else to pay it.')).toBeVisible();
    await amount(page).fill('');
    await rule(page).getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Whoever approves a claim may pay it as well.')).toBeVisible();
  });
});
