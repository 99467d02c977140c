import { aTrack, anEvent, anItem, move, rooms } from '../support/agendas';
import { fits, isAccessible } from '../support/axe';
import { signIn, signUp } from '../support/people';
import { expect, hydrated, open, test, type Page } from '../support/test';

const card = (page: Page, title: string) => page.locator('.plan-card').filter({ hasText: title });
const times = (page: Page, title: string) => card(page, title).locator('.plan-time');
const spoken = (page: Page) => page.locator('.plan > [role=status]');
const strip = (page: Page) => page.locator('.plan-strip');
const day = (page: Page, name: RegExp) => page.getByRole('navigation', { name: 'Days' }).getByRole('link', { name });
const dialog = (page: Page, name: RegExp | string) => page.getByRole('dialog', { name });
const toast = (page: Page, text: RegExp) => page.locator('.toast').filter({ hasText: text });

type Point = { x: number; y: number };

/** A point of the grid: a time of the first hour's day, in a room. The grid is scrolled so that it can be seen. */
async function place(page: Page, time: string, room: string): Promise<Point> {
  return page.evaluate(
    ([time, room]) => {
      const scroll = document.querySelector('.plan-scroll')!;
      const canvas = document.querySelector('.plan-canvas')!;
      const sheet = document.querySelector<HTMLElement>('.plan-sheet')!;
      const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
      const begins = minutes(document.querySelector('.plan-hour')!.textContent!);
      const names = [...document.querySelectorAll('.plan-room')].map((head) => head.textContent);
      const share = (minutes(time) - begins) / Number(sheet.style.getPropertyValue('--minutes'));
      const seen = () => {
        const box = canvas.getBoundingClientRect();
        return { x: box.left + ((names.indexOf(room) + 0.5) * box.width) / names.length, y: box.top + share * box.height };
      };
      if (scroll.getBoundingClientRect().bottom > innerHeight) scrollBy(0, scroll.getBoundingClientRect().bottom - innerHeight);
      const around = scroll.getBoundingClientRect();
      const bottom = Math.min(around.bottom, innerHeight);
      if (seen().y < around.top + 120 || seen().y > bottom - 120) scroll.scrollTop += seen().y - around.top - 200;
      if (seen().x < around.left + 100 || seen().x > around.right - 100) scroll.scrollLeft += seen().x - around.left - 200;
      return seen();
    },
    [time, room] as const,
  );
}

/** Where a card can be taken hold of. */
async function hold(page: Page, title: string): Promise<Point> {
  await card(page, title).scrollIntoViewIfNeeded();
  const box = (await card(page, title).boundingBox())!;
  return { x: box.x + 20, y: box.y + 12 };
}

async function drag(page: Page, from: Point, to: Point) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 3, from.y + 6, { steps: 3 });
  await page.mouse.move(to.x, to.y, { steps: 8 });
}

/** Carries a card so that it begins at a time in a room. */
async function carry(page: Page, title: string, time: string, room: string) {
  await place(page, time, room);
  const from = await hold(page, title);
  const to = await place(page, time, room);
  await drag(page, from, { x: to.x, y: to.y + 12 });
}

/** How many pixels a minute is. */
const pitch = (page: Page) =>
  page.evaluate(
    () =>
      document.querySelector('.plan-canvas')!.getBoundingClientRect().height /
      Number(document.querySelector<HTMLElement>('.plan-sheet')!.style.getPropertyValue('--minutes')),
  );

/** Marks time in a room, by dragging over nothing. */
async function mark(page: Page, from: string, minutes: number, room: string) {
  const begin = await place(page, from, room);
  await drag(page, { x: begin.x, y: begin.y + 2 }, { x: begin.x, y: begin.y + minutes * (await pitch(page)) + 1 });
  await page.mouse.up();
}

test.describe('an agenda of two days', () => {
  test.beforeEach(async ({ page }) => signIn(page, 'owner@lumen.example'));

  test('is built by mouse', async ({ page }) => {
    const event = await anEvent(page);
    await open(page, event.path);
    await expect(page.getByRole('heading', { name: 'No agenda yet' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Set up rooms' })).toHaveAttribute('href', `${event.path}/setup`);
    await isAccessible(page);
    await rooms(page, event, { 'Main hall': 300, Studio: 40 });
    await open(page, event.path);

    // Marked on the empty grid, named, and there.
    await mark(page, '10:00', 60, 'Main hall');
    await expect(dialog(page, 'New item')).toContainText('Saturday 12 Jun 2027, 10:00–11:00, Main hall');
    await page.keyboard.type('Keynote');
    await page.keyboard.press('Enter');
    await expect(times(page, 'Keynote')).toHaveText('10:00–11:00');
    await expect(page.getByRole('heading', { name: 'No agenda yet' })).toHaveCount(0);
    await mark(page, '11:15', 45, 'Studio');
    await dialog(page, 'New item').getByRole('textbox', { name: 'Title' }).fill('Sound lab');
    await dialog(page, 'New item').getByRole('combobox', { name: 'Type' }).selectOption('Workshop');
    await dialog(page, 'New item').getByRole('button', { name: 'Add' }).click();
    await expect(card(page, 'Sound lab')).toContainText('11:15–12:00');

    // Carried to another time and room, and pulled longer.
    await carry(page, 'Sound lab', '12:30', 'Main hall');
    await expect(strip(page)).toContainText('Sound lab, 12:30 to 13:15, Main hall.');
    await page.mouse.up();
    await expect(times(page, 'Sound lab')).toHaveText('12:30–13:15');
    await expect(toast(page, /Sound lab: 12:30 to 13:15, Main hall/)).toBeVisible();
    const end = await place(page, '13:15', 'Main hall');
    await drag(page, { x: end.x, y: end.y - 4 }, { x: end.x, y: end.y - 4 + 30 * (await pitch(page)) });
    await page.mouse.up();
    await expect(times(page, 'Sound lab')).toHaveText('12:30–13:45');
    // The drag was no click: the page is still there.
    await expect(page).toHaveURL(new RegExp(`${event.path}(\\?day=2027-06-12)?$`));

    // Onto the tab of the next day, which comes once one rests there.
    const from = await hold(page, 'Sound lab');
    const tab = (await day(page, /Sun 13 Jun/).boundingBox())!;
    await drag(page, from, { x: tab.x + tab.width / 2, y: tab.y + tab.height / 2 });
    await expect(day(page, /Sun 13 Jun/)).toHaveAttribute('aria-current', 'page');
    const there = await place(page, '09:30', 'Studio');
    await page.mouse.move(there.x, there.y + 12, { steps: 6 });
    await expect(strip(page)).toContainText('Sound lab, 09:30 to 10:45, Studio.');
    await page.mouse.up();
    await expect(times(page, 'Sound lab')).toHaveText('09:30–10:45');
    await expect(page).toHaveURL(`${event.path}?day=2027-06-13`);
    await isAccessible(page);
    await fits(page);

    await page.reload();
    await hydrated(page);
    await expect(times(page, 'Sound lab')).toHaveText('09:30–10:45');
    await day(page, /Sat 12 Jun/).click();
    await expect(times(page, 'Keynote')).toHaveText('10:00–11:00');
    await expect(card(page, 'Sound lab')).toHaveCount(0);
  });

  test('a move is taken back by Undo, and what is carried by Escape', async ({ page }) => {
    const event = await anEvent(page);
    const { Hall } = await rooms(page, event, { Hall: 300, Studio: 40 });
    await anItem(page, event, 'Keynote', ['10:00', '11:00'], { room_id: Hall });
    await open(page, event.path);
    await carry(page, 'Keynote', '12:00', 'Studio');
    await page.mouse.up();
    await expect(times(page, 'Keynote')).toHaveText('12:00–13:00');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(times(page, 'Keynote')).toHaveText('10:00–11:00');
    await expect(toast(page, /Keynote is back where it was/)).toBeVisible();

    await carry(page, 'Keynote', '12:00', 'Studio');
    await page.keyboard.press('Escape');
    await page.mouse.up();
    await expect(times(page, 'Keynote')).toHaveText('10:00–11:00');
    await page.reload();
    await expect(times(page, 'Keynote')).toHaveText('10:00–11:00');
  });

  test('a move that the server refuses goes back, says so, and can be tried again', async ({ page, mishaps }) => {
    mishaps.expect(503, '/fn/agenda/move');
    const event = await anEvent(page);
    const { Hall } = await rooms(page, event, { Hall: 300, Studio: 40 });
    await anItem(page, event, 'Keynote', ['10:00', '11:00'], { room_id: Hall });
    await open(page, event.path);
    let refusals = 1;
    await page.route('**/fn/agenda/move', async (route) => {
      if (refusals-- > 0) await route.fulfill({ status: 503, json: { kind: 'unavailable', retry_after_seconds: 1 } });
      else await route.continue();
    });
    await carry(page, 'Keynote', '12:00', 'Studio');
    await page.mouse.up();
    await expect(toast(page, /Keynote stays where it was/)).toBeVisible();
    await expect(times(page, 'Keynote')).toHaveText('10:00–11:00');
    await page.getByRole('button', { name: 'Retry' }).click();
    await expect(times(page, 'Keynote')).toHaveText('12:00–13:00');
    await expect(toast(page, /Keynote: 12:00 to 13:00, Studio/)).toBeVisible();
    await page.reload();
    await expect(times(page, 'Keynote')).toHaveText('12:00–13:00');
  });

  test('is built by keyboard, and every step is said', async ({ page }) => {
    const event = await anEvent(page);
    const { Hall } = await rooms(page, event, { Hall: 300, Studio: 40 });
    await anItem(page, event, 'Keynote', ['10:00', '11:00'], { room_id: Hall });
    await anItem(page, event, 'Panel', ['11:30', '12:00'], { room_id: Hall });
    await open(page, event.path);
    const keynote = page.getByRole('link', { name: /^Keynote/ });
    await keynote.focus();
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('link', { name: /^Panel/ })).toBeFocused();
    await page.keyboard.press('ArrowUp');
    await expect(keynote).toBeFocused();

    await page.keyboard.press(' ');
    await expect(spoken(page)).toContainText('Keynote, 10:00 to 11:00, Hall. lifted.');
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowDown');
    await expect(spoken(page)).toHaveText('Keynote, 10:15 to 11:15, Hall.');
    await page.keyboard.press('Shift+ArrowDown');
    await expect(spoken(page)).toHaveText('Keynote, 10:15 to 11:20, Hall.');
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('Shift+ArrowDown');
    await expect(spoken(page)).toHaveText('Keynote, 10:15 to 11:35, Hall. Clashes with Panel (Hall).');
    await expect(card(page, 'Panel').getByText('Clash')).toBeVisible();
    await page.keyboard.press('ArrowRight');
    await expect(spoken(page)).toHaveText('Keynote, 10:15 to 11:35, Studio.');
    await page.keyboard.press('Escape');
    await expect(spoken(page)).toHaveText('Keynote stays where it was.');
    await expect(times(page, 'Keynote')).toHaveText('10:00–11:00');
    await expect(keynote).toBeFocused();

    // To the next day, and into the other room.
    await page.keyboard.press(' ');
    await page.keyboard.press('PageDown');
    await expect(day(page, /Sun 13 Jun/)).toHaveAttribute('aria-current', 'page');
    await expect(keynote).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowUp');
    await expect(spoken(page)).toHaveText('Keynote, 09:55 to 10:55, Studio.');
    await page.keyboard.press('Enter');
    await expect(toast(page, /Keynote: 09:55 to 10:55, Studio/)).toBeVisible();
    await expect(keynote).toBeFocused();
    await page.keyboard.press('[');
    await expect(day(page, /Sat 12 Jun/)).toHaveAttribute('aria-current', 'page');
    await expect(card(page, 'Keynote')).toHaveCount(0);
    await page.keyboard.press(']');
    await expect(times(page, 'Keynote')).toHaveText('09:55–10:55');

    await page.keyboard.press('?');
    const sheet = dialog(page, 'Keyboard shortcuts');
    await expect(sheet).toContainText('Lift an item, and drop it');
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    await page.keyboard.press('n');
    await expect(page).toHaveURL(`${event.path}/new?start=2027-06-13T10:55&end=2027-06-13T11:40`);
    await expect(page.getByLabel('Begins')).toHaveValue('2027-06-13T10:55');
  });

  test('what clashes is told at once, refused, and saved when it is confirmed', async ({ page }) => {
    const event = await anEvent(page);
    const { Hall, Studio } = await rooms(page, event, { Hall: 300, Studio: 40 });
    await anItem(page, event, 'Keynote', ['10:00', '11:00'], { room_id: Hall });
    await anItem(page, event, 'Panel', ['11:00', '12:00'], { room_id: Studio });
    await open(page, event.path);
    // Half-open: side by side in time is no clash.
    await carry(page, 'Panel', '11:00', 'Hall');
    await expect(strip(page)).toHaveText('Panel, 11:00 to 12:00, Hall.');
    const to = await place(page, '10:30', 'Hall');
    await page.mouse.move(to.x, to.y + 12, { steps: 4 });
    await expect(strip(page)).toContainText('Clashes with Keynote (Hall).');
    await expect(card(page, 'Keynote').getByText('Clash')).toBeVisible();
    await page.mouse.up();
    const question = dialog(page, 'Panel would clash');
    await expect(question).toContainText('Keynote and Panel are both in Hall');
    await isAccessible(page);
    await question.getByRole('button', { name: 'Put it back' }).click();
    await expect(times(page, 'Panel')).toHaveText('11:00–12:00');
    await expect(card(page, 'Keynote').getByText('Clash')).toBeHidden();

    await carry(page, 'Panel', '10:30', 'Hall');
    await page.mouse.up();
    await question.getByRole('button', { name: 'Save all the same' }).click();
    await expect(times(page, 'Panel')).toHaveText('10:30–11:30');
    const concerns = page.locator('.plan-concerns');
    await expect(concerns).toContainText('1 clash');
    await concerns.locator('summary').click();
    await concerns.getByRole('link', { name: /Keynote and Panel are both in Hall/ }).click();
    await expect(page.getByRole('link', { name: /^Panel/ })).toBeFocused();
    await isAccessible(page);
    await page.reload();
    await expect(concerns).toContainText('1 clash');
    await expect(card(page, 'Panel').getByText('Clash')).toBeVisible();
  });

  test('an item is moved, cancelled, taken up and deleted by its menu', async ({ page }) => {
    const event = await anEvent(page);
    const { Hall } = await rooms(page, event, { Hall: 300, Studio: 40 });
    await anItem(page, event, 'Keynote', ['10:00', '11:00'], { room_id: Hall });
    await anItem(page, event, 'Panel', ['11:00', '12:00'], { room_id: Hall });
    await open(page, event.path);
    const menu = async (title: string, choice: string) => {
      await card(page, title).hover();
      await page.getByRole('button', { name: `Actions for ${title}` }).click();
      await page.getByRole('group', { name: 'Actions', exact: true }).getByRole('button', { name: choice }).click();
    };
    await menu('Keynote', 'Move or change length…');
    const form = dialog(page, 'Move Keynote');
    await expect(form.getByLabel('Begins')).toHaveValue('2027-06-12T10:00');
    await form.getByRole('textbox', { name: 'Minutes' }).fill('90');
    await expect(form).toContainText('Keynote and Panel are both in Hall');
    await form.getByRole('combobox', { name: 'Room' }).selectOption('Studio');
    await form.getByRole('button', { name: 'Move', exact: true }).click();
    await expect(times(page, 'Keynote')).toHaveText('10:00–11:30');

    await menu('Keynote', 'Cancel the item');
    await expect(card(page, 'Keynote')).toContainText('Cancelled');
    await menu('Keynote', 'Take it up again');
    await expect(card(page, 'Keynote')).not.toContainText('Cancelled');
    await menu('Panel', 'Move to trash');
    await expect(card(page, 'Panel')).toHaveCount(0);
    await toast(page, /Panel moved to trash/).getByRole('button', { name: 'Undo' }).click();
    await expect(card(page, 'Panel')).toBeVisible();
  });

  test('what follows is shifted, once it is seen what would clash, and shifted back', async ({ page }) => {
    const event = await anEvent(page);
    const { Hall } = await rooms(page, event, { Hall: 300 });
    await anItem(page, event, 'Keynote', ['10:00', '11:00'], { room_id: Hall });
    await anItem(page, event, 'Panel', ['11:00', '12:00'], { room_id: Hall });
    await anItem(page, event, 'Lunch', ['12:00', '13:00'], { room_id: Hall });
    await open(page, event.path);
    await page.keyboard.press('s');
    const panel = page.getByRole('group', { name: 'Shift' });
    await expect(panel).toContainText('3 items are moved.');
    await panel.getByRole('combobox', { name: 'What' }).selectOption('Sat 12 Jun, from 11:00 on');
    await expect(panel).toContainText('2 items are moved.');
    await panel.getByRole('textbox', { name: 'Minutes' }).fill('-15');
    await expect(panel).toContainText('Keynote and Panel are both in Hall');
    await panel.getByRole('textbox', { name: 'Minutes' }).fill('20');
    await expect(panel).not.toContainText('are both in Hall');
    await isAccessible(page);
    await panel.getByRole('button', { name: 'Shift', exact: true }).click();
    await expect(times(page, 'Panel')).toHaveText('11:20–12:20');
    await expect(times(page, 'Lunch')).toHaveText('12:20–13:20');
    await expect(times(page, 'Keynote')).toHaveText('10:00–11:00');
    await toast(page, /2 items are moved/).getByRole('button', { name: 'Undo' }).click();
    await expect(times(page, 'Panel')).toHaveText('11:00–12:00');
  });

  test('is filtered by track, and shown as a list of all days', async ({ page }) => {
    const event = await anEvent(page);
    const { Hall } = await rooms(page, event, { Hall: 300 });
    const design = await aTrack(page, event, 'Design', 'violet');
    await anItem(page, event, 'Keynote', ['10:00', '11:00'], { room_id: Hall, track_id: design });
    await anItem(page, event, 'Panel', ['11:00', '12:00'], { room_id: Hall });
    await anItem(page, event, 'Farewell', ['2027-06-13T16:00', '2027-06-13T17:00'], { room_id: Hall });
    await open(page, event.path);
    await page.getByRole('navigation', { name: 'Filters' }).getByRole('link', { name: 'Design' }).click();
    await expect(page).toHaveURL(/track=/);
    await expect(card(page, 'Panel')).toHaveAttribute('data-faint', '');
    await expect(card(page, 'Keynote')).not.toHaveAttribute('data-faint', '');
    await day(page, /All days/).click();
    await expect(page.getByRole('listitem').filter({ hasText: 'Keynote' })).toContainText('Hall');
    await expect(page.getByRole('listitem').filter({ hasText: 'Farewell' })).toHaveCount(0);
    await page.getByRole('navigation', { name: 'Filters' }).getByRole('link', { name: 'Design' }).click();
    await expect(page.getByRole('listitem').filter({ hasText: 'Farewell' })).toBeVisible();
    await isAccessible(page);
    await fits(page);
  });

  test('is printed day by day, without what only a screen needs', async ({ page }) => {
    const event = await anEvent(page);
    const { Hall } = await rooms(page, event, { Hall: 300 });
    await anItem(page, event, 'Keynote', ['10:00', '11:00'], { room_id: Hall });
    await anItem(page, event, 'Farewell', ['2027-06-13T16:00', '2027-06-13T17:00'], { room_id: Hall });
    await open(page, event.path);
    // A browser that prints asks for the rest of the days first.
    const printed = (await page.pdf()).toString('latin1');
    expect(printed.match(/\/Type \/Page\b/g)).toHaveLength(2);
    await expect(page.locator('.day-list')).toHaveCount(1);
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await page.emulateMedia({ media: 'print' });
    for (const text of ['Saturday 12 Jun 2027', 'Keynote', 'Sunday 13 Jun 2027', 'Farewell']) {
      await expect(page.locator('.day-lists').getByText(text).first()).toBeVisible();
    }
    await expect(page.locator('.day-title-print')).toHaveText(event.title);
    for (const hidden of [page.getByRole('navigation', { name: 'Main' }), page.locator('.plan'), page.locator('.page-head'), page.locator('.plan-more').first()]) {
      await expect(hidden).toBeHidden();
    }
    const second = page.locator('.day-list').nth(1);
    expect(await second.evaluate((section) => getComputedStyle(section).breakBefore)).toBe('page');
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await expect(page.locator('.day-list')).toHaveCount(1);
  });

  test('fits and is accessible from a telephone to a desk', async ({ page }) => {
    test.slow();
    const event = await anEvent(page);
    const ids = await rooms(page, event, { 'Großer Saal der Bürgerschaft': 1200, Studio: 40, Foyer: 90, Kantine: 60, Garten: 200 });
    const [hall, studio, foyer] = Object.values(ids);
    await anItem(page, event, 'Eine Begrüßung mit einem sehr langen Titel, der in keine Spalte passt', ['09:00', '09:30'], { room_id: hall });
    await anItem(page, event, 'Nacht der offenen Türen', ['22:00', '2027-06-13T01:30'], { room_id: foyer, agenda_type: 'networking' });
    await anItem(page, event, 'Kurz', ['10:00', '10:05'], { room_id: studio });
    for (const width of [320, 390, 820, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await open(page, event.path);
      await fits(page);
      await isAccessible(page);
    }
    // Over midnight: drawn once, on the day on which it begins.
    await expect(times(page, 'Nacht der offenen Türen')).toHaveText('22:00–01:30');
    await expect(page.locator('.plan-hour[data-next]').first()).toContainText('00:00');
    await day(page, /Sun 13 Jun/).click();
    await expect(card(page, 'Nacht der offenen Türen')).toHaveCount(0);
  });
});

test('somebody in another zone reads the clock of the event, and their own beside it', async ({ page }) => {
  await signIn(page, 'owner@lumen.example');
  const event = await anEvent(page, { timezone: 'America/New_York' });
  const { Hall } = await rooms(page, event, { Hall: 300 });
  await anItem(page, event, 'Keynote', ['10:00', '11:00'], { room_id: Hall });
  await open(page, event.path);
  await expect(page.getByText('All times are by the clock of the event, America/New York.')).toBeVisible();
  await expect(times(page, 'Keynote')).toHaveText('10:00–11:00');
  await expect(page.locator('.plan-hour').first()).toHaveText('08:00');
  await page.getByRole('link', { name: /^Keynote/ }).focus();
  await expect(strip(page)).toContainText(/^Keynote: 1[56]:00–1[67]:00 by your clock$/);
  await isAccessible(page);
});

test('two browsers see what is moved, and whoever holds an item meanwhile is told', async ({ page, another, mishaps }) => {
  mishaps.expect(409, '/fn/agenda/move');
  await signIn(page, 'owner@lumen.example');
  const event = await anEvent(page);
  const { Hall } = await rooms(page, event, { Hall: 300, Studio: 40 });
  const item = await anItem(page, event, 'Keynote', ['10:00', '11:00'], { room_id: Hall });
  const manager = await another();
  await signIn(manager, 'manager@lumen.example');
  await open(manager, event.path);
  await open(page, event.path);
  await carry(page, 'Keynote', '12:00', 'Studio');
  await page.mouse.up();
  await expect(times(manager, 'Keynote')).toHaveText('12:00–13:00');

  // What somebody holds stays in their hand until they drop it.
  await carry(manager, 'Keynote', '14:00', 'Hall');
  await move(page, item, 2, '2027-06-12T15:00:00Z', '2027-06-12T16:00:00Z');
  await manager.waitForTimeout(1500);
  await expect(times(manager, 'Keynote')).toHaveText('14:00–15:00');
  await manager.mouse.up();
  await expect(toast(manager, /Keynote stays where it was. Ingrid Solhaug changed Keynote in the meantime/)).toBeVisible();
  await expect(times(manager, 'Keynote')).toHaveText('16:00–17:00');
});

test('who may not change an event reads its agenda', async ({ page, another }) => {
  await signIn(page, 'manager@lumen.example');
  const event = await anEvent(page);
  const { Hall } = await rooms(page, event, { Hall: 300 });
  await anItem(page, event, 'Keynote', ['10:00', '11:00'], { room_id: Hall });
  const member = await another();
  await signIn(member, 'member@lumen.example');
  await open(member, event.path);
  await expect(card(member, 'Keynote')).toBeVisible();
  for (const name of ['New item', 'Rooms and tracks']) await expect(member.getByRole('link', { name })).toHaveCount(0);
  await expect(member.getByRole('button', { name: /Actions for/ })).toHaveCount(0);
  const from = await hold(member, 'Keynote');
  await drag(member, from, { x: from.x, y: from.y + 150 });
  await member.mouse.up();
  await expect(times(member, 'Keynote')).toHaveText('10:00–11:00');
  await isAccessible(member);
});

test.describe('on a tablet', () => {
  test.use({ viewport: { width: 820, height: 1180 }, hasTouch: true, isMobile: true });

  test('a finger that rests carries an item, pulls it longer, marks time, and else scrolls', async ({ page }) => {
    await signIn(page, 'owner@lumen.example');
    const event = await anEvent(page);
    const { Hall } = await rooms(page, event, { Hall: 300, Studio: 40, Foyer: 20, Garten: 90, Kantine: 60, Keller: 30 });
    await anItem(page, event, 'Keynote', ['10:00', '11:00'], { room_id: Hall });
    await open(page, event.path);
    await fits(page);
    await isAccessible(page);
    const touch = await page.context().newCDPSession(page);
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: Point[]) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints });
    const glide = async (from: Point, to: Point) => {
      for (let step = 1; step <= 10; step += 1) {
        const at = (a: number, b: number) => a + ((b - a) * step) / 10;
        await send('touchMove', { x: at(from.x, to.x), y: at(from.y, to.y) });
        await page.waitForTimeout(16);
      }
    };
    const scroll = page.locator('.plan-scroll');

    // A swipe scrolls to the other rooms and lifts nothing.
    const start = await hold(page, 'Keynote');
    await send('touchStart', start);
    await glide(start, { x: start.x - 150, y: start.y });
    await send('touchEnd');
    await expect.poll(() => scroll.evaluate((grid) => grid.scrollLeft)).toBeGreaterThan(40);
    await expect(page.locator('[data-held]')).toHaveCount(0);
    await scroll.evaluate(async (grid) => {
      for (let last = -1; last !== grid.scrollLeft; ) {
        last = grid.scrollLeft;
        await new Promise((done) => setTimeout(done, 200));
      }
      grid.scrollTo(0, 0);
    });

    // At rest for a moment, then an hour and a quarter later in the next room.
    const to = await place(page, '11:15', 'Studio');
    const taken = await hold(page, 'Keynote');
    await send('touchStart', taken);
    await expect(page.locator('[data-held]')).toHaveCount(1);
    await glide(taken, { x: to.x, y: to.y + 12 });
    await send('touchEnd');
    await expect(times(page, 'Keynote')).toHaveText('11:15–12:15');

    // It keeps its handles, of which each is as large as a finger.
    await expect(card(page, 'Keynote')).toHaveAttribute('data-chosen', '');
    const grip = (await card(page, 'Keynote').locator('.plan-grip-end').boundingBox())!;
    expect(grip.height).toBeGreaterThanOrEqual(44);
    const hour = 60 * (await pitch(page));
    const handle = { x: grip.x + grip.width / 2, y: grip.y + grip.height / 2 };
    await send('touchStart', handle);
    await glide(handle, { x: handle.x, y: handle.y + hour / 2 });
    await send('touchEnd');
    await expect(times(page, 'Keynote')).toHaveText('11:15–12:45');

    // Where nothing stands, a finger that rests marks time.
    const free = await place(page, '14:00', 'Hall');
    await send('touchStart', { x: free.x, y: free.y + 4 });
    await expect(page.locator('.plan-draft')).toBeVisible();
    await glide({ x: free.x, y: free.y + 4 }, { x: free.x, y: free.y + 4 + hour });
    await send('touchEnd');
    await expect(dialog(page, 'New item')).toContainText('14:00–15:00, Hall');
    await page.getByRole('textbox', { name: 'Title' }).fill('Lunch');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(times(page, 'Lunch')).toHaveText('14:00–15:00');

    // Rooms and hours stay in sight.
    await scroll.evaluate((grid) => grid.scrollTo(200, 200));
    await expect(page.locator('.plan-head').nth(2)).toBeInViewport();
    await expect(page.locator('.plan-hour').nth(4)).toBeInViewport();
    await page.reload();
    await expect(times(page, 'Keynote')).toHaveText('11:15–12:45');
  });
});

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('the agenda is a list, and an item is moved by its menu', async ({ page }) => {
    await signUp(page);
    const event = await anEvent(page);
    const { Hall } = await rooms(page, event, { Hall: 300, Studio: 40 });
    await anItem(page, event, 'Keynote', ['10:00', '11:00'], { room_id: Hall });
    await open(page, event.path);
    await expect(page.locator('.plan')).toBeHidden();
    const row = page.getByRole('listitem').filter({ hasText: 'Keynote' });
    await expect(row).toContainText('Hall');
    await fits(page);
    await isAccessible(page);
    await page.getByRole('button', { name: 'Actions for Keynote' }).tap();
    await page.getByRole('button', { name: 'Move or change length…' }).tap();
    await page.getByLabel('Begins').fill('2027-06-12T14:30');
    await page.getByRole('button', { name: 'Move', exact: true }).tap();
    await expect(row).toContainText('14:30');
    await expect(row).toContainText('15:30');
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the grid is read, days are links, and items lead to their pages', async ({ page }) => {
    await signIn(page, 'owner@lumen.example');
    const event = await anEvent(page);
    const { Hall } = await rooms(page, event, { Hall: 300 });
    const item = await anItem(page, event, 'Keynote', ['10:00', '11:00'], { room_id: Hall });
    await anItem(page, event, 'Farewell', ['2027-06-13T16:00', '2027-06-13T17:00'], { room_id: Hall });
    await page.goto(event.path);
    await expect(card(page, 'Keynote')).toBeVisible();
    await expect(page.getByRole('link', { name: /^Keynote/ })).toHaveAttribute('href', `${event.path}/${item}`);
    await expect(page.getByRole('button', { name: 'Actions for Keynote' })).toBeHidden();
    await expect(page.getByRole('link', { name: 'New item' })).toBeVisible();
    await day(page, /Sun 13 Jun/).click();
    await expect(card(page, 'Farewell')).toBeVisible();
    await day(page, /All days/).click();
    await expect(page.getByRole('listitem').filter({ hasText: 'Keynote' })).toBeVisible();
  });
});
