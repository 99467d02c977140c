import { isAccessible } from '../support/axe';
import { aContact, signIn } from '../support/people';
import { expect, open, test, type Page } from '../support/test';

test('somebody of another organisation gets the page of what does not exist', async ({ page, another, mishaps }) => {
  await signIn(page, 'owner@lumen.example');
  const contact = await aContact(page);

  const eleanor = await another();
  await signIn(eleanor, 'owner@harbor.example');
  for (const path of [contact.path, `${contact.path}/edit`]) {
    mishaps.expect(404, path);
    const response = await eleanor.goto(path);
    expect(response?.status()).toBe(404);
    await expect(eleanor.getByRole('heading', { name: 'Not found' })).toBeVisible();
    await expect(eleanor.getByText(contact.lastName)).toHaveCount(0);
  }
  await isAccessible(eleanor);
  await open(eleanor, `/contacts?q=${contact.lastName}`);
  await expect(eleanor.getByText('No contact matches these filters.')).toBeVisible();
});

test('what another organisation’s person sends is answered as if there were nothing', async ({ page, another, baseURL }) => {
  await signIn(page, 'owner@lumen.example');
  const contact = await aContact(page);
  const eleanor = await another();
  await signIn(eleanor, 'owner@harbor.example');
  const post = (person: Page, name: string, form: Record<string, string>) =>
    person.request.post(`/fn/contacts/${name}`, {
      form: { contact_id: contact.id, ...form },
      headers: { origin: baseURL!, accept: 'application/json' },
    });
  for (const [name, form] of [
    ['get', {}],
    ['timeline', {}],
    ['move', { to: 'target' }],
    ['set-owner', { owner_id: '' }],
    ['log-interaction', { interaction_type: 'call' }],
    ['delete', {}],
    ['restore', {}],
  ] as const) {
    const foreign = await post(eleanor, name, form);
    expect(foreign.status(), name).toBe(404);
    // The name leads somewhere at all: for the contact's own people there is something.
    const own = await post(page, name, form);
    expect(own.status(), name).not.toBe(404);
  }
  await open(page, contact.path);
  await expect(page.getByRole('button', { name: 'Target' })).toBeVisible();
});

test('a member sees a colleague’s contact and cannot change it', async ({ page, another, mishaps }) => {
  const ingrid = await another();
  await signIn(ingrid, 'owner@lumen.example');
  const contact = await aContact(ingrid);

  await signIn(page, 'member@lumen.example');
  await open(page, contact.path);
  await expect(page.getByRole('heading', { name: contact.name, level: 1 })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Edit', exact: true })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'More actions' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Log it' })).toHaveCount(0);
  await isAccessible(page);

  mishaps.expect(403, `${contact.path}/edit`);
  await open(page, `${contact.path}/edit`);
  await expect(page.getByRole('heading', { name: 'Your role does not allow this' })).toBeVisible();
});

test('a member changes what is theirs', async ({ page }) => {
  await signIn(page, 'member@lumen.example');
  await open(page, '/contacts?owner=me');
  await page.locator('tbody .row-link').first().click();
  await expect(page.getByRole('link', { name: 'Edit', exact: true }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'More actions' })).toBeVisible();
});

test('door staff see no contacts, anywhere', async ({ page, mishaps }) => {
  await signIn(page, 'door@lumen.example');
  await open(page, '/');
  await expect(page.getByRole('banner')).toContainText('Lumen Events');
  await expect(page.getByRole('link', { name: 'Contacts' })).toHaveCount(0);
  await isAccessible(page);
  for (const path of ['/contacts', '/contacts/new', '/contacts/trash']) {
    mishaps.expect(403, path);
    await open(page, path);
    await expect(page.getByRole('heading', { name: 'Your role does not allow this' })).toBeVisible();
  }
});
