import { fits, isAccessible } from '../support/axe';
import { aClaim, ago, ask, type Claimed } from '../support/claims';
import { aColleague, signUp } from '../support/people';
import { expect, hydrated, open, test, type Page } from '../support/test';

const INBOX = '/expenses/approvals';

/** A decision is sent after five seconds. */
const SENT = { timeout: 20_000 };

const queue = (page: Page) => page.getByRole('region', { name: 'What waits' });
const rows = (page: Page) => page.locator('.inbox-row');
const toggle = (page: Page) => page.getByRole('link', { name: 'Filter', exact: true });
const form = (page: Page) => page.getByRole('search', { name: 'Filter what waits' });
const chips = (page: Page) => page.getByRole('list', { name: 'Filtered by' }).getByRole('listitem');
const bar = (page: Page) => page.getByRole('toolbar', { name: 'Selected claims' });
const undo = (page: Page) => page.getByRole('group', { name: 'The last decision' });
const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);

const status = async (page: Page, claim: Claimed) =>
  (await ask<{ status: string }>(page, '/fn/expenses/get', { expense_id: claim.id })).status;

/** Who decides, and two who claim: meals and journeys of each. */
async function waiting(page: Page, another: () => Promise<Page>) {
  const founder = await signUp(page);
  const [tomasz, sofia] = [await another(), await another()];
  const someone = await aColleague(tomasz, founder, 'member', ['Tomasz', 'Wójcik']);
  await aColleague(sofia, founder, 'member', ['Sofia', 'Rossi']);
  const claims: Record<string, Claimed[]> = { meals: [], journeys: [], others: [] };
  for (let at = 0; at < 3; at += 1) {
    claims.meals.push(await aClaim(tomasz, { amount: `${20 + at}.50`, expense_type: 'catering', merchant: 'Café Kranzler' }, true));
    claims.journeys.push(await aClaim(tomasz, { amount: `${40 + at}.50`, expense_date: ago(20 + at) }, true));
    claims.others.push(await aClaim(sofia, { amount: `${60 + at}.50`, expense_type: 'catering' }, true));
  }
  return { founder, someone, claims };
}

test('the queue is filtered by keyboard, all that match are chosen and approved, and a step back shows all again', async ({ page, another }) => {
  const { someone, claims } = await waiting(page, another);
  await open(page, INBOX);
  await expect(rows(page)).toHaveCount(9);
  await expect(form(page)).toBeHidden();

  // Opened and closed by a key; the focus comes back.
  await page.keyboard.press('f');
  await expect(form(page).getByRole('searchbox')).toBeFocused();
  await expect(form(page).getByRole('combobox', { name: 'Who claims' })).toBeVisible();
  await isAccessible(page);
  await page.keyboard.press('Escape');
  await expect(form(page)).toBeHidden();
  await expect(toggle(page)).toBeFocused();

  // By type.
  await page.keyboard.press('f');
  await expect(form(page).getByRole('searchbox')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(form(page).getByRole('combobox', { name: 'Type' })).toBeFocused();
  await page.keyboard.type('Cat');
  await page.keyboard.press('Tab');
  await expect(form(page).getByRole('combobox', { name: 'Who claims' })).toBeFocused();
  await page.keyboard.type('Tom');
  await form(page).getByRole('button', { name: 'Apply' }).press('Enter');
  await expect(rows(page)).toHaveCount(3);
  await expect(form(page)).toBeHidden();
  await expect(queue(page)).toContainText('3 match');
  await expect(queue(page)).toContainText('€64.50');
  await expect(chips(page)).toHaveText(['Catering', 'Tomasz Wójcik']);
  expect([parameter(page, 'type'), parameter(page, 'person')]).toEqual(['catering', someone.id]);
  await isAccessible(page);
  await fits(page);

  // A chip less; back; and the same after loading the page again.
  await chips(page).first().getByRole('link', { name: 'Remove Catering' }).click();
  await expect(rows(page)).toHaveCount(6);
  await page.goBack();
  await expect(rows(page)).toHaveCount(3);
  await page.reload();
  await hydrated(page);
  await expect(rows(page)).toHaveCount(3);
  await expect(chips(page)).toHaveText(['Catering', 'Tomasz Wójcik']);

  // One is decided and held: it is neither chosen nor summed.
  await page.keyboard.press('a');
  await expect(rows(page)).toHaveCount(2);
  expect(parameter(page, 'type')).toBe('catering');
  await queue(page).getByRole('button', { name: 'Select all 2' }).click();
  await expect(bar(page)).toContainText('All 2 that match');
  await expect(bar(page)).toContainText('€44.00');
  await isAccessible(page);
  await page.keyboard.press('a');
  await expect(page.getByText('Nothing that waits matches.')).toBeVisible();
  await expect(queue(page)).toContainText('Nothing matches');
  await isAccessible(page);

  // Whether they are held, sent or answered by now, all that waits is counted without them.
  await page.getByRole('link', { name: 'Clear filters' }).click();
  await expect(rows(page)).toHaveCount(6);
  await expect(queue(page)).toContainText('6 wait');
  await expect(undo(page)).toBeHidden(SENT);
  await expect(async () => {
    for (const claim of claims.meals) expect(await status(page, claim)).toBe('approved');
    for (const claim of [...claims.journeys, ...claims.others]) expect(await status(page, claim)).toBe('pending');
  }).toPass();
  await expect(queue(page)).toContainText('6 wait');
  await page.goBack();
  await expect(page.getByText('Nothing that waits matches.')).toBeVisible();
  await expect(chips(page)).toHaveText(['Catering', 'Tomasz Wójcik']);
  await page.goForward();
  await expect(rows(page)).toHaveCount(6);
});

test('what was decided under a filter comes back to all that waits when it is taken back', async ({ page, another }) => {
  await waiting(page, another);
  await open(page, `${INBOX}?type=catering`);
  await expect(rows(page)).toHaveCount(6);
  await page.keyboard.press('a');
  await expect(rows(page)).toHaveCount(5);
  await chips(page).getByRole('link', { name: 'Remove Catering' }).click();
  await expect(rows(page)).toHaveCount(8);
  await expect(queue(page)).toContainText('8 wait');
  await page.keyboard.press('z');
  await expect(rows(page)).toHaveCount(9);
  await expect(queue(page)).toContainText('9 wait');
});

test('of 120 claims that are approved at once, the one that somebody else decided meanwhile is told with its reason', async ({ page, another, mishaps }) => {
  test.setTimeout(120_000);
  mishaps.expect(409, '/fn/expenses/decide');
  const founder = await signUp(page);
  const [member, admin] = [await another(), await another()];
  await aColleague(member, founder, 'member', ['Tomasz', 'Wójcik']);
  await aColleague(admin, founder, 'admin', ['Sofia', 'Rossi']);
  const claims: Claimed[] = [];
  for (let at = 0; at < 120; at += 10) {
    const some = Array.from({ length: 10 }, (_, one) =>
      aClaim(member, { amount: `${20 + at + one}.00`, expense_type: 'catering' }, true),
    );
    claims.push(...(await Promise.all(some)));
  }
  await aClaim(member, { amount: '7.00' }, true);
  const sent: number[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/fn/expenses/decide')) {
      sent.push([...new URLSearchParams(request.postData() ?? '').keys()].filter((key) => key.startsWith('claims')).length);
    }
  });
  await open(page, `${INBOX}?type=catering`);
  await expect(queue(page)).toContainText('120 match');
  await queue(page).getByRole('button', { name: 'Select all 120' }).click();
  await expect(bar(page)).toContainText('All 120 that match');
  await expect(bar(page)).toContainText('€9,540.00');
  await page.keyboard.press('a');
  await expect(undo(page)).toContainText('Approved 120 claims');
  const { version } = await ask<{ version: number }>(admin, '/fn/expenses/get', { expense_id: claims[100].id });
  await ask(admin, '/fn/expenses/decide', { 'claims[0]': `${claims[100].id}:${version}`, verdict: 'reject', comment: 'Twice' });
  const report = page.getByRole('region', { name: 'What was not decided' });
  await expect(report).toContainText('119 done, 1 was not decided', { timeout: 60_000 });
  await expect(report.getByRole('link', { name: claims[100].title })).toBeVisible();
  await expect(report).toContainText('rejected already, by Sofia Rossi');
  expect(sent.sort((a, b) => a - b)).toEqual([40, 80]);
  await expect(page.getByText('Nothing that waits matches.')).toBeVisible();
  expect(await status(page, claims[100])).toBe('rejected');
  expect(await status(page, claims[0])).toBe('approved');
  expect(await status(page, claims[119])).toBe('approved');
  await page.getByRole('link', { name: 'Clear all' }).click();
  await expect(rows(page)).toHaveCount(1);
});

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('the queue is filtered by touch, and a claim leads back to what is filtered', async ({ page, another }) => {
    const { claims } = await waiting(page, another);
    await open(page, INBOX);
    await toggle(page).tap();
    await expect(form(page).getByRole('combobox', { name: 'Who claims' })).toBeVisible();
    await fits(page);
    await isAccessible(page);
    await form(page).getByRole('combobox', { name: 'Who claims' }).selectOption({ label: 'Sofia Rossi' });
    await form(page).getByRole('button', { name: 'Apply' }).tap();
    await expect(rows(page)).toHaveCount(3);
    await expect(chips(page)).toHaveText(['Sofia Rossi']);
    await fits(page);
    await isAccessible(page);
    await rows(page).filter({ hasText: claims.others[1].title }).getByRole('link').tap();
    await expect(queue(page)).toBeHidden();
    expect(parameter(page, 'claim')).toBe(claims.others[1].id);
    await page.goBack();
    await expect(queue(page)).toBeVisible();
    await expect(rows(page)).toHaveCount(3);
    await queue(page).getByRole('button', { name: 'Select all 3' }).tap();
    await expect(bar(page)).toContainText('All 3 that match');
    await bar(page).getByRole('button', { name: 'Approve' }).tap();
    await expect(page.getByText('Nothing that waits matches.')).toBeVisible();
    await expect(async () => {
      for (const claim of claims.others) expect(await status(page, claim)).toBe('approved');
    }).toPass(SENT);
    await page.getByRole('link', { name: 'Clear all' }).tap();
    await expect(rows(page)).toHaveCount(6);
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the filter is a form, and what is decided leads back to it', async ({ page, another }) => {
    const { claims } = await waiting(page, another);
    await page.goto(INBOX);
    await expect(form(page)).toBeHidden();
    await toggle(page).click();
    await form(page).getByRole('combobox', { name: 'Type' }).selectOption({ label: 'Catering' });
    await form(page).getByRole('combobox', { name: 'Who claims' }).selectOption({ label: 'Tomasz Wójcik' });
    await form(page).getByRole('searchbox').fill('kranzler');
    await form(page).getByRole('button', { name: 'Apply' }).click();
    await expect(rows(page)).toHaveCount(3);
    await expect(chips(page)).toHaveText(['“kranzler”', 'Catering', 'Tomasz Wójcik']);
    await fits(page);
    await rows(page).filter({ hasText: claims.meals[0].title }).getByRole('button', { name: 'Approve' }).click();
    await expect(rows(page)).toHaveCount(2);
    expect(parameter(page, 'type')).toBe('catering');
    expect(await status(page, claims.meals[0])).toBe('approved');
    await page.goto(`${INBOX}?type=venue&from=soon`);
    await expect(page.getByText('Nothing that waits matches.')).toBeVisible();
    await page.getByRole('link', { name: 'Clear all' }).click();
    await expect(rows(page)).toHaveCount(8);
  });
});
