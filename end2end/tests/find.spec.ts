import { isAccessible } from '../support/axe';
import { aContact, signIn } from '../support/people';
import { expect, hydrated, open, test, unique, type Page } from '../support/test';

test.beforeEach(async ({ page }) => signIn(page, 'owner@lumen.example'));

const rows = (page: Page) => page.locator('tbody tr');
const names = (page: Page) => page.locator('tbody .row-link').allTextContents();

async function choose(page: Page, filter: string, choice: string) {
  await page.getByRole('button', { name: filter }).click();
  await page
    .getByRole('group', { name: `Filter by ${filter.toLowerCase()}` })
    .getByRole('checkbox', { name: choice, exact: true })
    .check();
  await page.keyboard.press('Escape');
}

test('a contact is found by words of its name, company or address, without accents and with a slip', async ({ page }) => {
  const company = unique('Zirkel ');
  const email = `${unique('marta-')}@zirkel.example`;
  const contact = await aContact(page, { company, email });
  await open(page, '/contacts');

  const slip = contact.lastName.replace(/^(.{4})(.)(.)/, '$1$3$2');
  for (const search of [contact.lastName, `${contact.lastName.toLowerCase()} marta`, slip, company.toUpperCase(), email]) {
    await page.getByRole('searchbox', { name: 'Search contacts' }).fill(search);
    await expect(rows(page)).toHaveCount(1);
    await expect(rows(page).first()).toContainText(contact.name);
    await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe(search);
  }

  await page.reload();
  await hydrated(page);
  await expect(page.getByRole('searchbox', { name: 'Search contacts' })).toHaveValue(email);
  await expect(rows(page)).toHaveCount(1);
  // Beside the list: before the page is alive, a link leads to a page of its own.
  await page.getByRole('link', { name: contact.name }).click();
  await expect(page.getByRole('heading', { name: contact.name, level: 2 })).toBeVisible();

  await page.goBack();
  await expect(page.getByRole('searchbox', { name: 'Search contacts' })).toHaveValue(email);
});

test('the best matches come first while a search is typed, unless an order is chosen', async ({ page }) => {
  const word = unique('Quirin');
  const company = await aContact(page, { first_name: 'Aage', company: word });
  const begun = await aContact(page, { first_name: 'Bodil', last_name: `${word}sen` });
  const whole = await aContact(page, { first_name: 'Zdenka', last_name: word });
  await open(page, '/contacts');
  const order = page.locator('button[popovertarget=contact-order]');
  await expect(order).toContainText('Name');
  await page.getByRole('searchbox', { name: 'Search contacts' }).fill(word);
  await expect.poll(() => names(page)).toEqual([whole.name, company.name, begun.name]);
  await expect(order).toContainText('Relevance');
  await isAccessible(page);

  await page.getByRole('columnheader', { name: 'Name' }).getByRole('link').click();
  await expect(page).toHaveURL(`/contacts?q=${word}&sort=name`);
  await expect.poll(() => names(page)).toEqual([whole.name, begun.name, company.name]);
  await order.click();
  await page.getByRole('link', { name: 'Relevance' }).click();
  await expect(page).toHaveURL(`/contacts?q=${word}`);
  await page.getByRole('searchbox', { name: 'Search contacts' }).fill('');
  await expect(order).toContainText('Name');
});

test('a search without a match says so and leads back', async ({ page }) => {
  await open(page, '/contacts');
  await page.getByRole('searchbox', { name: 'Search contacts' }).fill(unique('nobody'));
  await expect(page.getByText('No contact matches these filters.')).toBeVisible();
  await isAccessible(page);
  await page.getByRole('main').getByRole('link', { name: 'Clear filters' }).last().click();
  await expect(page).toHaveURL('/contacts?layout=table');
  await expect(rows(page).first()).toBeVisible();
});

test('filters stand in the address, survive a reload and can be taken away one by one', async ({ page }) => {
  await open(page, '/contacts');
  await choose(page, 'Stage', 'Plug');
  await expect(page).toHaveURL('/contacts?type=plug');
  await choose(page, 'Priority', 'High');
  await expect(page).toHaveURL('/contacts?type=plug&priority=high');
  await choose(page, 'Owner', 'Me');
  await expect(page).toHaveURL('/contacts?type=plug&priority=high&owner=me');

  await expect(rows(page).first()).toContainText('Plug');
  for (const row of await rows(page).allTextContents()) {
    expect(row).toContain('Plug');
    expect(row).toContain('High');
    expect(row).toContain('Ingrid Solhaug');
  }
  const before = await names(page);
  await page.reload();
  await expect(rows(page)).toHaveCount(before.length);
  expect(await names(page)).toEqual(before);
  await isAccessible(page);

  await page.getByRole('link', { name: 'Clear filter Priority' }).click();
  await expect(page).toHaveURL('/contacts?type=plug&owner=me');
  await page.goBack();
  await expect(page).toHaveURL('/contacts?type=plug&priority=high&owner=me');
  await page.getByRole('link', { name: 'Clear filters' }).click();
  await expect(page).toHaveURL('/contacts?layout=table');
});

test('a click on a column sorts by it, and a second one turns the order round', async ({ page }) => {
  await open(page, '/contacts?type=plug&priority=high');
  const column = page.getByRole('columnheader', { name: 'Score' });
  const scores = async () => (await page.locator('tbody td.num').allTextContents()).map(Number);

  await column.getByRole('link').click();
  await expect(page).toHaveURL('/contacts?type=plug&priority=high&sort=score');
  await expect(column).toHaveAttribute('aria-sort', 'descending');
  await expect.poll(async () => (await scores()).every((score, at, all) => at === 0 || all[at - 1] >= score)).toBe(true);

  await column.getByRole('link').click();
  await expect(page).toHaveURL('/contacts?type=plug&priority=high&sort=score&dir=asc');
  await expect(column).toHaveAttribute('aria-sort', 'ascending');
  await expect.poll(async () => (await scores()).every((score, at, all) => at === 0 || all[at - 1] <= score)).toBe(true);
});

test('a long list is read page by page, forth and back, and a page has an address', async ({ page }) => {
  await open(page, '/contacts?priority=high');
  await expect(page.getByRole('navigation', { name: 'Contacts, pages' })).toContainText(/\d+ contacts/);
  const first = await names(page);

  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page).toHaveURL(/after=/);
  await expect.poll(() => names(page)).not.toEqual(first);
  const second = await names(page);
  expect(second.filter((name) => first.includes(name)).length).toBeLessThan(first.length / 2);

  await page.reload();
  expect(await names(page)).toEqual(second);

  await page.getByRole('link', { name: 'Previous' }).click();
  await expect.poll(() => names(page)).toEqual(first);
  await expect(page.getByRole('link', { name: 'Previous' })).toHaveCount(0);
});

test('an address with nonsense in it still shows a list', async ({ page }) => {
  await open(page, '/contacts?type=friend&sort=shoe&owner=7&after=%00%FF&q=%20');
  await expect(rows(page).first()).toBeVisible();
});

test('somebody finds, opens and moves a contact with the keyboard alone', async ({ page }) => {
  const contact = await aContact(page);
  await open(page, '/contacts');

  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();

  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Search contacts' })).toBeFocused();
  await page.keyboard.type(contact.lastName);
  await expect(rows(page)).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('link', { name: contact.name })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: contact.name, level: 2 })).toBeVisible();

  const stage = page.getByRole('button', { name: 'Target' });
  for (let steps = 0; steps < 30 && !(await stage.evaluate((button) => button === document.activeElement)); steps += 1) {
    await page.keyboard.press('Tab');
  }
  await expect(stage).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Target Somebody/ })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Contact', exact: true })).toBeVisible();
  await expect(page.getByRole('list', { name: 'History, latest first' })).toContainText('moved from Target to Contact');
});

test('somebody who types, filters and steps back faster than the server answers sees the last list', async ({ page }) => {
  const contact = await aContact(page);
  await open(page, '/contacts');
  await page.route('**/fn/contacts/list*', async (route) => {
    await new Promise((done) => setTimeout(done, 400));
    await route.continue().catch(() => undefined);
  });
  for (const column of ['Score', 'Company', 'Name', 'Score']) {
    await page.getByRole('columnheader', { name: column }).getByRole('link').click();
  }
  await page.goBack();
  await page.getByRole('searchbox', { name: 'Search contacts' }).pressSequentially(contact.lastName, { delay: 60 });
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).first()).toContainText(contact.name);
});

test('n begins a new contact', async ({ page }) => {
  await open(page, '/contacts');
  await page.keyboard.press('n');
  await expect(page).toHaveURL('/contacts/new');
  await expect(page.getByRole('textbox', { name: 'First name' })).toBeFocused();
});
