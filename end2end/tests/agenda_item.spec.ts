import { fits, isAccessible } from '../support/axe';
import { aContact, signUp } from '../support/people';
import { expect, open, test, unique, type Page } from '../support/test';

const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
const toast = (page: Page, text: RegExp | string) => page.locator('.toast').filter({ hasText: text });

/** An event of a day in Berlin, added by its form. */
async function anEvent(page: Page): Promise<string> {
  await open(page, '/events/new');
  await field(page, 'Title').fill(unique('Forum '));
  await page.getByLabel('Begins').fill('2027-06-12T09:00');
  await page.getByLabel('Ends').fill('2027-06-12T18:00');
  await page.getByRole('combobox', { name: 'Time zone' }).selectOption('Europe/Berlin');
  await page.getByRole('button', { name: 'Add as a draft' }).click();
  await expect(page).toHaveURL(/\/events\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname;
}

async function aRoom(page: Page, name: string, holds: string) {
  const form = page.locator('form').filter({ has: page.getByRole('button', { name: 'Add room' }) });
  await form.getByRole('textbox', { name: 'Name' }).fill(name);
  await form.getByRole('textbox', { name: 'Holds' }).fill(holds);
  await form.getByRole('button', { name: 'Add room' }).click();
  await expect(page.getByRole('button', { name: `Remove ${name}` })).toBeVisible();
}

test('rooms and tracks are set up, put in order and removed', async ({ page, mishaps }) => {
  mishaps.expect(422, '/fn/agenda/add-room');
  await signUp(page);
  const event = await anEvent(page);
  await open(page, `${event}/agenda/setup`);
  await expect(page.getByText('No rooms yet.')).toBeVisible();
  await aRoom(page, 'Main hall', '300');
  await aRoom(page, 'Studio', '40');
  // Two of one name are told apart by nobody.
  const form = page.locator('form').filter({ has: page.getByRole('button', { name: 'Add room' }) });
  await form.getByRole('textbox', { name: 'Name' }).fill('Studio');
  await form.getByRole('button', { name: 'Add room' }).click();
  await expect(page.getByText('There is a room of this name already.')).toBeVisible();
  await form.getByRole('textbox', { name: 'Name' }).fill('');
  await isAccessible(page);
  await fits(page);

  await page.getByRole('button', { name: 'Move before others: Studio' }).click();
  const names = page.getByRole('listitem').getByRole('textbox', { name: 'Name' });
  await expect(names.first()).toHaveValue('Studio');
  await page.getByRole('button', { name: 'Remove Studio' }).click();
  await expect(page.getByRole('button', { name: 'Remove Studio' })).toHaveCount(0);

  const tracks = page.locator('form').filter({ has: page.getByRole('button', { name: 'Add track' }) });
  await tracks.getByRole('textbox', { name: 'Name' }).fill('Practice');
  await tracks.getByRole('combobox', { name: 'Colour' }).selectOption('Violet');
  await tracks.getByRole('button', { name: 'Add track' }).click();
  await expect(page.getByRole('button', { name: 'Remove Practice' })).toBeVisible();
});

test('an item is added with speakers, clashes before it is saved, and is saved all the same', async ({ page, mishaps }) => {
  mishaps.expect(422, '/fn/agenda/add');
  await signUp(page);
  const ada = await aContact(page, { first_name: 'Ada', company: 'Northwind' });
  const event = await anEvent(page);
  await open(page, `${event}/agenda/setup`);
  await aRoom(page, 'Main hall', '300');

  await open(page, `${event}/agenda/new?start=2027-06-12T10:00&end=2027-06-12T11:00`);
  await expect(page.getByLabel('Begins')).toHaveValue('2027-06-12T10:00');
  await field(page, 'Title').fill('Keynote');
  await page.getByRole('combobox', { name: 'Room' }).selectOption('Main hall (holds 300)');
  const speakers = page.getByRole('combobox', { name: 'Speakers' });
  await speakers.fill(ada.lastName);
  await expect(page.getByRole('option', { name: ada.name })).toBeVisible();
  await speakers.press('Enter');
  await expect(page.getByRole('button', { name: `Remove ${ada.name}` })).toBeVisible();
  await isAccessible(page);
  await fits(page);
  // Whoever moves the beginning moves the whole item.
  await page.getByLabel('Begins').fill('2027-06-12T10:30');
  await expect(page.getByLabel('Ends')).toHaveValue('2027-06-12T11:30');
  await page.getByRole('button', { name: 'Add to the agenda' }).click();
  await expect(page).toHaveURL(`${event}/agenda?day=2027-06-12`);
  await expect(toast(page, 'Keynote added')).toBeVisible();

  await open(page, `${event}/agenda/new?start=2027-06-12T11:00&end=2027-06-12T12:00`);
  await field(page, 'Title').fill('Panel');
  const box = page.getByRole('checkbox', { name: 'Save all the same' });
  await expect(box).toBeHidden();
  await page.getByRole('combobox', { name: 'Room' }).selectOption('Main hall (holds 300)');
  await expect(page.getByText('Main hall is taken: Keynote, 10:30 to 11:30.')).toBeVisible();
  await page.getByRole('button', { name: 'Add to the agenda' }).click();
  await expect(page.locator('#field-is_confirmed-error')).toContainText('Main hall is taken: Keynote');
  await expect(page).toHaveURL(/agenda\/new/);
  await box.check();
  await page.getByRole('button', { name: 'Add to the agenda' }).click();
  await expect(page).toHaveURL(`${event}/agenda?day=2027-06-12`);
});

test('an item is changed, goes to the trash and comes back', async ({ page }) => {
  await signUp(page);
  const event = await anEvent(page);
  await open(page, `${event}/agenda/new?start=2027-06-12T10:00&end=2027-06-12T11:00`);
  await field(page, 'Title').fill('Workshop on looms');
  await page.getByRole('combobox', { name: 'Type' }).selectOption('Workshop');
  await field(page, 'Or how long, in minutes').fill('90');
  await expect(page.getByLabel('Ends')).toHaveValue('2027-06-12T11:30');
  await page.getByRole('button', { name: 'Add to the agenda' }).click();
  await expect(page).toHaveURL(`${event}/agenda?day=2027-06-12`);

  const agenda = await page.request.post('/fn/agenda/get', {
    form: { event_id: event.split('/')[2] },
    headers: { origin: new URL(page.url()).origin, accept: 'application/json' },
  });
  const item = (await agenda.json()).items[0].id;
  await open(page, `${event}/agenda/${item}`);
  await page.getByRole('combobox', { name: 'Status' }).selectOption('Cancelled');
  await page.getByRole('textbox', { name: 'Description' }).fill('Bring a loom.');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page).toHaveURL(`${event}/agenda?day=2027-06-12`);

  await open(page, `${event}/agenda/${item}`);
  await expect(page.getByRole('textbox', { name: 'Description' })).toHaveValue('Bring a loom.');
  await isAccessible(page);
  await fits(page);
  await page.getByRole('button', { name: 'Move Workshop on looms to trash' }).click();
  await expect(page).toHaveURL(`${event}/agenda?day=2027-06-12`);
  await toast(page, 'Workshop on looms moved to trash').getByRole('button', { name: 'Undo' }).click();
  await expect(page).toHaveURL(`${event}/agenda/${item}`);
  await expect(field(page, 'Title')).toHaveValue('Workshop on looms');
});
