import { deflateSync, crc32 } from 'node:zlib';
import { fits, isAccessible } from '../support/axe';
import { aContact, signUp } from '../support/people';
import { expect, open, test, type Page } from '../support/test';

/** A picture of one colour. */
function png(width: number, height: number, colour: [number, number, number]): Buffer {
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
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from(colour))]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const portrait = { name: 'me.png', mimeType: 'image/png', buffer: png(400, 300, [200, 40, 40]) };
const noPicture = { name: 'me.png', mimeType: 'image/png', buffer: Buffer.from('Not a picture at all.') };
const huge = { name: 'huge.png', mimeType: 'image/png', buffer: Buffer.alloc(10_000_001, 1) };
const field = (page: Page) => page.getByLabel('Upload a picture');

/** The picture at the edge of every page. */
const face = (page: Page) => page.getByRole('banner').locator('.avatar img');

async function isDrawn(page: Page) {
  await expect(face(page)).toBeVisible({ timeout: 15_000 });
  await expect.poll(() => face(page).evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(192);
}

test('a picture is refused with the reason, too large, taken, replaced and removed', async ({ page, mishaps }) => {
  await signUp(page);
  await open(page, '/account');
  await expect(page.getByText('No picture yet')).toBeVisible();
  await isAccessible(page);
  await fits(page);

  mishaps.expect(422, '/upload/avatar');
  await field(page).setInputFiles(noPicture);
  await expect(page.getByRole('alert')).toHaveText('This is no picture that can be used: choose a JPEG, PNG or WebP file.');
  await isAccessible(page);
  // One that is too large is not even sent.
  await field(page).setInputFiles(huge);
  await expect(page.getByRole('alert')).toHaveText('This file is too large: 10.0 MB at most.');

  await field(page).setInputFiles(portrait);
  await isDrawn(page);
  const first = await face(page).getAttribute('src');
  await field(page).setInputFiles({ ...portrait, buffer: png(300, 400, [40, 40, 200]) });
  await expect(face(page)).not.toHaveAttribute('src', first ?? '', { timeout: 15_000 });
  await isDrawn(page);
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByText('No picture yet')).toBeVisible();
  await expect(face(page)).toHaveCount(0);
});

test('an upload can be stopped, and one that broke off says so', async ({ page, mishaps }) => {
  await signUp(page);
  const contact = await aContact(page);
  await open(page, contact.path);
  const file = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('What we spoke of.') };
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route('**/upload/**', async (route) => {
    await held;
    await route.abort('connectionreset').catch(() => {});
  });
  await page.getByLabel('Attach files').setInputFiles(file);
  await page.getByRole('button', { name: 'Cancel notes.txt' }).click();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await page.getByLabel('Attach files').setInputFiles(file);
  mishaps.expectNoConnection();
  release();
  await expect(page.getByRole('alert')).toHaveText('The connection broke off. Try again.');
});

test('files are attached to a contact, saved, removed and brought back', async ({ page }) => {
  await signUp(page);
  const contact = await aContact(page);
  await open(page, contact.path);
  const files = page.locator('.file');
  await expect(page.getByText('No files yet.')).toBeVisible();
  await page.getByLabel('Attach files').setInputFiles([
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('What we spoke of.') },
    { name: 'badge.png', mimeType: 'image/png', buffer: portrait.buffer },
  ]);
  await expect(files).toHaveCount(2);
  await expect(files.filter({ hasText: 'badge.png' }).locator('img')).toBeVisible({ timeout: 15_000 });
  await expect(files.filter({ hasText: 'notes.txt' })).toContainText('Text · 17 bytes · Femke de Vries');
  await isAccessible(page);
  await fits(page);

  const link = page.getByRole('link', { name: 'notes.txt' });
  await expect(link).toBeVisible({ timeout: 15_000 });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toBe('notes.txt');

  await page.getByRole('button', { name: 'Remove notes.txt' }).click();
  await expect(files).toHaveCount(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(files).toHaveCount(2);
});

test('the logo stands beside the organisation’s name', async ({ page }) => {
  await signUp(page);
  await open(page, '/settings');
  await field(page).setInputFiles(portrait);
  await expect(page.getByRole('banner').locator('.topbar-logo')).toBeVisible({ timeout: 15_000 });
  await isAccessible(page);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a picture is refused with the reason, too large, and taken', async ({ page }) => {
    await signUp(page);
    await page.goto('/account');
    const upload = page.getByRole('button', { name: 'Upload', exact: true });
    await field(page).setInputFiles(noPicture);
    await upload.click();
    await expect(page.getByRole('alert')).toHaveText('This is no picture that can be used: choose a JPEG, PNG or WebP file.');
    await field(page).setInputFiles(huge);
    await upload.click();
    await expect(page.getByRole('alert')).toHaveText('That is too large to be sent.');
    await field(page).setInputFiles(portrait);
    await upload.click();
    await expect(page).toHaveURL('/account');
    await expect(async () => {
      await page.reload();
      await expect(face(page)).toBeVisible({ timeout: 500 });
    }).toPass();
  });

  test('files are attached, removed and brought back', async ({ page }) => {
    await signUp(page);
    const contact = await aContact(page);
    await page.goto(contact.path);
    await page.getByLabel('Attach files').setInputFiles([
      { name: 'one.txt', mimeType: 'text/plain', buffer: Buffer.from('One') },
      { name: 'two.txt', mimeType: 'text/plain', buffer: Buffer.from('Two') },
    ]);
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    await expect(page.locator('.file')).toHaveCount(2);
    await page.getByRole('button', { name: 'Remove one.txt' }).click();
    await expect(page.locator('.file')).toHaveCount(1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.locator('.file')).toHaveCount(2);
  });
});
