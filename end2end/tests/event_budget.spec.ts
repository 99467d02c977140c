import { fits, isAccessible } from '../support/axe';
import { aClaim, ask, decide } from '../support/claims';
import { sqlWithin } from '../support/database';
import { aColleague, signUp } from '../support/people';
import { expect, open, test } from '../support/test';

test('nothing is approved past the limit of an event, and people are told when its budget is nearly used', async ({ page, another }) => {
  const founder = await signUp(page);
  sqlWithin(
    founder.email,
    `insert into events (organization_id, created_by, title, start_date, end_date, status, budget, currency)
     select organization_id, id, 'Forum', now() + interval '9 days', now() + interval '10 days', 'published', 100, 'EUR'
     from users where email_lower = '${founder.email}'`,
  );
  const member = await another();
  await aColleague(member, founder, 'member', ['Tomasz', 'Wójcik']);
  const { rows } = await ask<{ rows: { id: string }[] }>(page, '/fn/events/list', { 'filter[shown]': 'all', 'filter[search]': '' });
  const event = rows[0]!.id;

  await open(page, `/events/${event}/budget`);
  await page.getByLabel('Approve no more than, in EUR').fill('much');
  await page.getByRole('button', { name: 'Save limits' }).click();
  await expect(page.getByLabel('Approve no more than, in EUR')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Approve no more than, in EUR').fill('100');
  await page.getByLabel('Tell of it from, in % of the budget').fill('80');
  await page.getByRole('button', { name: 'Save limits' }).click();
  await expect(page.getByText('Limits saved')).toBeVisible();
  for (const width of [390, 820, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await fits(page);
    await isAccessible(page);
  }

  const first = await aClaim(member, { amount: '90.00', event_id: event }, true);
  const second = await aClaim(member, { amount: '10.01', event_id: event }, true);
  await decide(page, first, 'approve');
  await open(page, '/notifications');
  await expect(page.getByText('Forum: 90 % of the budget is used')).toBeVisible();

  // In the inbox the claim that does not fit comes back with the reason.
  await open(page, `/expenses/approvals?claim=${second.id}`);
  await page.keyboard.press('a');
  await expect(page.getByText('No more may be approved for Forum: 10.00 EUR of its limit are left.').first()).toBeVisible({ timeout: 15_000 });

  // Whoever may do so raises the limit, and it goes through.
  await open(page, `/events/${event}/budget`);
  await page.getByLabel('Approve no more than, in EUR').fill('');
  await page.getByRole('button', { name: 'Save limits' }).click();
  await expect(page.getByText('Limits saved')).toBeVisible();
  await decide(page, second, 'approve');
  await expect(page.getByText('More is approved than this event may cost.')).toBeVisible();

  // What is spent in another currency stands in it, and with what it is worth; all in the own one is said once.
  const currencies = page.getByRole('region', { name: 'What is spent, by currency' });
  await expect(page.getByRole('region', { name: 'What is spent, by type' })).toBeVisible();
  await expect(currencies).toHaveCount(0);
  sqlWithin(
    founder.email,
    `insert into exchange_rates (organization_id, base_currency, quote_currency, rate, rate_date, source, created_by)
     select organization_id, 'USD', 'EUR', 0.5, current_date - 5, 'manual', id from users where email_lower = '${founder.email}'`,
  );
  await aClaim(member, { amount: '30.00', currency: 'USD', event_id: event }, true);
  await open(page, `/events/${event}/budget`);
  await expect(currencies.getByRole('row')).toHaveText([/^Currency/, /^EUR.*100\.01/, /^USD.*30\.00.*€15\.00/, /^Together, in EUR.*115\.01/]);
  await page.setViewportSize({ width: 390, height: 900 });
  await fits(page);
  await isAccessible(page);

  // Who may not change the event sees no form, and is refused.
  await open(member, `/events/${event}/budget`);
  await expect(member.getByRole('button', { name: 'Save limits' })).toHaveCount(0);
});
