import { aClaim, aRate, ask, decide } from '../support/claims';
import { aColleague, signUp } from '../support/people';
import { expect, open, test, type Page } from '../support/test';

const shown = (page: Page) => ({
  reference: page.getByLabel('Reference of the payment').locator('visible=true'),
  amount: page.getByLabel('What left the account (EUR)').locator('visible=true'),
  reason: page.getByLabel('What the bank said').locator('visible=true'),
  paid: page.getByRole('button', { name: 'Mark as paid', exact: true }).locator('visible=true'),
});
const line = (page: Page, name: string) => page.locator('.payment-line').filter({ hasText: name });
const paidOf = (page: Page, name: string) => line(page, name).getByRole('button', { name: 'Paid…', exact: true });

/** A batch whose files are made: two claims of Tomasz in dollars, and one of Amélie. */
async function aBatch(page: Page, another: () => Promise<Page>) {
  const founder = await signUp(page);
  aRate(founder.email, 'USD', 0.5);
  const people: [Page, string, string][] = [
    [await another(), 'Tomasz', 'Wójcik'],
    [await another(), 'Amélie', 'Fournier'],
  ];
  for (const [who, first, last] of people) await aColleague(who, founder, 'member', [first, last]);
  const [[tomasz], [amelie]] = people;
  for (const who of [tomasz, tomasz, amelie]) {
    await decide(page, await aClaim(who, { amount: '10.00', currency: 'USD' }, true), 'approve');
  }
  const batch_id = await ask<string>(page, '/fn/payments/make', { key: crypto.randomUUID() });
  const version = async () => `${(await ask<{ version: number }>(page, '/fn/payments/get', { batch_id })).version}`;
  await ask(page, '/fn/payments/export', { batch_id, version: await version() });
  return { founder, batch_id, version, path: `/expenses/payments/${batch_id}` };
}

test('what is typed about a payment stays where it is refused, and where somebody else works on the batch', async ({ page, another, mishaps }) => {
  mishaps.expect(422, '/fn/payments/settle');
  mishaps.expect(409, '/fn/payments/settle');
  const { founder, path } = await aBatch(page, another);
  const other = await another();
  await aColleague(other, founder, 'admin', ['Ingrid', 'Solhaug']);
  await open(page, path);
  await open(other, path);
  const form = shown(page);

  await paidOf(page, 'Wójcik').click();
  await form.reference.fill('Wire 7');
  await form.amount.fill('0.01');
  await form.paid.click();
  await expect(form.amount).toHaveAccessibleDescription(/too little for so many claims/);
  await expect(form.amount).toBeFocused();
  await expect(form.reference).toHaveValue('Wire 7');
  await form.amount.fill('10.20');

  // Somebody else says something of the other line meanwhile.
  await line(other, 'Fournier').getByRole('button', { name: 'Not paid…' }).click();
  await shown(other).reason.fill('Account closed');
  await shown(other).reason.press('Enter');
  await expect(line(other, 'Fournier')).toContainText('Not paid: Account closed.');
  await form.paid.click();
  await expect(line(page, 'Fournier')).toContainText('Not paid: Account closed.');
  await paidOf(page, 'Wójcik').click();
  await expect(form.reference).toHaveValue('Wire 7');
  await expect(form.amount).toHaveValue('10.20');
  await form.paid.click();
  await expect(line(page, 'Wójcik')).toContainText('Wire 7');
  await expect(page.locator('dl').first()).toContainText('Partly failed');
});

test('what the bank said stays where the connection fails, and is sent again', async ({ page, another, mishaps }) => {
  mishaps.expectNoConnection();
  const { path } = await aBatch(page, another);
  await open(page, path);
  const form = shown(page);
  await line(page, 'Fournier').getByRole('button', { name: 'Not paid…' }).click();
  await form.reason.fill('Account closed');
  await page.route('**/fn/payments/fail', (route) => route.abort(), { times: 1 });
  await form.reason.press('Enter');
  await expect(page.getByRole('alert').locator('visible=true').first()).toBeVisible();
  await expect(form.reason).toHaveValue('Account closed');
  await form.reason.press('Enter');
  await expect(line(page, 'Fournier')).toContainText('Not paid: Account closed.');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a line that is refused is there again with what was typed', async ({ page, another }) => {
    const { path } = await aBatch(page, another);
    await page.goto(path);
    const form = shown(page);
    await paidOf(page, 'Wójcik').click();
    await form.reference.fill('Wire 7');
    await form.amount.fill('0.01');
    await form.paid.click();
    await expect(page.locator('.notice.tone-danger').first()).toContainText('too little for so many claims');
    await paidOf(page, 'Fournier').click();
    await expect(form.reference).toHaveValue('');
    await page.keyboard.press('Escape');
    await paidOf(page, 'Wójcik').click();
    await expect(form.reference).toHaveValue('Wire 7');
    await expect(form.amount).toHaveValue('0.01');
    await expect(form.amount).toHaveAttribute('aria-invalid', 'true');
    await form.amount.fill('10.20');
    await form.paid.click();
    await expect(line(page, 'Wójcik')).toContainText('Wire 7');
  });
});
