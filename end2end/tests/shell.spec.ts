import { fits, isAccessible } from '../support/axe';
import { aContact, signIn } from '../support/people';
import { expect, hydrated, open, test } from '../support/test';

for (const width of [390, 1440]) {
  test(`every page is accessible at ${width} pixels, in light and in dark`, async ({ page }) => {
    test.slow();
    await page.setViewportSize({ width, height: 900 });
    await signIn(page, 'owner@lumen.example');
    const contact = await aContact(page, {
      first_name: 'Maximiliane-Henriette',
      last_name: 'von und zu Hohenstein-Wolkenburg-Rabenau',
      company: 'Gesellschaft zur Förderung der zeitgenössischen Bühnenkunst im deutschsprachigen Raum e. V.',
      job_title: 'Geschäftsführende Vorstandsvorsitzende und Beauftragte für internationale Beziehungen',
    });
    const lists = ['/', '/contacts', '/contacts/trash', '/jobs', '/mail', '/account', '/settings', '/settings/rates', '/settings/accounts', '/settings/policies', '/settings/approvals', '/expenses/reports'];
    for (const path of [...lists, '/contacts/new', contact.path, `${contact.path}/edit`]) {
      await open(page, path);
      await isAccessible(page);
      await fits(page);
    }
  });
}

test('no page is wider than its window, whatever the width', async ({ page }) => {
  test.slow();
  for (const path of ['/sign-in', '/sign-up']) {
    for (const width of [320, 390, 820]) {
      await page.setViewportSize({ width, height: 900 });
      await open(page, path);
      await fits(page);
    }
  }
  await signIn(page, 'owner@lumen.example');
  for (const path of ['/', '/contacts', '/contacts/new', '/contacts/trash', '/jobs', '/account', '/settings', '/settings/rates', '/settings/accounts', '/settings/policies', '/settings/approvals', '/expenses/reports']) {
    for (const width of [320, 820, 1100]) {
      await page.setViewportSize({ width, height: 900 });
      await open(page, path);
      await fits(page);
    }
  }
});

test('dark mode is chosen in the menu, holds on the next page, and does not flash', async ({ page }) => {
  await signIn(page, 'owner@lumen.example');
  await open(page, '/');
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await background();

  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('button', { name: 'Dark' }).click();
  await expect(page.getByRole('button', { name: 'Dark' })).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(background).not.toBe(light);
  const dark = await background();

  // The server draws it dark already, before any script has run.
  const html = await (await page.request.get('/contacts')).text();
  expect(html).toMatch(/<html[^>]* data-theme="dark"/);
  await open(page, '/contacts');
  expect(await background()).toBe(dark);

  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('button', { name: 'System' }).click();
  await expect.poll(background).toBe(light);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(background).toBe(dark);
});

test('an address that leads nowhere says so, in the same clothes', async ({ page, mishaps }) => {
  for (const path of ['/nowhere', '/contacts/not-an-id', '/contacts/0190d9a8-0000-7000-8000-000000000000']) {
    mishaps.expect(404, path);
  }
  await signIn(page, 'owner@lumen.example');
  for (const path of ['/nowhere', '/contacts/not-an-id', '/contacts/0190d9a8-0000-7000-8000-000000000000']) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(404);
    await hydrated(page);
    await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible();
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  }
  await isAccessible(page);
  await page.getByRole('link', { name: 'Go to the start page' }).click();
  await expect(page).toHaveURL('/');
});

test('the first Tab leads past the navigation', async ({ page }) => {
  await signIn(page, 'owner@lumen.example');
  await open(page, '/contacts');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});

test('the sidebar becomes icons on a tablet and a bar at the bottom on a telephone', async ({ page }) => {
  await signIn(page, 'owner@lumen.example');
  await open(page, '/');
  const nav = page.getByRole('navigation', { name: 'Main' });
  const contacts = nav.getByRole('link', { name: 'Contacts' });
  const box = async () => (await nav.boundingBox())!;

  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(contacts).toBeVisible();
  const wide = await box();
  expect(wide.x).toBe(0);
  expect(wide.width).toBeGreaterThan(180);

  await page.setViewportSize({ width: 820, height: 1180 });
  await expect.poll(async () => (await box()).width).toBeLessThan(80);
  await contacts.click();
  await expect(page.getByRole('heading', { name: 'Contacts', level: 1 })).toBeVisible();

  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(async () => (await box()).width).toBe(390);
  const low = await box();
  expect(low.y + low.height).toBe(844);
  await expect(contacts).toBeInViewport();
  await expect(contacts).toHaveAttribute('aria-current', 'page');
});
