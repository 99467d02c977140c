import { aContact, calls, signIn } from '../support/people';
import { expect, open, test, type Page } from '../support/test';

const lines = (page: Page) => page.getByRole('list', { name: 'History, latest first' }).getByRole('listitem');

test.beforeEach(async ({ page }) => signIn(page, 'owner@lumen.example'));

test('a long history goes on in place, under what is read already', async ({ page }) => {
  const contact = await aContact(page);
  await calls(page, contact, 25);
  await open(page, contact.path);
  await expect(lines(page)).toHaveCount(20);
  await page.getByRole('link', { name: 'Show older' }).click();
  await expect(lines(page)).toHaveCount(26);
  await expect(lines(page).first()).toContainText('Call number 25');
  await expect(lines(page).nth(24)).toContainText('Call number 1');
  await expect(page).toHaveURL(contact.path);
  await expect(page.getByRole('link', { name: 'Show older' })).toHaveCount(0);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a long history is read page by page, and leads back to the latest', async ({ page }) => {
    const contact = await aContact(page);
    await calls(page, contact, 25);
    await page.goto(contact.path);
    await page.getByRole('link', { name: 'Show older' }).click();
    await expect(page).toHaveURL(/after=/);
    await expect(lines(page)).toHaveCount(6);
    await page.getByRole('link', { name: 'Back to the latest' }).click();
    await expect(page).toHaveURL(contact.path);
    await expect(lines(page).first()).toContainText('Call number 25');
  });
});
