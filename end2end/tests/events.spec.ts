import { fits, isAccessible } from '../support/axe';
import { signIn, signUp } from '../support/people';
import { expect, open, test, unique, type Page } from '../support/test';

const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
const row = (page: Page, title: string) => page.getByRole('row', { name: new RegExp(title) });
const panel = (page: Page, name: string) => page.getByRole('group', { name });
const status = (page: Page) => page.locator('.page-actions .badge');
const times = (page: Page) => page.locator('.page-text');

/** An event that is added by its form, in New York's time. */
async function anEvent(page: Page, title: string) {
  await open(page, '/events/new');
  await field(page, 'Title').fill(title);
  await page.getByLabel('Begins').fill('2027-06-12T18:30');
  await page.getByLabel('Ends').fill('2027-06-12T23:00');
  await page.getByRole('combobox', { name: 'Time zone' }).selectOption('America/New_York');
  await field(page, 'Venue').fill('The Foundry');
  await field(page, 'Places').fill('90');
  await page.getByRole('button', { name: 'Add as a draft' }).click();
  await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible();
  return new URL(page.url()).pathname;
}

test('an event is planned, published, moved on and cancelled', async ({ page }) => {
  await signUp(page);
  const title = unique('Gala ');
  await open(page, '/events');
  await expect(page.getByRole('heading', { name: 'Nothing is coming up' })).toBeVisible();
  await page.keyboard.press('n');
  await expect(page).toHaveURL('/events/new');
  // What is wrong is told where it was typed, and nothing that was typed is lost.
  await page.getByLabel('Ends').fill('2020-01-01T10:00');
  await page.getByRole('button', { name: 'Add as a draft' }).click();
  await expect(page.getByText('Give the event a title.', { exact: true })).toBeVisible();
  await expect(page.getByText('It ends after it begins.', { exact: true })).toBeVisible();
  await isAccessible(page);
  await fits(page);

  await anEvent(page, title);
  await expect(status(page)).toHaveText('Draft');
  // By the clock of the place, which is named because it is not the reader's.
  await expect(times(page)).toHaveText('12 Jun 2027, 18:30–23:00 America/New York');
  await expect(page.getByRole('listitem').filter({ hasText: 'It is described' })).toContainText('It is described');
  await isAccessible(page);
  await fits(page);

  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(status(page)).toHaveText('Published');
  await expect(page.getByText('Before publishing')).toHaveCount(0);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Cancel the event…' }).click();
  await panel(page, 'Cancel the event').getByRole('textbox', { name: 'Message' }).fill('The river came in.');
  await panel(page, 'Cancel the event').getByRole('button', { name: 'Cancel the event' }).click();
  await expect(status(page)).toHaveText('Cancelled');
  await expect(page.getByText('The river came in.')).toBeVisible();
  await open(page, '/events');
  await expect(row(page, title)).toContainText('Cancelled');
});

test('an event is changed, its zone is asked about, and it is cloned', async ({ page, mishaps }) => {
  mishaps.expect(422, '/fn/events/update');
  await signUp(page);
  const title = unique('Ball ');
  const path = await anEvent(page, title);
  await page.getByRole('link', { name: 'Edit' }).click();
  await expect(page.getByRole('combobox', { name: 'When the time zone changes' })).toBeHidden();
  await page.getByRole('combobox', { name: 'Time zone' }).selectOption('Europe/Berlin');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Say what stays: the times on the clock, or the moments.').first()).toBeVisible();
  await page.getByRole('combobox', { name: 'When the time zone changes' }).selectOption('Keep the moments');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page).toHaveURL(path);
  await expect(times(page)).toContainText('13 Jun 2027, 00:30–05:00');

  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Clone…' }).click();
  const clone = panel(page, 'Clone the event');
  await expect(clone.getByLabel('Begins')).toHaveValue('2027-06-20T00:30');
  await clone.getByRole('textbox', { name: 'Title' }).fill(`${title} again`);
  await clone.getByRole('button', { name: 'Clone' }).click();
  await expect(page.getByRole('heading', { name: `${title} again`, level: 1 })).toBeVisible();
  await expect(page).not.toHaveURL(path);
  await expect(times(page)).toContainText('20 Jun 2027, 00:30–05:00');
});

test('events are listed, searched, read as a month, deleted and brought back', async ({ page }) => {
  await signIn(page, 'owner@lumen.example');
  await open(page, '/');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Events' }).click();
  await expect(row(page, 'Autumn Forum')).toContainText('Ongoing');
  await isAccessible(page);
  await fits(page);
  await page.getByRole('searchbox', { name: 'Search events' }).fill('loSange');
  await expect(page.getByRole('heading', { name: 'No matches' })).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search events' }).fill('leipzig');
  await expect(page).toHaveURL('/events?q=leipzig');
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await page.getByRole('link', { name: 'Past' }).click();
  await expect(page.getByRole('heading', { name: 'No matches' })).toBeVisible();
  await page.getByRole('link', { name: 'Clear filters' }).click();
  await expect(row(page, 'Venue Day')).toBeVisible();

  await page.getByRole('link', { name: 'Month' }).click();
  await expect(page.getByRole('table')).toBeVisible();
  await expect(page.getByRole('link', { name: /Autumn Forum/ }).first()).toBeVisible();
  await isAccessible(page);
  await fits(page);
  await page.getByRole('link', { name: 'Next month' }).click();
  await expect(page).toHaveURL(/month=/);

  const title = unique('Mistake ');
  await anEvent(page, title);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Move to trash' }).click();
  await expect(page).toHaveURL('/events');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText(`${title} brought back`)).toBeVisible();
  await page.getByRole('link', { name: 'Drafts' }).click();
  await expect(row(page, title)).toBeVisible();
});

test('somebody is assigned to an event, and door staff see it then', async ({ page, another, mishaps }) => {
  await signIn(page, 'manager@lumen.example');
  const path = await anEvent(page, unique('Reception '));
  mishaps.expect(404, path);
  // Where something of the live updates is missed, the page looks again.
  mishaps.expect(404, '/fn/events/get');
  mishaps.expect(404, '/fn/events/cover');
  const door = await another();
  await signIn(door, 'door@lumen.example');
  await door.goto(path);
  await expect(door.getByRole('heading', { name: 'Not found' })).toBeVisible();

  await page.getByRole('button', { name: 'Assign' }).click();
  await panel(page, 'Assign a colleague').getByRole('button', { name: 'Zeynep Karaca' }).click();
  await expect(page.getByRole('button', { name: 'Take Zeynep Karaca off' })).toBeVisible();
  await open(door, path);
  await expect(door.getByRole('heading', { name: 'About' })).toBeVisible();
  await expect(door.getByRole('link', { name: 'Edit' })).toHaveCount(0);
  await isAccessible(door);
});

test('two browsers see what is done with an event', async ({ page, another }) => {
  await signIn(page, 'manager@lumen.example');
  const path = await anEvent(page, unique('Live '));
  const owner = await another();
  await signIn(owner, 'owner@lumen.example');
  await open(owner, path);
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(status(owner)).toHaveText('Published');
});

test('the second to save an event sees both values', async ({ page, another, mishaps }) => {
  mishaps.expect(409, '/fn/events/update');
  await signIn(page, 'manager@lumen.example');
  const path = await anEvent(page, unique('Contested '));
  const owner = await another();
  await signIn(owner, 'owner@lumen.example');
  await open(owner, `${path}/edit`);
  await open(page, `${path}/edit`);
  await field(page, 'Venue').fill('New mint');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page).toHaveURL(path);
  await field(owner, 'Venue').fill('Old mint');
  await owner.getByRole('button', { name: 'Save' }).click();
  await expect(owner.getByRole('alert')).toContainText('Amélie Fournier changed this');
  await owner.getByRole('button', { name: 'Take all theirs' }).click();
  await expect(field(owner, 'Venue')).toHaveValue('New mint');
});

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('events fit', async ({ page }) => {
    await signIn(page, 'owner@lumen.example');
    await open(page, '/events');
    await fits(page);
    await page.getByRole('link', { name: 'Month' }).click();
    await expect(page.getByRole('link', { name: /Autumn Forum/ }).first()).toBeVisible();
    await fits(page);
    await isAccessible(page);
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('an event is added, refused, published, deleted and restored', async ({ page }) => {
    await signIn(page, 'owner@lumen.example');
    const title = unique('Plain ');
    await page.goto('/events/new');
    await field(page, 'Title').fill(title);
    await page.getByLabel('Ends').fill('2020-01-01T10:00');
    await page.getByRole('button', { name: 'Add as a draft' }).click();
    await expect(page.getByText('It ends after it begins.').first()).toBeVisible();
    await expect(field(page, 'Title')).toHaveValue(title);
    await page.getByLabel('Begins').fill('2027-06-12T18:30');
    await page.getByLabel('Ends').fill('2027-06-12T23:00');
    await page.getByRole('button', { name: 'Add as a draft' }).click();
    await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible();
    await page.getByRole('button', { name: 'Publish' }).click();
    await expect(status(page)).toHaveText('Published');
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('button', { name: 'Move to trash' }).click();
    await expect(page.getByText(`${title} moved to trash.`)).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible();
  });
});
