import { fits, isAccessible } from '../support/axe';
import { aClaim, ask, type Claimed } from '../support/claims';
import { anInvoice } from '../support/pdfs';
import { aColleague, signUp } from '../support/people';
import { expect, open, test, type Page } from '../support/test';

const INBOX = '/expenses/approvals';

/** A page is drawn by a process that is started for it. */
const DRAWN = { timeout: 30_000 };

const receipt = (page: Page) => page.locator('.inbox-claim:not([hidden]) .inbox-receipt');
const stage = (page: Page) => receipt(page).getByRole('group', { name: /^Receipt/ });
const pages = (page: Page) => receipt(page).getByRole('toolbar', { name: 'Pages' });
const sheet = (page: Page, at: number, of = 3) =>
  receipt(page).getByRole('img', { name: `Receipt: invoice.pdf, page ${at} of ${of}` });
const form = (page: Page, at: number) => sheet(page, at).evaluate((image: HTMLElement) => image.style.transform);

/** A claim that waits for whoever this page is of, with a receipt. */
async function waiting(page: Page, another: () => Promise<Page>, name: string, buffer: Buffer): Promise<Claimed> {
  const founder = await signUp(page);
  const member = await another();
  await aColleague(member, founder, 'member', ['Tomasz', 'Wójcik']);
  const claim = await aClaim(member, {}, true);
  const sent = await member.request.post(`/upload/expenses/${claim.id}`, {
    multipart: { file: { name, mimeType: 'application/pdf', buffer } },
    headers: { origin: new URL(process.env.BASE_URL ?? 'http://127.0.0.1:3000').origin, accept: 'application/json' },
  });
  expect(sent.ok(), await sent.text()).toBe(true);
  await expect(async () => {
    const receipts = await ask<{ status: string }[]>(page, '/fn/expenses/receipts', { expense_id: claim.id });
    expect(receipts.map(({ status }) => status)).toEqual(['ready']);
  }).toPass({ timeout: 20_000 });
  return claim;
}

test('a PDF receipt is read page by page with the keyboard alone, from near and turned', async ({ page, another }) => {
  test.setTimeout(120_000);
  const claim = await waiting(page, another, 'invoice.pdf', anInvoice(3));
  await open(page, `${INBOX}?claim=${claim.id}`);
  await expect(sheet(page, 1)).toBeVisible(DRAWN);
  await expect(pages(page).getByRole('status')).toHaveText('Page 1 of 3');
  expect(await sheet(page, 1).evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight])).toEqual([1272, 1800]);
  // What comes next is drawn while this one is looked at.
  await expect(receipt(page).locator('img[alt$="page 2 of 3"]')).toBeAttached(DRAWN);

  await page.keyboard.press('PageDown');
  await expect(sheet(page, 2)).toBeVisible(DRAWN);
  await expect(sheet(page, 1)).toBeHidden();
  await expect(pages(page).getByRole('status')).toHaveText('Page 2 of 3');
  expect(await sheet(page, 2).evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight])).toEqual([1800, 1272]);
  await page.keyboard.press('t');
  await expect.poll(() => form(page, 2)).toContain('rotate(90deg)');
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await expect(receipt(page).getByRole('button', { name: '196 %; show the whole receipt' })).toBeVisible();
  await stage(page).focus();
  const before = await form(page, 2);
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => form(page, 2)).not.toBe(before);
  await isAccessible(page);

  // The next is seen whole, and turned as this one was.
  await page.keyboard.press('PageDown');
  await expect(sheet(page, 3)).toBeVisible(DRAWN);
  await expect.poll(() => form(page, 3)).toMatch(/^translate\(0px, 0px\) rotate\(90deg\)/);
  await page.keyboard.press('PageDown');
  await expect(pages(page).getByRole('status')).toHaveText('Page 3 of 3');
  await expect(pages(page).getByRole('button', { name: /^Next page/ })).toBeDisabled();
  await page.keyboard.press('PageUp');
  await page.keyboard.press('PageUp');
  await expect(sheet(page, 1)).toBeVisible(DRAWN);
  await expect(pages(page).getByRole('button', { name: /^Previous page/ })).toBeDisabled();
  await pages(page).getByRole('button', { name: /^Next page/ }).press('Enter');
  await expect(sheet(page, 2)).toBeVisible(DRAWN);
  await isAccessible(page);
  // The keys are listed.
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Pages of a receipt');
  await page.keyboard.press('Escape');
  await fits(page);
});

test('a damaged PDF receipt says so, and can be opened and asked for again', async ({ page, another, mishaps }) => {
  const claim = await waiting(page, another, 'torn.pdf', Buffer.from('%PDF-1.7\n%%EOF\n'));
  mishaps.expect(422, /^\/files\/[^/]+\/page$/);
  await open(page, `${INBOX}?claim=${claim.id}`);
  await expect(receipt(page)).toContainText('This PDF file is damaged and cannot be read.', DRAWN);
  await expect(receipt(page).getByRole('link', { name: 'Open the file', exact: true })).toHaveAttribute('href', /^\/files\/[^/]+\/original/);
  await expect(pages(page)).toHaveCount(0);
  await isAccessible(page);
  const asked = page.waitForResponse(/\/page\?/);
  await receipt(page).getByRole('button', { name: 'Try again' }).click();
  expect((await asked).status()).toBe(422);
  await expect(receipt(page)).toContainText('This PDF file is damaged and cannot be read.', DRAWN);
});

test('a page that did not come is asked for again', async ({ page, another, mishaps }) => {
  const claim = await waiting(page, another, 'invoice.pdf', anInvoice(3));
  mishaps.expectNoConnection();
  await page.route(/\/page\?.*&n=2/, (route) => route.abort('connectionfailed'));
  await open(page, `${INBOX}?claim=${claim.id}`);
  await expect(sheet(page, 1)).toBeVisible(DRAWN);
  await page.keyboard.press('PageDown');
  await expect(receipt(page)).toContainText('This page cannot be drawn.', DRAWN);
  await page.unroute(/\/page\?.*&n=2/);
  await receipt(page).getByRole('button', { name: 'Try again' }).click();
  await expect(sheet(page, 2)).toBeVisible(DRAWN);
});

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('pages are turned by touch', async ({ page, another }) => {
    const claim = await waiting(page, another, 'invoice.pdf', anInvoice(3));
    await open(page, `${INBOX}?claim=${claim.id}`);
    await page.getByRole('button', { name: 'Receipt', exact: true }).tap();
    await expect(sheet(page, 1)).toBeVisible(DRAWN);
    await fits(page);
    await isAccessible(page);
    await pages(page).getByRole('button', { name: /^Next page/ }).tap();
    await expect(sheet(page, 2)).toBeVisible(DRAWN);
    // A finger that goes across a whole page turns it.
    const frame = (await stage(page).boundingBox())!;
    const touch = await page.context().newCDPSession(page);
    const middle = frame.y + frame.height / 2;
    const swipe = async (from: number, to: number) => {
      await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: frame.x + frame.width * from, y: middle }] });
      for (let at = 1; at <= 5; at += 1) {
        const x = frame.x + frame.width * (from + ((to - from) * at) / 5);
        await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x, y: middle }] });
      }
      await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    };
    await swipe(0.8, 0.2);
    await expect(sheet(page, 3)).toBeVisible(DRAWN);
    await swipe(0.2, 0.8);
    await expect(sheet(page, 2)).toBeVisible(DRAWN);
    for (const button of await pages(page).getByRole('button').all()) {
      const { width, height } = (await button.boundingBox())!;
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
    }
    await fits(page);
  });
});
