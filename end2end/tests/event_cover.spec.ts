import { crc32, deflateSync } from 'node:zlib';
import { fits, isAccessible } from '../support/axe';
import { aContact, anEvent, attend, signUp } from '../support/people';
import { expect, open, test, type Page } from '../support/test';

/** A picture whose colours run from one side to the other. */
function png(width: number, height: number, [red, green, blue]: [number, number, number]): Buffer {
  const chunk = (kind: string, body: Buffer) => {
    const whole = Buffer.concat([Buffer.from(kind), body]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(whole));
    return Buffer.concat([length, whole, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.alloc(width * 3 + 1);
  for (let x = 0; x < width; x += 1) {
    const share = x / width;
    row.set([red * (1 - share) + 30 * share, green, blue * share + 60 * (1 - share)].map(Math.round), 1 + x * 3);
  }
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const hall = { name: 'hall.png', mimeType: 'image/png', buffer: png(2000, 1200, [220, 120, 200]) };
const stage = { name: 'stage.png', mimeType: 'image/png', buffer: png(1200, 1600, [60, 160, 240]) };
const noPicture = { name: 'hall.png', mimeType: 'image/png', buffer: Buffer.from('Not a picture at all.') };
const huge = { name: 'huge.png', mimeType: 'image/png', buffer: Buffer.alloc(10_000_001, 1) };

const banner = (page: Page) => page.locator('img.event-cover');
const upload = (page: Page) => page.getByLabel('Upload a picture');

async function isDrawn(page: Page, width: number) {
  await expect(banner(page)).toBeVisible({ timeout: 15_000 });
  await expect.poll(() => banner(page).evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(width);
}

test('an event gets a cover picture, which is described, replaced, removed, brought back and shown to everybody', async ({
  page,
  another,
  mishaps,
}) => {
  await signUp(page);
  const event = await anEvent(page);
  await open(page, event.path);
  await expect(page.getByText('No picture yet.')).toBeVisible();
  await expect(banner(page)).toHaveCount(0);

  mishaps.expect(422, `/upload${event.path}/cover`);
  // News of the event that was just made draws the page anew, and what was refused with it.
  await expect(async () => {
    await upload(page).setInputFiles(noPicture);
    await expect(page.getByRole('alert')).toHaveText('This is no picture that can be used: choose a JPEG, PNG or WebP file.', {
      timeout: 2_000,
    });
  }).toPass();
  await upload(page).setInputFiles(huge);
  await expect(page.getByRole('alert')).toHaveText('This file is too large: 10.0 MB at most.');

  await upload(page).setInputFiles(hall);
  await isDrawn(page, 1600);
  await page.getByRole('textbox', { name: 'Alternative text' }).fill('A hall full of looms');
  await page.getByRole('button', { name: 'Save the text' }).click();
  await expect(page.getByRole('img', { name: 'A hall full of looms' })).toBeVisible();
  await isAccessible(page);
  await fits(page);

  const first = await banner(page).getAttribute('src');
  await upload(page).setInputFiles(stage);
  await expect(banner(page)).not.toHaveAttribute('src', first ?? '', { timeout: 15_000 });
  await isDrawn(page, 1200);
  // Another picture shows something else.
  await expect(page.getByRole('textbox', { name: 'Alternative text' })).toHaveValue('');
  await page.getByRole('button', { name: 'Remove the picture' }).click();
  await expect(banner(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await isDrawn(page, 1200);

  // Whoever has the address sees it too, without signing in.
  const address = await page.getByRole('link', { name: /^\/e\// }).getAttribute('href');
  const stranger = await another();
  await stranger.goto(address ?? '');
  const cover = stranger.locator('img.public-cover');
  await expect.poll(() => cover.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1200);
  await expect(stranger.locator('meta[property="og:image"]')).toHaveAttribute('content', /\/cover\?v=/);
  await isAccessible(stranger);
  await fits(stranger);

  // A clone has the same.
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Clone…' }).click();
  await page.getByRole('group', { name: 'Clone the event' }).getByRole('button', { name: 'Clone' }).click();
  await expect(page).not.toHaveURL(event.path);
  await isDrawn(page, 1200);
  await open(page, `${event.path}/activity`);
  await expect(page.getByText('added the cover picture hall.png')).toBeVisible();
});

test('those who were coming are told that an event is cancelled', async ({ page }) => {
  await signUp(page);
  const event = await anEvent(page);
  const guest = await aContact(page, { email: 'guest@engine.example' });
  const silent = await aContact(page);
  await attend(page, event, [guest, silent]);
  await open(page, event.path);
  const panel = page.getByRole('group', { name: 'Cancel the event' });
  // News of those who were just added draws the page anew, and closes what is open.
  await expect(async () => {
    await page.getByRole('button', { name: 'More actions' }).click({ timeout: 2_000 });
    await page.getByRole('button', { name: 'Cancel the event…' }).click({ timeout: 2_000 });
    await expect(panel.getByRole('checkbox', { name: 'Tell the one who was coming' })).toBeChecked({ timeout: 2_000 });
  }).toPass();
  await expect(panel.getByText('1 contact has no e-mail address that is known to work.')).toBeVisible();
  await isAccessible(page);
  await fits(page);
  await panel.getByRole('textbox', { name: 'Message' }).fill('The river came in.');
  await panel.getByRole('button', { name: 'Cancel the event' }).click();
  await expect(page.getByText('The event is cancelled, and 1 person is told')).toBeVisible();
  await open(page, `${event.path}/activity`);
  await expect(page.getByText('told 1 person that it was cancelled')).toBeVisible();
  await expect(async () => {
    await page.goto('/dev/mail');
    await expect(page.getByText(`Cancelled: ${event.title}`)).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.getByText(`Cancelled: ${event.title}`).click();
  await expect(page.frameLocator('iframe').getByText('The river came in.')).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a cover picture is refused with the reason, taken, described, removed and brought back', async ({ page }) => {
    await signUp(page);
    const event = await anEvent(page);
    await page.goto(event.path);
    const send = page.getByRole('button', { name: 'Upload', exact: true });
    await upload(page).setInputFiles(noPicture);
    await send.click();
    await expect(page.getByRole('alert')).toHaveText('This is no picture that can be used: choose a JPEG, PNG or WebP file.');
    await upload(page).setInputFiles(hall);
    await send.click();
    await expect(page).toHaveURL(event.path);
    await expect(async () => {
      await page.reload();
      await expect(banner(page)).toBeVisible({ timeout: 500 });
    }).toPass();
    await page.getByRole('textbox', { name: 'Alternative text' }).fill('A hall');
    await page.getByRole('button', { name: 'Save the text' }).click();
    await expect(page.getByRole('img', { name: 'A hall' })).toBeVisible();
    await page.getByRole('button', { name: 'Remove the picture' }).click();
    await expect(banner(page)).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(banner(page)).toBeVisible();
  });

  test('an event is cancelled, and those who were coming are told', async ({ page }) => {
    await signUp(page);
    const event = await anEvent(page);
    await attend(page, event, [await aContact(page, { email: 'guest@engine.example' })]);
    await page.goto(event.path);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('button', { name: 'Cancel the event…' }).click();
    const panel = page.getByRole('group', { name: 'Cancel the event' });
    await expect(panel.getByRole('checkbox', { name: 'Tell the one who was coming' })).toBeChecked();
    await panel.getByRole('button', { name: 'Cancel the event' }).click();
    await expect(page.locator('.page-actions .badge')).toHaveText('Cancelled');
    await page.goto(`${event.path}/activity`);
    await expect(page.getByText('told 1 person that it was cancelled')).toBeVisible();
  });
});
