import { isAccessible } from '../support/axe';
import { aClaim, ago, ask, decide } from '../support/claims';
import { signIn, signUp, type Founder } from '../support/people';
import { sqlWithin } from '../support/database';
import { expect, open, test, unique, type Page } from '../support/test';

/** A change shows within a second; a machine that does much else is given more. */
const SOON = { timeout: 5000 };

/** Somebody else of a founder's organisation, signed in. */
async function colleague(page: Page, founder: Founder, role: string): Promise<Page> {
  const email = `${unique(`${role}-`)}@atelier.example`;
  sqlWithin(
    founder.email,
    `insert into users (organization_id, email, password_hash, first_name, last_name, role, is_admin, is_verified, timezone)
     select organization_id, '${email}', password_hash, 'Tomasz', 'Wójcik', '${role}', ${role === 'admin'}, true, timezone
     from users where email_lower = '${founder.email}'`,
  );
  await signIn(page, email, founder.password);
  return page;
}

/** A team of a founder's organisation with everybody of these roles. */
function together(founder: Founder, roles: string[]) {
  const among = roles.map((role) => `'${role}'`).join(', ');
  sqlWithin(
    founder.email,
    `with team as (
       insert into teams (organization_id, name, created_by)
       select organization_id, 'Berlin', id from users where email_lower = '${founder.email}' returning organization_id, id
     )
     insert into team_members (organization_id, team_id, user_id)
     select team.organization_id, team.id, one.id from team join users one using (organization_id) where one.role in (${among})`,
  );
}

test('whoever claims sees on the open page that it was approved, and in the list that it was rejected', async ({ page, another }) => {
  const founder = await signUp(page);
  const member = await colleague(await another(), founder, 'member');
  const [claim, other] = [await aClaim(member, {}, true), await aClaim(member, { amount: '31.00' }, true)];
  await open(member, claim.path);
  await expect(member.locator('.page-head')).toContainText('Pending');
  await decide(page, claim, 'approve');
  await expect(member.locator('.page-head')).toContainText('Approved', SOON);

  await open(member, '/expenses');
  const row = member.locator('.claims tbody tr').filter({ hasText: other.title });
  await expect(row).toContainText('Pending');
  await decide(page, other, 'reject', 'Twice');
  await expect(row).toContainText('Rejected', SOON);
});

test('a manager sees that a claim of their team has come', async ({ page, another }) => {
  const founder = await signUp(page);
  const member = await colleague(await another(), founder, 'member');
  const manager = await colleague(await another(), founder, 'manager');
  together(founder, ['member', 'manager']);
  await open(manager, '/expenses/approvals');
  await expect(manager.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible();
  const claim = await aClaim(member, {}, true);
  await expect(manager.locator('.inbox-row').filter({ hasText: claim.title })).toBeVisible(SOON);
});

test('whoever decides sees beside the list how many claims wait, as they come and go', async ({ page, another }) => {
  const founder = await signUp(page);
  const member = await colleague(await another(), founder, 'member');
  await open(page, '/expenses');
  const tab = page.getByRole('navigation', { name: 'Lists of claims' }).getByRole('link', { name: /^Approvals/ });
  await expect(tab).toHaveText('Approvals');
  const claim = await aClaim(member, {}, true);
  await expect(tab).toHaveText(/^Approvals\s*1$/, SOON);
  await decide(page, claim, 'approve');
  await expect(tab).toHaveText('Approvals', SOON);
});

test('what one admin marks in a batch the other sees, and what is typed meanwhile stays', async ({ page, another, mishaps }) => {
  mishaps.expect(409, '/fn/payments/fail');
  const founder = await signUp(page);
  const member = await colleague(await another(), founder, 'member');
  const other = await colleague(await another(), founder, 'admin');
  const bank = { version: '0', holder: 'Ada Lovelace', iban: 'DE89370400440532013000', bic: '' };
  await ask(page, '/fn/payments/save-paying-account', bank);
  await ask(member, '/fn/payments/save-own-account', { ...bank, iban: 'NL91ABNA0417164300' });
  const claim = await aClaim(member, {}, true);
  await decide(page, claim, 'approve');
  const id = await ask<string>(page, '/fn/payments/make', { key: crypto.randomUUID() });
  await open(page, `/expenses/payments/${id}`);
  await open(other, `/expenses/payments/${id}`);
  const lines = (of: Page) => of.locator('.payment-line');
  await expect(lines(other)).toHaveCount(1);
  await page.getByRole('button', { name: 'Make the files' }).click();
  await expect(other.getByRole('link', { name: 'File for the bank (SEPA)' })).toBeVisible(SOON);

  // A panel that is open stays open, with what is typed; who was slower is told.
  await other.getByRole('button', { name: 'Not paid…' }).click();
  await other.getByRole('textbox', { name: 'What the bank said' }).fill('Account closed');
  await page.getByRole('button', { name: 'Mark all as paid…' }).click();
  await page.getByRole('button', { name: 'Mark as paid', exact: true }).first().click();
  await expect(page.getByText('Marked as paid')).toBeVisible();
  await expect(other.getByRole('textbox', { name: 'What the bank said' })).toHaveValue('Account closed');
  await other.getByRole('button', { name: 'Not paid', exact: true }).click();
  await expect(other.getByText(/meanwhile|settled/)).toBeVisible(SOON);
  await expect(lines(other)).toContainText('Paid', SOON);
});

test('an account is removed after it was said what that means', async ({ page }) => {
  await signUp(page);
  await ask(page, '/fn/payments/save-own-account', { version: '0', holder: 'Ada', iban: 'NL91ABNA0417164300', bic: '' });
  await open(page, '/account/bank');
  await page.getByRole('link', { name: 'Remove' }).click();
  await expect(page.getByText('Remove NL91 •••• 4300?')).toBeVisible();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Remove account' }).click();
  await expect(page.getByText('Bank account removed')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'IBAN' })).toHaveValue('');
});

test('what is paid in another currency is held against the policy while one types', async ({ page }) => {
  await signUp(page);
  await ask(page, '/fn/policies/save', { version: '0', catering_limit: '60', catering_level: 'block' });
  await ask(page, '/fn/rates/add', { base_currency: 'USD', rate: '0.5', quote_currency: 'EUR', rate_date: ago(1) });
  await open(page, '/expenses/new');
  await page.getByRole('textbox', { name: 'Amount', exact: true }).fill('120.02');
  await page.getByLabel('Currency').selectOption('USD');
  await page.locator('.choice-chip', { hasText: 'Catering' }).click();
  await expect(page.getByText('Counts as €60.01: 1 USD is 0.5 EUR')).toBeVisible();
  await expect(page.locator('.policy-flag', { hasText: 'Catering is limited to €60.00; this is €60.01.' })).toBeVisible();
  await isAccessible(page);
  await page.locator('input[name="expense_date"]').fill(ago(2));
  await expect(page.getByText('There is no exchange rate from USD to EUR for')).toBeVisible();
  await expect(page.locator('.policy-flag')).toHaveCount(0);
});
