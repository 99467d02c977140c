import { expect, type Page } from '@playwright/test';
import { unique } from './test';

/** What a page's own form would send. */
async function post<T>(page: Page, path: string, form: Record<string, string>): Promise<T> {
  const origin = new URL(process.env.BASE_URL ?? 'http://127.0.0.1:3000').origin;
  const response = await page.request.post(path, { form, headers: { origin, accept: 'application/json' } });
  expect(response.ok(), `${path}: ${response.status()} ${await response.text()}`).toBe(true);
  return response.json() as Promise<T>;
}

export type Planned = { id: string; title: string; path: string };

/** An event of two days in June 2027, a draft, in London unless it is said. */
export async function anEvent(page: Page, fields: Record<string, string> = {}): Promise<Planned> {
  const title = unique('Forum ');
  const id = await post<string>(page, '/fn/events/create', {
    title,
    event_type: 'conference',
    start_date: '2027-06-12T09:00',
    end_date: '2027-06-13T18:00',
    timezone: 'Europe/London',
    currency: 'EUR',
    ...fields,
  });
  return { id, title, path: `/events/${id}/agenda` };
}

/** Rooms by their names. */
export async function rooms(page: Page, event: Planned, named: Record<string, number>) {
  const ids: Record<string, string> = {};
  for (const [name, capacity] of Object.entries(named)) {
    ids[name] = await post<string>(page, '/fn/agenda/add-room', { event_id: event.id, name, capacity: String(capacity) });
  }
  return ids;
}

export async function aTrack(page: Page, event: Planned, name: string, color: string): Promise<string> {
  return post<string>(page, '/fn/agenda/add-track', { event_id: event.id, name, color });
}

/** An item of the first day: "10:00" to "11:00". */
export async function anItem(
  page: Page,
  event: Planned,
  title: string,
  [from, to]: [string, string],
  fields: Record<string, string> = {},
): Promise<string> {
  const clock = (time: string) => (time.includes('T') ? time : `2027-06-12T${time}`);
  const saved = await post<{ id: string }>(page, '/fn/agenda/add', {
    event_id: event.id,
    title,
    agenda_type: 'presentation',
    status: 'scheduled',
    start_time: clock(from),
    end_time: clock(to),
    ...fields,
  });
  return saved.id;
}

/** Somebody else moves an item, which this page has not heard of. */
export async function move(page: Page, item: string, version: number, start: string, end: string) {
  await post(page, '/fn/agenda/move', { item_id: item, version: String(version), start, end, is_confirmed: 'true' });
}
