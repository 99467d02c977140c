import { sqlWithin } from '../support/database';
import { signUp } from '../support/people';
import { expect, open, test } from '../support/test';

test('pages are counted once, whether the server draws them or the browser, without what was asked of them', async ({ page }) => {
  const founder = await signUp(page);
  await open(page, '/');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Companies' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Companies' })).toBeVisible();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Contacts' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Contacts' })).toBeVisible();
  // What waits is told of at the latest when the page is left.
  await open(page, '/jobs?state=failed');
  const looks = () =>
    sqlWithin(
      founder.email,
      `select string_agg(properties ->> 'page', ' ' order by properties ->> 'page') from analytics_events
       where event_name = 'page_viewed' and organization_id = current_setting('app.organization_id')::uuid`,
    );
  await expect.poll(looks, { timeout: 20_000 }).toBe('/ /companies /contacts /jobs');
});
