import { fits, isAccessible } from '../support/axe';
import { sqlWithin } from '../support/database';
import { signUp } from '../support/people';
import { expect, open, test, unique, type Page } from '../support/test';

/** A published event of two days in New York, with a room, a speaker and an item over midnight; the path of its record. */
async function announced(page: Page) {
  const { email } = await signUp(page);
  const title = unique('Harbour Days ');
  sqlWithin(email, `
    with me as (select id from users where organization_id = app.current_organization() and role = 'owner'), event as (
      insert into events (organization_id, created_by, title, description, start_date, end_date, timezone, status, venue, location,
        venue_details, registration_url)
      select app.current_organization(), id, '${title}', 'Two days about the river.', '2027-06-12T13:00:00Z', '2027-06-14T02:00:00Z',
        'America/New_York', 'published', 'The Foundry', 'New York', '{"address": "1 River Street"}', 'https://tickets.example.com/days'
      from me returning id
    ), room as (
      insert into event_rooms (organization_id, event_id, name, capacity)
      select app.current_organization(), id, 'Great hall', 300 from event returning id
    ), items as (
      insert into event_agenda_items (organization_id, event_id, created_by, title, start_time, end_time, room_id)
      select app.current_organization(), event.id, me.id, item.title, item.begins::timestamptz, item.ends::timestamptz, room.id
      from event, me, room, (values
        ('Welcome', '2027-06-12T13:30:00Z', '2027-06-12T14:00:00Z'),
        ('Night walk', '2027-06-13T03:00:00Z', '2027-06-13T05:30:00Z'),
        ('Second morning', '2027-06-13T13:00:00Z', '2027-06-13T14:00:00Z')
      ) as item (title, begins, ends)
      returning id, title
    )
    insert into event_agenda_speakers (organization_id, item_id, user_id)
    select app.current_organization(), items.id, me.id from items, me where items.title = 'Welcome'`);
  await open(page, '/events');
  await page.getByRole('link', { name: title }).first().click();
  await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible();
  return { title, path: new URL(page.url()).pathname };
}

test('everybody who has the address reads the event, without JavaScript and on paper', async ({ page, browser }) => {
  const { title, path } = await announced(page);
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  const form = page.getByRole('group', { name: 'Another address' });
  const address = unique('harbour-');
  await form.getByRole('textbox', { name: 'Address' }).fill('a/b');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByText('Use letters from a to z, digits and hyphens.')).toBeVisible();
  await form.getByRole('textbox', { name: 'Address' }).fill(address);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('link', { name: `/e/${address}` })).toBeVisible();
  await isAccessible(page);
  await fits(page);

  const stranger = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  const shown = await stranger.newPage();
  await shown.goto(`/e/${address}`);
  await expect(shown.getByRole('heading', { name: title, level: 1 })).toBeVisible();
  await expect(shown.getByText('All times are America/New York time.')).toBeVisible();
  // By the clock of the place, each item once, and the one over midnight on the day on which it begins.
  const first = shown.getByRole('region', { name: 'Saturday, 12 Jun 2027' });
  await expect(first.getByRole('listitem')).toHaveText([/09:30–10:00.*Welcome/s, /23:00–13 Jun 2027, 01:30.*Night walk/s]);
  await expect(shown.getByRole('region', { name: 'Sunday, 13 Jun 2027' }).getByRole('listitem')).toHaveText([/09:00–10:00/]);
  await expect(shown.getByRole('link', { name: 'Show on a map' })).toHaveAttribute('href', /openstreetmap.*River/);
  await expect(shown.getByRole('link', { name: 'Register' })).toHaveAttribute('href', 'https://tickets.example.com/days');
  for (const width of [390, 820, 1440]) {
    await shown.setViewportSize({ width, height: 900 });
    const overflow = await shown.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
    expect(overflow, `${width}`).toBe(0);
  }
  await shown.emulateMedia({ media: 'print' });
  await expect(shown.getByRole('link', { name: 'Register' })).toBeHidden();
  await expect(shown.getByText('Night walk')).toBeVisible();

  const calendar = await shown.request.get(`/e/${address}/agenda.ics`);
  expect(calendar.headers()['content-type']).toContain('text/calendar');
  expect(await calendar.text()).toContain('DTSTART;TZID=America/New_York:20270612T093000');
  await stranger.close();

  await page.goto(`/e/${address}`);
  await isAccessible(page);

  await open(page, `${path}/people`);
  await expect(page.getByRole('listitem').filter({ hasText: 'Welcome' })).toBeVisible();
  await open(page, `${path}/activity`);
  await expect(page.getByRole('listitem').filter({ hasText: 'changed the public address' })).toBeVisible();
  await isAccessible(page);
});

test("one's own agenda is read by other programs until its address is ended", async ({ page, request }) => {
  await signUp(page);
  await open(page, '/agenda');
  await expect(page.getByRole('heading', { name: 'Nothing is planned' })).toBeVisible();
  await page.getByRole('button', { name: 'Make an address' }).click();
  const link = page.locator('.feed-address a');
  await expect(link).toHaveText(/^http.*own\.ics/);
  const address = await link.textContent();
  const calendar = await request.get(address ?? '');
  expect(await calendar.text()).toContain('BEGIN:VCALENDAR');
  await isAccessible(page);
  await fits(page);
  await page.getByRole('button', { name: 'End it' }).click();
  await expect(page.getByRole('button', { name: 'Make an address' })).toBeVisible();
  expect((await request.get(address ?? '')).status()).toBe(404);
});
