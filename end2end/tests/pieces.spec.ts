import { signIn } from '../support/people';
import { expect, hydrated, open, test, type Page } from '../support/test';

const main = (page: Page) => page.getByRole('navigation', { name: 'Main' });

test.beforeEach(async ({ page }) => signIn(page, 'owner@lumen.example'));

test('a page brings the code of its own piece, and the others come when they are asked for', async ({ page }) => {
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
  const has = (piece: string) => fetched.some((path) => path.includes(`split_${piece}`));

  await open(page, '/companies');
  expect(has('companies')).toBe(true);
  expect(has('contacts')).toBe(false);
  expect(has('home')).toBe(false);
  await main(page).getByRole('link', { name: 'Contacts' }).click();
  await expect(page.locator('tbody tr').first()).toBeVisible();
  expect(has('contacts')).toBe(true);

  fetched.length = 0;
  await main(page).getByRole('link', { name: 'Companies' }).click();
  await expect(page.getByRole('heading', { name: 'Companies', level: 1 })).toBeVisible();
  expect(has('companies'), 'fetched once is enough').toBe(false);
});

test('an agenda has a piece of its own, apart from that of events', async ({ page }) => {
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
  const has = (piece: string) => fetched.some((path) => path.includes(`split_${piece}`));
  await open(page, '/events');
  await page.getByRole('link', { name: 'Autumn Forum' }).click();
  const sections = page.getByRole('navigation', { name: 'Sections of the event' });
  await expect(sections).toBeVisible();
  expect(has('agenda')).toBe(false);
  await sections.getByRole('link', { name: /^Agenda/ }).click();
  await expect(page.getByRole('navigation', { name: 'Days' })).toBeVisible();
  expect(has('agenda')).toBe(true);
  fetched.length = 0;
  await page.reload();
  await hydrated(page);
  await expect(page.getByRole('navigation', { name: 'Days' })).toBeVisible();
  expect(has('events')).toBe(false);
});

test('the head of a page names the files of its piece', async ({ page }) => {
  await open(page, '/contacts');
  const links = page.locator('head link[rel="preload"][as="fetch"][href*="/split_"]');
  await expect(links).toHaveCount(1);
  await expect(links).toHaveAttribute('href', /\/pkg\/split_contacts\.[\w-]{22}\.wasm$/);
});

test('a page whose code does not arrive is drawn by the server', async ({ page, mishaps }) => {
  mishaps.expectNoConnection();
  await open(page, '/');
  await page.route('**/pkg/split_companies*', (route) => route.abort('connectionreset'), { times: 1 });
  await page.evaluate(() => document.documentElement.setAttribute('data-old', ''));
  await main(page).getByRole('link', { name: 'Companies' }).click();
  await expect(page.getByRole('heading', { name: 'Companies', level: 1 })).toBeVisible();
  await expect(page.locator('html')).not.toHaveAttribute('data-old', '');
  await hydrated(page);
});
