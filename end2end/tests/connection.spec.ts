import { aContact, signIn } from '../support/people';
import { expect, open, test, unique } from '../support/test';

test.beforeEach(async ({ page, mishaps }) => {
  mishaps.expectNoConnection();
  await signIn(page, 'owner@lumen.example');
});

test('a form that does not reach the server keeps what was typed, and goes through later', async ({ page }) => {
  const lastName = unique('Lindqvist');
  await open(page, '/contacts/new');
  await page.getByRole('textbox', { name: 'First name' }).fill('Elin');
  await page.getByRole('textbox', { name: 'Last name' }).fill(lastName);
  await page.getByRole('textbox', { name: 'Notes' }).fill('Met on the ferry.');
  await page.route('**/fn/contacts/create*', (route) => route.abort('connectionrefused'));
  await page.getByRole('button', { name: 'Add contact' }).click();
  await expect(page.getByRole('alert')).toContainText('The server cannot be reached. This may not be saved yet; try again when you are connected.');
  await expect(page.getByRole('textbox', { name: 'Last name' })).toHaveValue(lastName);
  await expect(page.getByRole('textbox', { name: 'Notes' })).toHaveValue('Met on the ferry.');

  await page.unroute('**/fn/contacts/create*');
  await page.getByRole('button', { name: 'Add contact' }).click();
  await expect(page.getByRole('heading', { name: `Elin ${lastName}`, level: 1 })).toBeVisible();
});

test('a note that does not reach the server stays in the composer', async ({ page }) => {
  const contact = await aContact(page);
  await open(page, contact.path);
  await page.route('**/fn/contacts/log-interaction*', (route) => route.abort('connectionreset'));
  await page.getByRole('textbox', { name: 'Subject' }).fill('What they said');
  await page.getByRole('button', { name: 'Log it' }).click();
  await expect(page.getByRole('alert')).toContainText('The server cannot be reached.');
  await expect(page.getByRole('textbox', { name: 'Subject' })).toHaveValue('What they said');
});

test('a stage that does not reach the server goes back to what it was', async ({ page }) => {
  const contact = await aContact(page);
  await open(page, contact.path);
  await page.route('**/fn/contacts/move*', (route) => route.abort('connectionreset'));
  await page.getByRole('button', { name: 'Target', exact: true }).click();
  await page.getByRole('button', { name: /^Plug Somebody/ }).click();
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('The server cannot be reached.');
  await expect(page.getByRole('button', { name: 'Target', exact: true })).toBeVisible();
});

test('a list that cannot be read says so and can be asked for again', async ({ page }) => {
  await open(page, '/');
  await page.route('**/fn/contacts/list*', (route) => route.abort('connectionrefused'));
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Contacts' }).click();
  await expect(page.getByRole('alert')).toContainText('The server cannot be reached. Try again when you are connected.');
  await page.unroute('**/fn/contacts/list*');
  await page.getByRole('link', { name: 'Try again' }).click();
  await expect(page.locator('tbody tr').first()).toBeVisible();
});

test('somebody whose session has ended keeps what they typed', async ({ page, baseURL, mishaps }) => {
  mishaps.expect(401, '/fn/contacts/create');
  // The bell asks, too, when it hears that the stream of changes has ended with the session.
  mishaps.expect(401, '/fn/notifications/unread');
  await open(page, '/contacts/new');
  await page.getByRole('textbox', { name: 'First name' }).fill('Elin');
  await page.getByRole('textbox', { name: 'Last name' }).fill('Lindqvist');
  await page.request.post('/fn/accounts/sign-out', { headers: { origin: baseURL! } });
  await page.getByRole('button', { name: 'Add contact' }).click();
  await expect(page.getByRole('alert')).toContainText('Please sign in.');
  await expect(page.getByRole('textbox', { name: 'Last name' })).toHaveValue('Lindqvist');
});

test('a second click while the first is on its way adds one contact', async ({ page }) => {
  const lastName = unique('Twice');
  await open(page, '/contacts/new');
  await page.getByRole('textbox', { name: 'First name' }).fill('Only');
  await page.getByRole('textbox', { name: 'Last name' }).fill(lastName);
  await page.route('**/fn/contacts/create*', async (route) => {
    await new Promise((done) => setTimeout(done, 500));
    await route.continue();
  });
  await page.getByRole('button', { name: 'Add contact' }).dblclick();
  await expect(page.getByRole('heading', { name: `Only ${lastName}`, level: 1 })).toBeVisible();
  await open(page, `/contacts?q=${lastName}`);
  await expect(page.locator('tbody tr')).toHaveCount(1);
});
