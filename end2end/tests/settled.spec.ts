import { fits, isAccessible } from '../support/axe';
import { aClaim, aRate, ask, decide, type Claimed } from '../support/claims';
import { aColleague, signUp, type Founder } from '../support/people';
import { expect, open, test, type Page } from '../support/test';

const field = (page: Page) => page.getByLabel('What left the account (EUR)');
const save = (page: Page) => page.locator('#claim-settled').getByRole('button', { name: 'Save' });
const sum = (page: Page) => page.getByRole('region', { name: 'Amount' });

/** An owner and a member of a new organisation, in which a dollar is worth half a euro, and a paid claim of 180 dollars. */
async function abroad(page: Page, another: () => Promise<Page>): Promise<{ founder: Founder; member: Page; claim: Claimed }> {
  const founder = await signUp(page);
  const member = await another();
  await aColleague(member, founder, 'member', ['Tomasz', 'Wójcik']);
  aRate(founder.email, 'USD', 0.5);
  const claim = await aClaim(member, { amount: '180.00', currency: 'USD' }, true);
  await decide(page, claim, 'approve');
  const { version } = await ask<{ version: number }>(page, '/fn/expenses/get', { expense_id: claim.id });
  await ask(page, '/fn/expenses/pay', {
    'claims[0]': `${claim.id}:${version}`,
    reference: 'Wire 7',
    key: crypto.randomUUID(),
  });
  return { founder, member, claim };
}

test('what a claim came to at the bank is said on its record, and what exchange lost is seen', async ({ page, another }) => {
  const { member, claim } = await abroad(page, another);
  await open(member, claim.path);
  await open(page, claim.path);
  await field(page).fill('ninety');
  await save(page).click();
  await expect(field(page)).toHaveAttribute('aria-invalid', 'true');
  await expect(field(page)).toHaveValue('ninety');
  await field(page).fill('92.10');
  await save(page).click();
  await expect(sum(page)).toContainText('€92.10');
  await expect(sum(page)).toContainText('€2.10 lost by exchange');
  // Whoever claimed sees it without reloading, and says nothing about it.
  await expect(sum(member)).toContainText('€2.10 lost by exchange');
  await expect(field(member)).toHaveCount(0);
  await isAccessible(page);
  for (const [width, height] of [[390, 844], [820, 1180], [1440, 900]]) {
    await page.setViewportSize({ width, height });
    await fits(page);
  }
  await open(page, '/expenses/reports');
  await expect(page.getByText('Exchange, not in these totals: €2.10 lost with 1 claim')).toBeVisible();
  await expect(page.locator('.report-total')).toContainText('€90.00');

  await open(page, claim.path);
  await field(page).fill('');
  await field(page).press('Enter');
  await expect(sum(page)).not.toContainText('by exchange');
});

test('of two who say it nobody writes over what they have not seen', async ({ page, another, mishaps }) => {
  mishaps.expect(409, '/fn/expenses/settle');
  const { founder, claim } = await abroad(page, another);
  const other = await another();
  await aColleague(other, founder, 'admin', ['Amélie', 'Fournier']);
  await open(other, claim.path);
  await open(page, claim.path);
  await field(page).fill('92.1');
  await save(page).click();
  await expect(field(page)).toHaveValue('92.10');
  await expect(field(other)).toHaveValue('92.10');
  // Nobody types: it follows, however it was spelt.
  await field(other).fill('95');
  await save(other).click();
  await expect(field(page)).toHaveValue('95.00');
  // Somebody types.
  await field(page).fill('91');
  await field(other).fill('97.00');
  await save(other).click();
  await expect(sum(page)).toContainText('€97.00');
  await expect(field(page)).toHaveValue('91');
  await save(page).click();
  await expect(page.locator('#claim-settled').getByRole('alert')).toContainText('Somebody else has said what it came to');
  await expect(field(page)).toHaveValue('91');
  await expect(sum(other)).toContainText('€97.00');
  // It has been seen by now.
  await save(page).click();
  await expect(sum(other)).toContainText('€91.00');
  await expect(field(other)).toHaveValue('91.00');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('it is refused with what was typed, said, and stays', async ({ page, another }) => {
    const { claim } = await abroad(page, another);
    await page.goto(claim.path);
    await field(page).fill('-5');
    await save(page).click();
    await expect(field(page)).toHaveValue('-5');
    await expect(field(page)).toHaveAttribute('aria-invalid', 'true');
    await expect(page.locator('.notice.tone-danger')).toHaveCount(0);
    await field(page).fill('88.00');
    await save(page).click();
    await expect(sum(page)).toContainText('€2.00 gained by exchange');
    await expect(field(page)).toHaveValue('88.00');
  });
});
