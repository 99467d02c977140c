import { fits, isAccessible } from '../support/axe';
import { aContact, signIn } from '../support/people';
import { expect, open, test, unique, type Page } from '../support/test';

const palette = (page: Page) => page.getByRole('dialog', { name: 'Search or jump to' });
const field = (page: Page) => palette(page).getByRole('combobox', { name: 'Search or jump to' });
const option = (page: Page, name: string | RegExp) => palette(page).getByRole('option', { name });

test.describe('the palette', () => {
  test.beforeEach(async ({ page }) => signIn(page, 'owner@lumen.example'));

  test('somebody opens it, finds a contact and opens the record with keys alone', async ({ page }) => {
    const contact = await aContact(page, { company: unique('Zirkel ') });
    await open(page, '/');
    await page.keyboard.press('Control+k');
    await expect(field(page)).toBeFocused();
    await page.keyboard.type(contact.lastName);
    await expect(option(page, contact.name)).toHaveAttribute('aria-selected', 'true');
    await expect(option(page, contact.name).locator('mark').first()).toHaveText(contact.lastName);
    const active = await field(page).getAttribute('aria-activedescendant');
    await expect(option(page, contact.name)).toHaveAttribute('id', active!);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: contact.name, level: 1 })).toBeVisible();
    await expect(palette(page)).toBeHidden();
  });

  test('arrows go round, Home and End to the ends, and Escape gives the focus back', async ({ page }) => {
    await open(page, '/contacts');
    const button = page.getByRole('link', { name: 'Search or jump to…' });
    await button.focus();
    await button.click();
    const options = palette(page).getByRole('option');
    await expect(options.first()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('ArrowUp');
    await expect(options.last()).toHaveAttribute('aria-selected', 'true');
    await expect(options.last()).toBeInViewport();
    await page.keyboard.press('ArrowDown');
    await expect(options.first()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('End');
    await expect(options.last()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Home');
    await expect(options.first()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Escape');
    await expect(palette(page)).toBeHidden();
    await expect(button).toBeFocused();
  });

  test('pages and actions are there too, and an action acts', async ({ page }) => {
    await open(page, '/');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('trash');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL('/contacts/trash');

    for (const [typed, url] of [['board', /layout=board/], ['companies', /\/companies/]] as const) {
      await page.keyboard.press('Control+k');
      await page.keyboard.type(typed);
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL(url);
    }

    await page.keyboard.press('Control+k');
    await page.keyboard.type('dark');
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await page.getByRole('button', { name: 'Your account' }).click();
    await expect(page.getByRole('button', { name: 'Dark', exact: true })).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('Escape');

    await page.keyboard.press('Control+k');
    await page.keyboard.type('sign out');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/sign-in/);
  });

  test('on a record, on its page and beside a list, what can be done with it stands first', async ({ page }) => {
    const contact = await aContact(page);
    await open(page, contact.path);
    await page.keyboard.press('Control+k');
    await expect(palette(page).getByRole('group', { name: contact.name })).toBeVisible();
    await expect(palette(page).getByRole('option').first()).toHaveText('Edit');
    await page.keyboard.type('move to plug');
    await expect(option(page, /^Move to Plug/)).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Plug', exact: true })).toBeVisible();

    await open(page, `/contacts?layout=board&q=${contact.lastName}&panel=${contact.id}`);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('log an');
    await page.keyboard.press('Enter');
    await expect(page.locator('#composer').getByRole('combobox', { name: 'Type' })).toBeFocused();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('edit');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(`${contact.path}/edit`);
  });

  test('Control and Enter open a contact in another tab', async ({ page, context }) => {
    const contact = await aContact(page);
    await open(page, '/');
    await page.keyboard.press('Control+k');
    await page.keyboard.type(contact.lastName);
    await expect(option(page, contact.name)).toBeVisible();
    const opened = context.waitForEvent('page');
    await page.keyboard.press('Control+Enter');
    await expect(await opened).toHaveURL(contact.path);
    await expect(page).toHaveURL('/');
  });

  test('what was opened lately is there before anything is typed, and is nobody else’s', async ({ page }) => {
    const [first, second] = [await aContact(page), await aContact(page)];
    await open(page, first.path);
    await open(page, second.path);
    await page.keyboard.press('Control+k');
    const lately = palette(page).getByRole('group', { name: 'Opened lately' }).getByRole('option');
    await expect(lately.nth(0)).toContainText(second.name);
    await expect(lately.nth(1)).toContainText(first.name);
    const kept = await page.evaluate(() => JSON.stringify(localStorage));
    expect(kept).not.toContain(first.lastName);

    // A page that is open would go on asking.
    await page.goto('about:blank');
    await page.context().clearCookies();
    await signIn(page, 'admin@lumen.example');
    await open(page, '/');
    await page.keyboard.press('Control+k');
    await expect(palette(page).getByRole('option').first()).toBeVisible();
    await expect(option(page, first.name)).toHaveCount(0);
  });

  test('a late answer does not take the place of a later one', async ({ page }) => {
    const contact = await aContact(page);
    await open(page, '/');
    let asked = 0;
    await page.route('**/fn/contacts/search', async (route) => {
      asked += 1;
      if (asked === 1) await new Promise((done) => setTimeout(done, 900));
      await route.continue().catch(() => undefined);
    });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('m');
    await expect.poll(() => asked).toBe(1);
    await page.keyboard.press('Backspace');
    await page.keyboard.type(contact.lastName);
    await expect(option(page, contact.name)).toBeVisible();
    await page.waitForTimeout(1000);
    await expect(option(page, contact.name)).toBeVisible();
  });

  test('a search that fails says so and can be tried again', async ({ page, mishaps }) => {
    const contact = await aContact(page);
    await open(page, '/');
    mishaps.expectNoConnection();
    await page.route('**/fn/contacts/search', (route) => route.abort('connectionrefused'));
    await page.keyboard.press('Control+k');
    await page.keyboard.type(contact.lastName);
    const again = palette(page).getByRole('button', { name: 'Try again' });
    await expect(again).toBeVisible();
    await page.unroute('**/fn/contacts/search');
    await again.click();
    await expect(option(page, contact.name)).toBeVisible();
  });

  test('it fits and can be used at every width, in light and in dark', async ({ page }) => {
    test.slow(); // axe looks at each of nine pages twice
    const contact = await aContact(page, { company: 'Gesellschaft zur Förderung der zeitgenössischen Bühnenkunst im deutschsprachigen Raum e. V.' });
    for (const width of [390, 820, 1440]) {
      await page.setViewportSize({ width, height: 844 });
      await open(page, '/');
      await page.getByRole('link', { name: 'Search or jump to…' }).click();
      await expect(palette(page).getByRole('option').first()).toBeVisible();
      await isAccessible(page);
      await field(page).fill(contact.lastName);
      await expect(option(page, contact.name)).toBeVisible();
      await fits(page);
      await isAccessible(page);
      await field(page).fill(unique('nobody'));
      await expect(option(page, contact.name)).toHaveCount(0);
      await isAccessible(page);
    }
  });
});

test('door staff are offered no contacts', async ({ page }) => {
  await signIn(page, 'door@lumen.example');
  await open(page, '/');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('contact');
  await expect(palette(page).getByText('Nothing matches “contact”.')).toBeVisible();
  await field(page).fill('');
  await expect(option(page, 'Home')).toBeVisible();
  await expect(option(page, 'Trash')).toHaveCount(0);
});

test('? shows the keys of the page, and the account’s menu leads there too', async ({ page }) => {
  await signIn(page, 'owner@lumen.example');
  await open(page, '/contacts');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await page.keyboard.press('Shift+?');
  await expect(sheet).toBeVisible();
  await expect(sheet.getByText('Search or jump to')).toBeVisible();
  await isAccessible(page);
  // What lies beneath has no keys meanwhile.
  await page.keyboard.press('n');
  await expect(page).toHaveURL('/contacts?layout=table');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();

  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await expect(sheet).toBeVisible();
  await page.keyboard.press('Escape');

  await page.getByRole('searchbox', { name: 'Search contacts' }).pressSequentially('?');
  await expect(sheet).toBeHidden();
});

test('a key is heard as soon as the sheet is closed, while the focus is still in it', async ({ page }) => {
  await signIn(page, 'owner@lumen.example');
  await open(page, '/contacts');
  await page.keyboard.press('Shift+?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  const wasInside = await page.evaluate(() => {
    const sheet = document.querySelector<HTMLDialogElement>('dialog[open]')!;
    sheet.close();
    const focused = document.activeElement!;
    focused.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', bubbles: true }));
    return sheet.contains(focused);
  });
  expect(wasInside).toBe(true);
  await expect(page).toHaveURL(/\/contacts\/new/);
});
