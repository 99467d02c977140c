import { fits, isAccessible } from '../support/axe';
import { aContact, signUp } from '../support/people';
import { expect, open, test, type Page } from '../support/test';

const rows = (page: Page) => page.locator('tbody tr:not([hidden])');

test('an empty organisation is filled with sample contacts, and emptied of them again', async ({ page }) => {
  await signUp(page);
  await open(page, '/contacts');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Add sample contacts' }).click();
  await expect(page.getByText('Sample contacts added')).toBeVisible();
  await expect(rows(page)).toHaveCount(24);
  await expect(page.getByText('These are sample contacts')).toBeVisible();
  await isAccessible(page);
  await fits(page);

  await open(page, '/');
  await expect(page.getByText('These are sample contacts')).toBeVisible();
  await expect(page.getByRole('heading', { name: /Overdue/ })).toBeVisible();
  await isAccessible(page);

  // What somebody adds themselves stays.
  const own = await aContact(page);
  await open(page, '/contacts');
  await page.getByRole('button', { name: 'Remove them' }).click();
  await expect(page.getByText('The sample contacts were moved to trash.')).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText(own.lastName);
  await isAccessible(page);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rows(page)).toHaveCount(25);

  // Each can be brought back by itself as well.
  await page.getByRole('button', { name: 'Remove them' }).click();
  await expect(rows(page)).toHaveCount(1);
  await open(page, '/contacts/trash');
  await expect(rows(page)).toHaveCount(24);
  await page.getByRole('button', { name: /^Restore/ }).first().click();
  await expect(rows(page)).toHaveCount(23);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('sample contacts are put in, removed and brought back', async ({ page }) => {
    await signUp(page);
    await page.goto('/');
    await page.getByRole('button', { name: 'Add sample contacts' }).click();
    await expect(page.getByText('These are sample contacts')).toBeVisible();
    await page.getByRole('button', { name: 'Remove them' }).click();
    await expect(page.getByText('The sample contacts were moved to trash.')).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(rows(page)).toHaveCount(24);
  });
});
