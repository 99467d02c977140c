import { fits, isAccessible } from '../support/axe';
import { aContact, attend, signIn, signUp } from '../support/people';
import { expect, open, test, unique, type Page } from '../support/test';

const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
const choice = (page: Page, name: string) => page.getByRole('combobox', { name, exact: true });
const panel = (page: Page, name: string) => page.getByRole('group', { name });
const status = (page: Page) => page.locator('.page-actions .badge');
const times = (page: Page) => page.locator('.page-text');
const series = (page: Page) => page.getByRole('navigation', { name: 'Series' });
const dates = (page: Page) => page.getByRole('region', { name: 'Dates' }).getByRole('listitem');
const row = (page: Page, title: string) => page.getByRole('row', { name: new RegExp(title) });

/** The form of an evening in October, before the clocks go back. */
async function anEvening(page: Page, title: string) {
  await page.goto('/events/new');
  await field(page, 'Title').fill(title);
  await page.getByLabel('Begins').fill('2027-10-15T18:00');
  await page.getByLabel('Ends').fill('2027-10-15T20:00');
  await choice(page, 'Time zone').selectOption('Europe/Berlin');
  await field(page, 'Venue').fill('Old mint');
}

/** Six Fridays, made by the form of a new event; the first is shown. */
async function sixFridays(page: Page, title: string) {
  await open(page, '/events/new');
  await anEvening(page, title);
  await choice(page, 'Repeats').selectOption('Weekly');
  await field(page, 'Number of events').fill('6');
  await expect(dates(page)).toHaveCount(6);
  await page.getByRole('button', { name: 'Add as a draft' }).click();
  await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible();
  await expect(series(page)).toContainText('1 of 6 in a series');
}

test('a weekly series over a change of the clocks is foreseen, made, published and looked through', async ({ page }) => {
  await signUp(page);
  const title = unique('Round table ');
  await open(page, '/events/new');
  await expect(choice(page, 'Repeats')).toHaveValue('');
  await expect(page.getByRole('group', { name: 'On these days of the week' })).toBeHidden();
  await anEvening(page, title);
  await choice(page, 'Repeats').selectOption('Weekly');
  await field(page, 'Number of events').fill('6');
  // Six at six, whatever the clocks do in between.
  await expect(dates(page)).toHaveText([
    'Fri 15 Oct 2027, 18:00',
    'Fri 22 Oct 2027, 18:00',
    'Fri 29 Oct 2027, 18:00',
    'Fri 5 Nov 2027, 18:00',
    'Fri 12 Nov 2027, 18:00',
    'Fri 19 Nov 2027, 18:00',
  ]);
  await page.getByRole('checkbox', { name: 'Monday' }).check();
  await expect(dates(page).nth(1)).toHaveText('Mon 18 Oct 2027, 18:00');
  await page.getByRole('checkbox', { name: 'Monday' }).uncheck();
  await choice(page, 'Repeats').selectOption('Monthly');
  await choice(page, 'In the month').selectOption('On the last such weekday of the month');
  await expect(page.getByText('15 October 2027 is not the last Friday of its month').first()).toBeVisible();
  await choice(page, 'Repeats').selectOption('Weekly');
  await isAccessible(page);
  await fits(page);
  await page.getByRole('button', { name: 'Add as a draft' }).click();
  await expect(series(page)).toContainText('1 of 6 in a series');
  await expect(series(page)).toContainText('Every week on Friday');
  await isAccessible(page);

  await page.getByRole('button', { name: 'Publish all 6' }).click();
  await expect(status(page)).toHaveText('Published');
  await expect(page.getByText('6 events are published now')).toBeVisible();
  await series(page).getByRole('link', { name: '1 of 6 in a series' }).click();
  await expect(page).toHaveURL(/show=all&series=/);
  await expect(page.locator('tbody tr')).toHaveCount(6);
  await expect(page.getByRole('img', { name: 'In a series' })).toHaveCount(6);
  await expect(page.locator('tbody')).not.toContainText('Draft');
  await isAccessible(page);
  await fits(page);
  await page.getByRole('link', { name: `Remove Series: ${title}` }).click();
  await expect(page).toHaveURL('/events');
  await open(page, '/events?month=2027-10');
  await expect(page.getByRole('link', { name: new RegExp(title) })).toHaveCount(3);
  await expect(page.getByRole('img', { name: 'In a series' })).toHaveCount(3);
});

test('what is changed for this and following reaches those after it and leaves alone what has its own', async ({ page }) => {
  await signUp(page);
  const title = unique('Salon ');
  await sixFridays(page, title);
  const next = () => series(page).getByRole('link', { name: 'Next in the series' }).click();
  // The fourth has a name of its own.
  for (const place of [2, 3, 4]) {
    await next();
    await expect(series(page)).toContainText(`${place} of 6 in a series`);
  }
  await page.getByRole('link', { name: 'Edit' }).click();
  await expect(choice(page, 'Save for')).toHaveValue('this');
  await field(page, 'Title').fill(`${title} with guests`);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('heading', { name: `${title} with guests`, level: 1 })).toBeVisible();

  await series(page).getByRole('link', { name: 'Previous in the series' }).click();
  await expect(series(page)).toContainText('3 of 6');
  await page.getByRole('link', { name: 'Edit' }).click();
  await field(page, 'Title').fill(`${title} at night`);
  await page.getByLabel('Begins').fill('2027-10-29T19:30');
  await page.getByLabel('Ends').fill('2027-10-29T22:00');
  await choice(page, 'Save for').selectOption('This and following');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved, and 3 others of the series with it; one kept what was changed on it alone')).toBeVisible();
  await expect(times(page)).toContainText('29 Oct 2027, 19:30–22:00');
  await next();
  await expect(page.getByRole('heading', { name: `${title} with guests`, level: 1 })).toBeVisible();
  // The clocks have gone back by then.
  await expect(times(page)).toContainText('5 Nov 2027, 19:30–22:00');
  await next();
  await expect(page.getByRole('heading', { name: `${title} at night`, level: 1 })).toBeVisible();
  await expect(times(page)).toContainText('12 Nov 2027, 19:30–22:00');
});

test('the rest of a series is called off, deleted, brought back, and gets more dates', async ({ page }) => {
  await signUp(page);
  const title = unique('Choir ');
  await sixFridays(page, title);
  await page.getByRole('button', { name: 'Publish all 6' }).click();
  await expect(status(page)).toHaveText('Published');
  for (const place of [2, 3, 4]) {
    await series(page).getByRole('link', { name: 'Next in the series' }).click();
    await expect(series(page)).toContainText(`${place} of 6`);
  }
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Cancel this and following…' }).click();
  const cancel = panel(page, 'Cancel this and following');
  await expect(cancel).toContainText('3 events are cancelled.');
  await cancel.getByRole('textbox', { name: 'Message' }).fill('The organ is broken.');
  await cancel.getByRole('button', { name: 'Cancel these events' }).click();
  await expect(status(page)).toHaveText('Cancelled');
  await expect(page.getByText('3 events are cancelled now')).toBeVisible();
  await series(page).getByRole('link', { name: 'Previous in the series' }).click();
  await expect(status(page)).toHaveText('Published');

  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Move this and following to trash' }).click();
  await expect(page).toHaveURL('/events');
  await expect(page.locator('tbody tr')).toHaveCount(2);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('4 events brought back')).toBeVisible();
  await expect(page.locator('tbody tr')).toHaveCount(6);

  await page.getByRole('link', { name: title }).first().click();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('link', { name: 'Add more dates…' }).click();
  await field(page, 'How many more').fill('2');
  await expect(dates(page)).toHaveText(['Fri 26 Nov 2027, 18:00', 'Fri 3 Dec 2027, 18:00']);
  await isAccessible(page);
  await page.getByRole('button', { name: 'Add these dates' }).click();
  await expect(page.locator('tbody tr')).toHaveCount(8);
  await page.getByRole('link', { name: title }).last().click();
  await expect(series(page)).toContainText('8 of 8');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Take out of the series' }).click();
  await expect(series(page)).toHaveCount(0);
});

test('a series is made of an event by the keyboard alone', async ({ page }) => {
  await signUp(page);
  const title = unique('Lecture ');
  await open(page, '/events/new');
  await anEvening(page, title);
  await page.getByRole('button', { name: 'Add as a draft' }).click();
  await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible();
  await page.getByRole('button', { name: 'More actions' }).press('Enter');
  const repeat = page.getByRole('link', { name: 'Repeat…' });
  for (let steps = 0; steps < 10 && !(await repeat.evaluate((link) => link === document.activeElement)); steps++) {
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: `Repeat ${title}`, level: 1 })).toBeVisible();
  const count = field(page, 'Number of events');
  await count.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('3');
  await expect(dates(page)).toHaveCount(3);
  await isAccessible(page);
  await page.keyboard.press('Enter');
  await expect(series(page)).toContainText('1 of 3 in a series');
});

test('fewer places than are taken later in the series are refused at the field', async ({ page, mishaps }) => {
  mishaps.expect(422, '/fn/events/update');
  await signIn(page, 'manager@lumen.example');
  const title = unique('Seminar ');
  await sixFridays(page, title);
  await series(page).getByRole('link', { name: 'Next in the series' }).click();
  await expect(series(page)).toContainText('2 of 6');
  const second = { id: page.url().split('/').pop()!, title, path: new URL(page.url()).pathname };
  await attend(page, second, [await aContact(page), await aContact(page)]);
  await series(page).getByRole('link', { name: 'Previous in the series' }).click();
  await page.getByRole('link', { name: 'Edit' }).click();
  await field(page, 'Places').fill('1');
  await choice(page, 'Save for').selectOption('All that are still to come');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText(`${title} on 22 October 2027 has 2 places taken: leave at least as many.`).first()).toBeVisible();
  await expect(choice(page, 'Save for')).toHaveValue('coming');
});

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('a series is made and fits', async ({ page }) => {
    await signUp(page);
    const title = unique('Kino ');
    await open(page, '/events/new');
    await anEvening(page, title);
    await choice(page, 'Repeats').selectOption('Weekly');
    await expect(dates(page)).toHaveCount(6);
    await fits(page);
    await page.getByRole('button', { name: 'Add as a draft' }).click();
    await expect(series(page)).toContainText('1 of 6');
    await fits(page);
    await series(page).getByRole('link', { name: '1 of 6 in a series' }).click();
    await expect(row(page, title)).toHaveCount(6);
    await fits(page);
    await isAccessible(page);
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a series is foreseen, made, changed, deleted and brought back', async ({ page }) => {
    await signIn(page, 'owner@lumen.example');
    const title = unique('Plain ');
    await anEvening(page, title);
    await choice(page, 'Repeats').selectOption('Weekly');
    await field(page, 'Number of events').fill('1');
    await page.getByRole('button', { name: 'Add as a draft' }).click();
    await expect(page.getByText('A series has two events at least.').first()).toBeVisible();
    await expect(choice(page, 'Repeats')).toHaveValue('week');
    await field(page, 'Number of events').fill('3');
    await page.getByRole('button', { name: 'Add as a draft' }).click();
    await expect(series(page)).toContainText('1 of 3 in a series');

    await series(page).getByRole('link', { name: 'Next in the series' }).click();
    await page.getByRole('link', { name: 'Edit' }).click();
    await field(page, 'Venue').fill('New mint');
    await choice(page, 'Save for').selectOption('This and following');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('New mint')).toBeVisible();
    await series(page).getByRole('link', { name: 'Next in the series' }).click();
    await expect(series(page)).toContainText('3 of 3');
    await expect(page.getByText('New mint')).toBeVisible();

    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('link', { name: 'Add more dates…' }).click();
    await field(page, 'How many more').fill('2');
    await page.getByRole('button', { name: 'Show the dates' }).click();
    await expect(dates(page)).toHaveText(['Fri 5 Nov 2027, 18:00', 'Fri 12 Nov 2027, 18:00']);
    await page.getByRole('button', { name: 'Add these dates' }).click();
    await expect(page.locator('tbody tr')).toHaveCount(5);

    await page.locator('tbody').getByRole('link', { name: title }).nth(1).click();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('button', { name: 'Move this and following to trash' }).click();
    await expect(page.getByText(`${title} and those after it moved to trash.`)).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(series(page)).toContainText('2 of 5');
    await page.getByRole('button', { name: 'Publish this and following' }).click();
    await expect(status(page)).toHaveText('Published');
  });
});
