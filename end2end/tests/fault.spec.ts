import { isAccessible } from '../support/axe';
import { sql } from '../support/database';
import { aContact, signUp } from '../support/people';
import { expect, open, test, type Page } from '../support/test';

/** Whatever reads this organisation's contacts fails, and nobody else's does. */
function breakContactsOf(organization: string): () => void {
  const id = sql(`select id from organizations where name = '${organization}'`);
  const policy = `broken_${id.replaceAll('-', '')}`;
  sql(`create policy ${policy} on contacts as restrictive for select to plugs_app
       using (organization_id <> '${id}' or 1 / (version - version) = 1)`);
  return () => sql(`drop policy ${policy} on contacts`);
}

/** The page says that it is our fault and under which reference we find it, and not a word of how we are made. */
async function tellsAFault(page: Page, reference: string) {
  const alert = page.getByRole('main').getByRole('alert');
  await expect(alert).toContainText('Something went wrong on our side.');
  await expect(alert.locator('code')).toHaveText(reference);
  const words = (await page.content()).toLowerCase();
  for (const secret of ['division', 'policy', 'sqlx', 'postgres', 'plugs_app', '.rs:']) expect(words).not.toContain(secret);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('what goes wrong on our side is told with a reference, in the same clothes, and mended by trying again', async ({
      page,
      mishaps,
    }) => {
      mishaps.expect(500, /^\/(contacts|fn\/contacts\/)/);
      const { organization } = await signUp(page);
      const contact = await aContact(page);
      const mend = breakContactsOf(organization);
      try {
        for (const path of ['/contacts', contact.path]) {
          const response = await page.goto(path);
          expect(response?.status()).toBe(500);
          await tellsAFault(page, response?.headers()['x-request-id'] ?? 'none');
          await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
        }
        if (javaScriptEnabled) await isAccessible(page);
      } finally {
        mend();
      }
      await page.getByRole('link', { name: 'Try again' }).click();
      await expect(page.getByRole('heading', { name: contact.name, level: 1 })).toBeVisible();
    });
  });
}

test('a list that fails while one is on the page says so in its place', async ({ page, mishaps }) => {
  mishaps.expect(500, /^\/fn\/contacts\//);
  const { organization } = await signUp(page);
  const contact = await aContact(page);
  await open(page, '/');
  const mend = breakContactsOf(organization);
  try {
    const answer = page.waitForResponse((response) => response.url().includes('/fn/contacts/list'));
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Contacts' }).click();
    await tellsAFault(page, (await answer).headers()['x-request-id'] ?? 'none');
  } finally {
    mend();
  }
  await page.getByRole('link', { name: 'Try again' }).click();
  await expect(page.getByRole('link', { name: contact.name })).toBeVisible();
});
