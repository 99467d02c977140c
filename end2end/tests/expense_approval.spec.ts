import { fits, isAccessible } from '../support/axe';
import { aClaim, aReceipt, ask, decide, type Claimed } from '../support/claims';
import { aColleague, signUp } from '../support/people';
import { expect, hydrated, open, test, type Page } from '../support/test';

const INBOX = '/expenses/approvals';

/** A decision is sent after five seconds. */
const SENT = { timeout: 15_000 };

const queue = (page: Page) => page.getByRole('region', { name: 'What waits' });
const rows = (page: Page) => page.locator('.inbox-row');
const row = (page: Page, claim: Claimed) => rows(page).filter({ hasText: claim.title });
const detail = (page: Page) => page.locator('.inbox-claim:not([hidden]) .inbox-details');
const receipt = (page: Page) => page.locator('.inbox-claim:not([hidden]) .inbox-receipt');
const decisions = (page: Page) => page.getByRole('group', { name: 'Decide' });
const undo = (page: Page) => page.getByRole('group', { name: 'The last decision' });
const bar = (page: Page) => page.getByRole('toolbar', { name: 'Selected claims' });
const dialog = (page: Page) => page.getByRole('dialog');
const title = (page: Page) => detail(page).getByRole('heading', { level: 2 });

type Expense = { id: string; version: number; status: string; title: string; amount: { minor: number } };

const read = (page: Page, claim: Claimed) => ask<Expense>(page, '/fn/expenses/get', { expense_id: claim.id });
const status = async (page: Page, claim: Claimed) => (await read(page, claim)).status;

/** Who decides, and a member who has submitted so many claims, one after the other. */
async function waiting(page: Page, another: () => Promise<Page>, count: number, fields: Record<string, string>[] = []) {
  const founder = await signUp(page);
  const member = await another();
  await aColleague(member, founder, 'member', ['Tomasz', 'Wójcik']);
  const claims: Claimed[] = [];
  for (let at = 0; at < count; at += 1) {
    // Neither the same amount nor the same day: no two may be the same.
    claims.push(await aClaim(member, { amount: `${20 + at}.50`, ...fields[at] }, true));
  }
  return { founder, member, claims };
}

/** The claimant says something else, and submits it again. */
async function change(member: Page, claim: Claimed, fields: Record<string, string>) {
  const { version } = await read(member, claim);
  await ask(member, '/fn/expenses/update', {
    expense_id: claim.id,
    version: String(version),
    title: claim.title,
    merchant: 'City Cabs',
    amount: '24.50',
    currency: 'EUR',
    expense_date: new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10),
    expense_type: 'travel',
    submit: 'true',
    ...fields,
  });
}

test('twenty claims are decided about with the keyboard alone', async ({ page, another }) => {
  const { claims } = await waiting(page, another, 20);
  await open(page, INBOX);
  await expect(rows(page)).toHaveCount(20);
  await expect(queue(page)).toContainText('20 wait');
  await expect(title(page)).toHaveText(claims[0].title);
  await isAccessible(page);

  // One, on to the next, back: the focus goes along.
  await page.keyboard.press('j');
  await expect(title(page)).toHaveText(claims[1].title);
  await expect(page.locator('.inbox-open a')).toBeFocused();
  await page.keyboard.press('k');
  await expect(title(page)).toHaveText(claims[0].title);
  await expect(page).toHaveURL(`${INBOX}?claim=${claims[0].id}`);

  await page.keyboard.press('r');
  await expect(dialog(page)).toHaveAccessibleName(`Reject “${claims[0].title}”`);
  await page.keyboard.press('Control+Enter');
  await expect(dialog(page).getByRole('textbox', { name: 'Reason' })).toHaveAccessibleDescription(/Say why/);
  await page.keyboard.type('Private');
  await isAccessible(page);
  await page.keyboard.press('Control+Enter');
  await expect(dialog(page)).toBeHidden();
  await expect(title(page)).toHaveText(claims[1].title);
  await expect(page.locator('.inbox-open a')).toBeFocused();

  await page.keyboard.press('q');
  await page.keyboard.type('Which client was it for?');
  await page.keyboard.press('Control+Enter');
  await expect(rows(page)).toHaveCount(18);

  // Whatever is decided, what follows is there at once: nothing is waited for in between.
  for (let at = 2; at < 20; at += 1) {
    await expect(title(page)).toHaveText(claims[at].title, { timeout: 2_000 });
    await page.keyboard.press('a');
  }
  await expect(page.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible();
  await expect(queue(page)).toContainText('Nothing waits');
  await expect(undo(page)).toBeHidden(SENT);
  await expect(async () => {
    expect(await status(page, claims[0])).toBe('rejected');
    for (const claim of claims.slice(2)) expect(await status(page, claim)).toBe('approved');
  }).toPass();
  await page.reload();
  await hydrated(page);
  await expect(page.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible();
  await isAccessible(page);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Take the last decision back');
});

test('between neighbours there is nothing to wait for', async ({ page, another }) => {
  await waiting(page, another, 8);
  await open(page, INBOX);
  await expect(title(page)).toBeVisible();
  const times: number[] = [];
  for (let at = 0; at < 6; at += 1) {
    // As somebody does who looks at each of them for a moment.
    await page.waitForTimeout(400);
    const time = await page.evaluate(async () => {
      const shown = () => document.querySelector('.inbox-claim:not([hidden]) h2')?.textContent;
      const before = shown();
      const begun = performance.now();
      document.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }));
      while (shown() === before || shown() === undefined) await new Promise((done) => requestAnimationFrame(done));
      return performance.now() - begun;
    });
    times.push(time);
  }
  console.log(`from one claim to the next, ms: ${times.map((time) => time.toFixed(0)).join(', ')}`);
  expect(Math.max(...times)).toBeLessThan(250);
});

test('a decision is taken back within five seconds, and is never sent', async ({ page, another }) => {
  const { claims } = await waiting(page, another, 3);
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/fn/expenses/decide')) sent.push(request.postData() ?? '');
  });
  await open(page, INBOX);
  await page.keyboard.press('a');
  await expect(undo(page)).toContainText(`Approved “${claims[0].title}”`);
  await page.keyboard.press('a');
  await expect(undo(page)).toContainText('and 1 more');
  await page.keyboard.press('z');
  await expect(row(page, claims[1])).toBeVisible();
  await expect(title(page)).toHaveText(claims[1].title);
  await undo(page).getByRole('button', { name: 'Undo' }).click();
  await expect(rows(page)).toHaveCount(3);
  await expect(rows(page).first()).toContainText(claims[0].title);
  await expect(undo(page)).toBeHidden();
  await page.waitForTimeout(6_000);
  expect(sent).toEqual([]);
  expect(await status(page, claims[0])).toBe('pending');
});

test('leaving the page within the five seconds sends what was decided', async ({ page, another }) => {
  const { claims } = await waiting(page, another, 4);
  await open(page, INBOX);
  // By a link within the product.
  await page.keyboard.press('a');
  await page.getByRole('link', { name: 'Home', exact: true }).click();
  await expect(async () => expect(await status(page, claims[0])).toBe('approved')).toPass({ timeout: 3_000 });
  // By loading the page again.
  await open(page, INBOX);
  await expect(title(page)).toHaveText(claims[1].title);
  await page.keyboard.press('a');
  await expect(undo(page)).toBeVisible();
  await page.reload();
  await expect(async () => expect(await status(page, claims[1])).toBe('approved')).toPass({ timeout: 3_000 });
  // By closing the tab.
  const tab = await page.context().newPage();
  await open(tab, INBOX);
  await expect(title(tab)).toHaveText(claims[2].title);
  await tab.keyboard.press('a');
  await expect(undo(tab)).toBeVisible();
  await tab.close({ runBeforeUnload: true });
  await expect(async () => expect(await status(page, claims[2])).toBe('approved')).toPass({ timeout: 3_000 });
});

test('what was approved is what was seen: a claim that was changed meanwhile comes back', async ({ page, another, mishaps }) => {
  const { member, claims } = await waiting(page, another, 2);
  mishaps.expect(409, '/fn/expenses/decide');
  await open(page, INBOX);
  await expect(title(page)).toHaveText(claims[0].title);
  await page.keyboard.press('a');
  await change(member, claims[0], { amount: '1000.00' });
  await expect(row(page, claims[0])).toContainText('changed', SENT);
  await expect(row(page, claims[0])).toContainText('€1,000.00');
  await expect(page.getByRole('region', { name: 'What was not decided' })).toContainText('1 was not decided');
  expect(await status(page, claims[0])).toBe('pending');
  await row(page, claims[0]).getByRole('link').click();
  await expect(detail(page)).toContainText('1,000');
  await expect(detail(page).getByText('Amount', { exact: true }).first()).toBeVisible();
  await isAccessible(page);
});

test('of many at once each is told by itself, and what was refused can be kept selected', async ({ page, another, mishaps }) => {
  const { member, claims } = await waiting(page, another, 5, [{}, {}, { amount: '4000', currency: 'EUR' }]);
  mishaps.expect(409, '/fn/expenses/decide');
  await open(page, INBOX);
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Shift+X');
  await expect(bar(page)).toContainText('3 selected');
  await expect(bar(page)).toContainText('€4,042.00');
  await isAccessible(page);
  await bar(page).getByRole('button', { name: 'Select all 5 that wait' }).click();
  await expect(bar(page)).toContainText('All 5 that wait');
  await change(member, claims[3], { amount: '99.00' });
  await bar(page).getByRole('button', { name: 'Reject' }).click();
  await expect(dialog(page)).toHaveAccessibleName('Reject 5 claims');
  await page.keyboard.type('Not of this year');
  await dialog(page).getByRole('button', { name: 'Reject' }).click();
  await expect(undo(page)).toContainText('Rejected 5 claims');
  const report = page.getByRole('region', { name: 'What was not decided' });
  await expect(report).toContainText('4 done, 1 was not decided', SENT);
  await expect(report.getByRole('link', { name: claims[3].title })).toBeVisible();
  await expect(row(page, claims[3])).toBeVisible();
  await isAccessible(page);
  await report.getByRole('button', { name: 'Select those that still wait' }).click();
  await expect(bar(page)).toContainText('1 selected');
  await expect(bar(page)).toContainText('€99.00');
  await page.keyboard.press('a');
  await expect(page.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible();
  await expect(async () => expect(await status(page, claims[3])).toBe('approved')).toPass(SENT);
});

test('two decide about the same claim: one of them, and the other is told', async ({ page, another, mishaps }) => {
  const { founder, claims } = await waiting(page, another, 3);
  mishaps.expect(409, '/fn/expenses/decide');
  const admin = await another();
  await aColleague(admin, founder, 'admin', ['Sofia', 'Rossi']);
  await open(page, INBOX);
  await open(admin, INBOX);
  await expect(rows(admin)).toHaveCount(3);
  // Decided elsewhere, it leaves the queue here; who has it open is told quietly.
  await decide(page, claims[0], 'approve');
  await expect(rows(admin)).toHaveCount(2, SENT);
  await expect(detail(admin)).toContainText('Approved by Femke de Vries', SENT);
  await expect(decisions(admin)).toContainText('approved already');
  await expect(decisions(admin).getByRole('button', { name: 'Approve' })).toBeDisabled();
  await isAccessible(admin);
  await admin.keyboard.press('j');
  await expect(title(admin)).toHaveText(claims[1].title);
  // Both at once: the first that is sent counts.
  await admin.keyboard.press('a');
  await decide(page, claims[1], 'reject', 'Twice');
  await expect(admin.getByRole('region', { name: 'What was not decided' })).toContainText('rejected already', SENT);
  await expect(row(admin, claims[1])).toHaveCount(0);
  expect(await status(page, claims[1])).toBe('rejected');
});

test('without a connection a decision comes back with its reason', async ({ page, another, mishaps }) => {
  const { claims } = await waiting(page, another, 2);
  await open(page, INBOX);
  await expect(title(page)).toHaveText(claims[0].title);
  mishaps.expectNoConnection();
  await page.route('**/fn/expenses/decide', (route) => route.abort('connectionfailed'));
  await page.keyboard.press('a');
  await expect(rows(page)).toHaveCount(1);
  await expect(row(page, claims[0])).toContainText('cannot be reached', SENT);
  await expect(rows(page)).toHaveCount(2);
  await expect(title(page)).toHaveText(claims[1].title);
});

test('a receipt is looked at from near, turned and moved, and several one after the other', async ({ page, another, mishaps }) => {
  const { member, claims } = await waiting(page, another, 1);
  const files = [
    { name: 'receipt-1.jpg', mimeType: 'image/jpeg', buffer: await aReceipt(page, 'Café Kranzler', 'EUR 20,50') },
    { name: 'receipt-2.jpg', mimeType: 'image/jpeg', buffer: await aReceipt(page, 'Kiosk', 'EUR 3,00') },
    { name: 'invoice.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n%%EOF\n') },
  ];
  for (const file of files) {
    const sent = await member.request.post(`/upload/expenses/${claims[0].id}`, {
      multipart: { file },
      headers: { origin: new URL(process.env.BASE_URL ?? 'http://127.0.0.1:3000').origin, accept: 'application/json' },
    });
    expect(sent.ok(), await sent.text()).toBe(true);
  }
  await expect(async () => {
    const receipts = await ask<{ status: string }[]>(page, '/fn/expenses/receipts', { expense_id: claims[0].id });
    expect(receipts.map(({ status }) => status)).toEqual(['ready', 'ready', 'ready']);
  }).toPass({ timeout: 20_000 });
  mishaps.expect(422, /^\/files\/[^/]+\/page$/);
  await open(page, `${INBOX}?claim=${claims[0].id}`);
  const picture = receipt(page).getByRole('img', { name: 'Receipt: receipt-1.jpg' });
  await expect(picture).toBeVisible({ timeout: 20_000 });
  await expect(async () => expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)).toPass();
  const turned = () => picture.evaluate((image) => (image as HTMLElement).style.transform);
  await page.keyboard.press('+');
  await expect.poll(turned).toContain('scale(1.4');
  await page.keyboard.press('0');
  await expect.poll(turned).toContain('scale(1)');
  await page.keyboard.press('t');
  await expect.poll(turned).toContain('rotate(90deg)');
  await isAccessible(page);
  const stage = receipt(page).getByRole('group', { name: /^Receipt/ });
  const frame = (await stage.boundingBox())!;
  await page.keyboard.press('t');
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  const before = await turned();
  await page.mouse.move(frame.x + frame.width / 2, frame.y + frame.height / 2);
  await page.mouse.down();
  await page.mouse.move(frame.x + frame.width / 2, frame.y + frame.height / 2 + 60, { steps: 4 });
  await page.mouse.up();
  expect(await turned()).not.toBe(before);
  await page.keyboard.press(']');
  await expect(receipt(page).getByRole('img', { name: 'Receipt: receipt-2.jpg' })).toBeVisible();
  await expect(receipt(page)).toContainText('2 of 3');
  // One that cannot be drawn is opened elsewhere: nothing may frame what people have uploaded.
  await page.keyboard.press(']');
  await expect(receipt(page).getByRole('link', { name: 'Open the file', exact: true })).toHaveAttribute('href', /^\/files\//);
  await isAccessible(page);
});

test('who decides alone is told why their own claims wait', async ({ page }) => {
  await signUp(page);
  await aClaim(page, {}, true);
  await open(page, INBOX);
  await expect(page.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible();
  await expect(page.getByText('Your own claims wait for somebody else')).toBeVisible();
  await isAccessible(page);
  await fits(page);
});

test.describe('on a tablet', () => {
  test.use({ viewport: { width: 820, height: 1180 } });

  test('the queue and the claim stand beside each other, with the receipt behind a tab', async ({ page, another }) => {
    const { claims } = await waiting(page, another, 2);
    await open(page, INBOX);
    await expect(rows(page)).toHaveCount(2);
    await expect(detail(page)).toBeVisible();
    await fits(page);
    await isAccessible(page);
    await page.getByRole('button', { name: 'Receipt', exact: true }).click();
    await expect(receipt(page)).toContainText('There is no receipt');
    await decisions(page).getByRole('button', { name: 'Approve' }).click();
    await expect(row(page, claims[0])).toHaveCount(0);
    await expect(undo(page)).toBeVisible();
    await fits(page);
  });
});

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('a claim is opened, decided about and followed by the next, by touch', async ({ page, another }) => {
    const { claims } = await waiting(page, another, 3);
    await open(page, INBOX);
    await expect(rows(page)).toHaveCount(3);
    await expect(detail(page)).toBeHidden();
    await fits(page);
    await isAccessible(page);
    await row(page, claims[1]).getByRole('link').tap();
    await expect(title(page)).toHaveText(claims[1].title);
    await expect(page).toHaveURL(`${INBOX}?claim=${claims[1].id}`);
    await expect(queue(page)).toBeHidden();
    await fits(page);
    await isAccessible(page);
    await decisions(page).getByRole('button', { name: 'Approve' }).tap();
    await expect(title(page)).toHaveText(claims[2].title);
    await undo(page).getByRole('button', { name: 'Undo' }).tap();
    await expect(title(page)).toHaveText(claims[1].title);
    await page.goBack();
    await expect(queue(page)).toBeVisible();
    await expect(rows(page)).toHaveCount(3);
    await row(page, claims[0]).getByRole('link').tap();
    await decisions(page).getByRole('button', { name: 'Reject' }).tap();
    await dialog(page).getByRole('textbox', { name: 'Reason' }).fill('Private');
    await dialog(page).getByRole('button', { name: 'Reject' }).tap();
    await expect(title(page)).toHaveText(claims[1].title);
    await page.getByRole('button', { name: 'Back to the queue' }).tap();
    await expect(rows(page)).toHaveCount(2);
    await expect(async () => expect(await status(page, claims[0])).toBe('rejected')).toPass(SENT);
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('claims are approved and rejected one by one and together', async ({ page, another }) => {
    const { claims } = await waiting(page, another, 4);
    await page.goto(INBOX);
    await expect(rows(page)).toHaveCount(4);
    await fits(page);
    await row(page, claims[0]).getByRole('button', { name: 'Approve' }).click();
    await expect(page).toHaveURL(INBOX);
    await expect(rows(page)).toHaveCount(3);
    expect(await status(page, claims[0])).toBe('approved');
    await row(page, claims[1]).getByRole('button', { name: 'Reject' }).click();
    await expect(page.getByText('Say why: whoever claimed it reads this.')).toBeVisible();
    await row(page, claims[1]).getByRole('textbox', { name: 'Reason or question' }).fill('Private');
    await row(page, claims[1]).getByRole('button', { name: 'Reject' }).click();
    await expect(rows(page)).toHaveCount(2);
    for (const claim of claims.slice(2)) await row(page, claim).getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Apply to those that are ticked' }).click();
    await expect(page.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible();
    expect(await status(page, claims[3])).toBe('approved');
  });
});
