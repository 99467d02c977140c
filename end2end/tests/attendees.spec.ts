import { readFileSync } from 'node:fs';
import { fits, isAccessible } from '../support/axe';
import { aContact, anEvent, attend, signIn, signUp, type Known, type Planned } from '../support/people';
import { expect, hydrated, open, test, unique, type Page } from '../support/test';

const row = (page: Page, contact: Known) => page.getByRole('row').filter({ hasText: contact.name });
const bar = (page: Page) => page.getByRole('toolbar', { name: 'Selected attendees' });
const menu = (page: Page) => page.getByRole('group', { name: 'What to do' });
const statuses = (page: Page) => page.getByRole('navigation', { name: 'Attendees by status' });
const list = (event: Planned) => `${event.path}/attendees`;

/** Of one family, in their order. */
async function family(page: Page, names = ['Ágnes', 'Béla', 'Csilla', 'Dénes']): Promise<Known[]> {
  const lastName = unique('Va');
  const members: Known[] = [];
  for (const firstName of names) members.push(await aContact(page, { first_name: firstName, last_name: lastName }));
  return members;
}

async function act(page: Page, contact: Known, what: string) {
  await page.getByRole('button', { name: `Actions for ${contact.name}` }).click();
  await menu(page).getByRole('button', { name: what, exact: true }).click();
}

test('people are found, chosen over several searches and added: the last of them waits', async ({ page }) => {
  await signUp(page);
  const [first, second, third] = await family(page);
  const other = await aContact(page, { first_name: 'Zita' });
  const event = await anEvent(page, { max_attendees: '2' });
  await open(page, event.path);
  await page.getByRole('navigation', { name: 'Sections of the event' }).getByRole('link', { name: 'Attendees' }).click();
  await expect(page.getByRole('heading', { name: 'Nobody is on the list yet' })).toBeVisible();
  await isAccessible(page);
  await fits(page);
  await page.keyboard.press('n');
  await expect(page).toHaveURL(`${list(event)}/add`);
  await expect(page.getByText('0 of 2 places taken, 2 are free')).toBeVisible();
  const search = page.getByRole('searchbox', { name: 'Find people' });
  await search.fill(first.lastName);
  await page.getByRole('checkbox', { name: new RegExp(first.name) }).check();
  await page.getByRole('checkbox', { name: new RegExp(third.name) }).check();
  await search.fill('zita');
  await expect(page.getByRole('checkbox', { name: new RegExp(second.name) })).toHaveCount(0);
  await page.getByRole('checkbox', { name: new RegExp(other.name) }).check();
  await isAccessible(page);
  await fits(page);
  await page.getByRole('button', { name: `Leave out ${third.name}` }).click();
  await search.fill(first.lastName);
  await page.getByRole('checkbox', { name: new RegExp(second.name) }).check();
  await page.getByRole('button', { name: 'Add 3 people' }).click();

  await expect(page).toHaveURL(list(event));
  await expect(page.getByText('2 got a place, 1 is waiting, as number 1 in line')).toBeVisible();
  await expect(row(page, first)).toContainText('Registered');
  await expect(row(page, other)).toContainText('Registered');
  await expect(row(page, second)).toContainText('Waiting');
  await expect(page.getByText('2 of 2 places taken')).toBeVisible();

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('3 are as they were before')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Nobody is on the list yet' })).toBeVisible();
});

test('a place that is freed goes to whoever waits longest, and back', async ({ page }) => {
  await signUp(page);
  const people = await family(page);
  const event = await anEvent(page, { max_attendees: '2' });
  await attend(page, event, people);
  await open(page, list(event));
  await statuses(page).getByRole('link', { name: 'Waiting' }).click();
  await expect(page).toHaveURL(`${list(event)}?status=waitlisted`);
  await expect(row(page, people[2])).toContainText('No. 1');
  await expect(row(page, people[3])).toContainText('No. 2');
  await isAccessible(page);
  await fits(page);
  await statuses(page).getByRole('link', { name: 'All' }).click();
  await act(page, people[0], 'Cancel');
  await expect(page.getByText('1 cancelled, 1 got a place from the line')).toBeVisible();
  await expect(row(page, people[0])).toContainText('Cancelled');
  await expect(row(page, people[2])).toContainText('Registered');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, people[0])).toContainText('Registered');
  await expect(row(page, people[2])).toContainText('Waiting');

  // More places go to those who wait.
  await open(page, `${event.path}/edit`);
  await page.getByRole('textbox', { name: 'Places' }).fill('3');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page).toHaveURL(event.path);
  await open(page, list(event));
  await expect(row(page, people[2])).toContainText('Registered');
  await expect(row(page, people[3])).toContainText('Waiting');
});

test('somebody is moved from the keyboard, and a note is written beside the row', async ({ page }) => {
  await signUp(page);
  const people = await family(page, ['Ágnes', 'Béla']);
  const event = await anEvent(page);
  await attend(page, event, people);
  await open(page, list(event));
  await page.getByRole('button', { name: `Actions for ${people[1].name}` }).focus();
  await page.keyboard.press('Enter');
  await expect(menu(page).getByRole('button', { name: 'Confirm' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(menu(page).getByRole('button', { name: 'Mark as attended' })).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(row(page, people[1])).toContainText('Confirmed');
  await expect(page.getByText('1 confirmed')).toBeVisible();

  await row(page, people[0]).hover();
  await page.getByRole('button', { name: `Add a note on ${people[0].name}` }).click();
  const note = page.getByRole('group', { name: 'Note' });
  await expect(note.getByRole('textbox', { name: 'Note' })).toBeFocused();
  await page.keyboard.type('Comes with a dog');
  await isAccessible(page);
  await note.getByRole('button', { name: 'Save' }).click();
  await expect(row(page, people[0])).toContainText('Comes with a dog');
  await page.reload();
  await hydrated(page);
  await page.getByRole('button', { name: `Edit the note on ${people[0].name}` }).click();
  await expect(note.getByRole('textbox', { name: 'Note' })).toHaveValue('Comes with a dog');
});

test('many are chosen, changed, taken off and brought back', async ({ page }) => {
  await signUp(page);
  const people = await family(page);
  const event = await anEvent(page);
  await attend(page, event, people);
  await open(page, list(event));
  await row(page, people[0]).hover();
  await page.getByRole('checkbox', { name: `Select ${people[0].name}` }).click();
  await page.getByRole('checkbox', { name: `Select ${people[2].name}` }).click({ modifiers: ['Shift'] });
  await expect(bar(page)).toContainText('3 selected');
  await isAccessible(page);
  await fits(page);
  await bar(page).getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByText('3 confirmed')).toBeVisible();
  await expect(statuses(page).getByRole('link', { name: /Confirmed/ })).toContainText('3');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('3 are as they were before')).toBeVisible();
  await expect(statuses(page).getByRole('link', { name: /Registered/ })).toContainText('4');

  await bar(page).getByRole('button', { name: 'Select all 4 that match' }).click();
  await expect(bar(page)).toContainText('All 4 that match');
  await bar(page).getByRole('button', { name: 'Remove from the list' }).click();
  await expect(page.getByRole('heading', { name: 'Nobody is on the list yet' })).toBeVisible();
  await expect(bar(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(page.getByText('4 are as they were before')).toBeVisible();
  await expect(row(page, people[3])).toContainText('Registered');
});

test('a list is searched, sorted and exported as it is shown', async ({ page }) => {
  await signUp(page);
  const people = await family(page);
  const event = await anEvent(page);
  await attend(page, event, people);
  await open(page, list(event));
  await page.getByRole('searchbox', { name: 'Search attendees' }).fill('csi');
  await expect(page).toHaveURL(`${list(event)}?q=csi`);
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await expect(page.getByText('1 attendee', { exact: true })).toBeVisible();
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/-attendees\.csv$/);
  const lines = readFileSync(await download.path(), 'utf8').trimEnd().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(`Csilla,${people[2].lastName}`);
  await page.getByRole('searchbox', { name: 'Search attendees' }).fill('nobody-is-called-that');
  await expect(page.getByRole('heading', { name: 'No matches' })).toBeVisible();
  await page.getByRole('link', { name: 'Clear filters' }).click();
  await expect(page.locator('tbody tr')).toHaveCount(4);
  await expect(page.locator('tbody tr').first()).toContainText('Ágnes');
  await page.getByRole('link', { name: 'Name' }).click();
  await expect(page.locator('tbody tr').first()).toContainText('Dénes');
});

test('all of a saved view are added', async ({ page }) => {
  await signUp(page);
  const people = await family(page, ['Ágnes', 'Béla', 'Csilla']);
  await aContact(page);
  const event = await anEvent(page, { max_attendees: '2' });
  const origin = new URL(process.env.BASE_URL ?? 'http://127.0.0.1:3000').origin;
  const kept = await page.request.post('/fn/contacts/create-view', {
    form: { name: 'The family', query: `?q=${people[0].lastName}`, is_shared: 'false' },
    headers: { origin, accept: 'application/json' },
  });
  expect(kept.ok()).toBe(true);
  await open(page, `${list(event)}/add`);
  await page.getByRole('combobox', { name: 'Contacts in' }).selectOption('The family');
  await page.getByRole('button', { name: 'Add all of them' }).click();
  await expect(page.getByText('2 got a place, 1 is waiting, as number 1 in line')).toBeVisible();
  await expect(page.locator('tbody tr')).toHaveCount(3);
});

test('attending is told on the record of a contact', async ({ page }) => {
  await signUp(page);
  const [contact] = await family(page, ['Ágnes']);
  const [past, next] = [await anEvent(page), await anEvent(page)];
  await attend(page, past, [contact]);
  await attend(page, next, [contact]);
  await open(page, list(past));
  await act(page, contact, 'Mark as attended');
  await expect(row(page, contact)).toContainText('Attended');
  await row(page, contact).getByRole('link', { name: contact.name }).click();
  await expect(page).toHaveURL(contact.path);
  const card = page.locator('section.card').filter({ has: page.getByRole('heading', { name: 'Events', exact: true }) });
  await expect(card.getByRole('listitem').filter({ hasText: past.title })).toContainText('Attended');
  await expect(card.getByRole('listitem').filter({ hasText: next.title })).toContainText('Registered');
  await expect(page.getByText(`Attended ${past.title}`)).toBeVisible();
  await isAccessible(page);
  await fits(page);
});

test('others see at once who is added, and what they write is left alone', async ({ page, another }) => {
  await signIn(page, 'owner@lumen.example');
  const people = await family(page, ['Ágnes', 'Béla']);
  const event = await anEvent(page);
  await attend(page, event, people.slice(0, 1));
  const colleague = await another();
  await signIn(colleague, 'manager@lumen.example');
  await open(colleague, list(event));
  await colleague.getByRole('searchbox', { name: 'Search attendees' }).fill(people[0].lastName);
  await expect(colleague).toHaveURL(/q=/);
  await attend(page, event, people.slice(1));
  await expect(row(colleague, people[1])).toBeVisible();
  await expect(colleague.getByRole('searchbox', { name: 'Search attendees' })).toBeFocused();
});

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('somebody is cancelled from the menu of their row', async ({ page }) => {
    await signUp(page);
    const people = await family(page);
    const event = await anEvent(page, { max_attendees: '3' });
    await attend(page, event, people);
    await open(page, list(event));
    await fits(page);
    await isAccessible(page);
    await page.getByRole('button', { name: `Actions for ${people[1].name}` }).tap();
    await menu(page).getByRole('button', { name: 'Cancel', exact: true }).tap();
    await expect(row(page, people[1])).toContainText('Cancelled');
    await expect(row(page, people[3])).toContainText('Registered');
    await page.getByRole('button', { name: `Actions for ${people[0].name}` }).tap();
    await menu(page).getByRole('button', { name: 'Add a note' }).tap();
    await page.getByRole('group', { name: 'Note' }).getByRole('textbox', { name: 'Note' }).fill('Late');
    await page.getByRole('group', { name: 'Note' }).getByRole('button', { name: 'Save' }).tap();
    await expect(row(page, people[0])).toContainText('Late');
    await fits(page);
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('people are added and cancelled, and the line moves up', async ({ page }) => {
    await signUp(page);
    // In the order in which they are found, which is that of the form.
    const people = await family(page, ['Béla', 'Ágnes']);
    const event = await anEvent(page, { max_attendees: '1' });
    await page.goto(list(event));
    await page.getByRole('link', { name: 'Add attendees' }).first().click();
    await page.getByRole('searchbox', { name: 'Find people' }).fill(people[0].lastName);
    await page.getByRole('searchbox', { name: 'Find people' }).press('Enter');
    await page.getByRole('checkbox', { name: new RegExp(people[0].name) }).check();
    await page.getByRole('checkbox', { name: new RegExp(people[1].name) }).check();
    await page.getByRole('button', { name: 'Add those that are ticked' }).click();
    await expect(page).toHaveURL(list(event));
    await expect(row(page, people[0])).toContainText('Registered');
    await expect(row(page, people[1])).toContainText('Waiting');

    await page.getByRole('checkbox', { name: `Select ${people[0].name}` }).check();
    await page.getByRole('combobox', { name: 'What to do with them' }).selectOption('Cancel');
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect(page).toHaveURL(list(event));
    await expect(row(page, people[0])).toContainText('Cancelled');
    await expect(row(page, people[1])).toContainText('Registered');
    // Nobody is ticked: why nothing was done is told.
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect(page.getByText('Choose at least one attendee.')).toBeVisible();
  });
});
