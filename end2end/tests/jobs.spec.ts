import { fits, isAccessible } from '../support/axe';
import { sqlWithin } from '../support/database';
import { signIn, signUp } from '../support/people';
import { expect, open, test, type Page } from '../support/test';

/** A job of the organisation that somebody founded, which has failed as often as it may. */
function failed(email: string): string {
  return sqlWithin(email, `
    insert into jobs (organization_id, queue, kind, run_at)
      values (app.current_organization(), 'cleanup', 'jobs/forget', now() + interval '1 day');
    update jobs set state = 'failed', attempts = 8, ended_at = now(), last_error = 'The service is busy. Try again in a moment.'
      where organization_id = app.current_organization() and kind = 'jobs/forget' and state = 'waiting' returning id`);
}

const jobs = (page: Page) => page.getByRole('region', { name: 'Jobs', exact: true }).locator('tbody tr:not([hidden])');
/** The one that was made to fail, among what else was done for a new organisation. */
const forgetting = (page: Page) => jobs(page).filter({ hasText: 'Forget' });
const tab = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Jobs by state' }).getByRole('link', { name });

test('a failed job is retried, and done', async ({ page }) => {
  const { email } = await signUp(page);
  await open(page, '/jobs');
  await expect(page.getByRole('heading', { name: 'Nothing has failed' })).toBeVisible();
  failed(email);

  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(jobs(page)).toHaveCount(1);
  await expect(jobs(page)).toContainText('Forget');
  await expect(jobs(page)).toContainText('The service is busy. Try again in a moment.');
  await expect(jobs(page)).toContainText('8 of 8');
  await expect(page.getByRole('region', { name: 'Queues' }).getByRole('link', { name: '1 failed, Cleanup' })).toBeVisible();
  await isAccessible(page);
  await fits(page);

  await page.getByRole('button', { name: 'Retry Forget' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Forget queued again')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Nothing has failed' })).toBeVisible();
  await tab(page, 'Done').click();
  await expect(async () => {
    await page.getByRole('button', { name: 'Refresh' }).click();
    await expect(forgetting(page)).toContainText('9 of 11', { timeout: 500 });
  }).toPass();
  await expect(forgetting(page)).not.toContainText('The service is busy');
});

test('what fails is seen without reloading', async ({ page }) => {
  const { email } = await signUp(page);
  await open(page, '/jobs');
  await expect(page.getByRole('heading', { name: 'Nothing has failed' })).toBeVisible();
  failed(email);
  await expect(jobs(page)).toHaveCount(1, { timeout: 10_000 });
});

test('a job is let be, and somebody has second thoughts in another window', async ({ page, context, mishaps }) => {
  const { email } = await signUp(page);
  failed(email);
  await open(page, '/jobs');
  const late = await context.newPage();
  await open(late, '/jobs');
  // As if nobody looked at it, so that it does not hear of it by itself.
  await late.evaluate(() => Object.defineProperty(document, 'hidden', { get: () => true }));
  await page.getByRole('button', { name: 'Discard Forget' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing has failed' })).toBeVisible();
  mishaps.expect(409, '/fn/jobs/discard');
  await late.getByRole('button', { name: 'Discard Forget' }).click();
  await expect(late.getByText('This job is being run, or it is over.')).toBeVisible();
  await expect(late.getByRole('heading', { name: 'Nothing has failed' })).toBeVisible();

  await tab(page, 'Discarded').click();
  await expect(jobs(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Retry Forget' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing was discarded' })).toBeVisible();
});

test('the page is found in the menu by those who may see it', async ({ page, another }) => {
  await signIn(page, 'admin@lumen.example');
  await open(page, '/');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox').fill('background');
  await page.getByRole('option', { name: 'Background work' }).click();
  await expect(page).toHaveURL('/jobs');

  const member = await another();
  await signIn(member, 'member@lumen.example');
  const response = await member.request.get('/jobs');
  expect(response.status()).toBe(403);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a failed job is retried', async ({ page }) => {
    const { email } = await signUp(page);
    failed(email);
    await page.goto('/jobs');
    await expect(jobs(page)).toHaveCount(1);
    await page.getByRole('button', { name: 'Retry Forget' }).click();
    await expect(page).toHaveURL('/jobs');
    await expect(page.getByRole('heading', { name: 'Nothing has failed' })).toBeVisible();
    await expect(async () => {
      await page.goto('/jobs?state=done');
      await expect(forgetting(page)).toContainText('9 of 11', { timeout: 500 });
    }).toPass();
  });
});
