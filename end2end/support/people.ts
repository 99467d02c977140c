import { expect, type APIResponse, type Page } from '@playwright/test';
import { sqlWithin } from './database';
import { PASSWORD, unique } from './test';

/** What a page's own form would send, for whatever a journey begins with and is not about. */
async function post(page: Page, path: string, form: Record<string, string>): Promise<APIResponse> {
  const origin = new URL(process.env.BASE_URL ?? 'http://127.0.0.1:3000').origin;
  const response = await page.request.post(path, { form, headers: { origin, accept: 'application/json' } });
  expect(response.ok(), `${path}: ${response.status()} ${await response.text()}`).toBe(true);
  return response;
}

/** Somebody comes in. */
export async function signIn(page: Page, email: string, password = PASSWORD) {
  await post(page, '/fn/accounts/sign-in', { email, password });
}

export type Founder = { organization: string; email: string; password: string };

/** Somebody founds an organisation, and is in it. */
export async function signUp(page: Page, of: Partial<Founder> = {}): Promise<Founder> {
  const founder = {
    organization: `${unique('Atelier ')} & Sons`,
    email: `${unique('founder-')}@atelier.example`,
    password: 'four unrelated words',
    ...of,
  };
  await post(page, '/fn/accounts/sign-up', {
    organization_name: founder.organization,
    first_name: 'Femke',
    last_name: 'de Vries',
    email: founder.email,
    password: founder.password,
    timezone: 'Europe/London',
  });
  return founder;
}

export type Colleague = { id: string; email: string };

/** Somebody else of a founder's organisation, with the same password, is in it. */
export async function aColleague(page: Page, founder: Founder, role: string, [first, last]: [string, string]): Promise<Colleague> {
  const email = `${unique(`${role}-`)}@atelier.example`;
  const id = sqlWithin(
    founder.email,
    `insert into users (organization_id, email, password_hash, first_name, last_name, role, is_admin, is_verified, timezone)
     select organization_id, '${email}', password_hash, '${first}', '${last}', '${role}', ${role === 'admin'}, true, timezone
     from users where email_lower = '${founder.email}' returning id`,
  );
  await signIn(page, email, founder.password);
  return { id: id.trim(), email };
}

export type Known = { id: string; name: string; firstName: string; lastName: string; path: string };

/** A contact that is there already, in the care of nobody unless it is said. */
export async function aContact(page: Page, fields: Record<string, string> = {}): Promise<Known> {
  const form = {
    first_name: 'Márta',
    last_name: unique('Sz'),
    contact_type: 'target',
    status: 'cold_lead',
    priority: 'medium',
    ...fields,
  };
  const response = await post(page, '/fn/contacts/create', form);
  const id: string = await response.json();
  const { first_name: firstName, last_name: lastName } = form;
  return { id, firstName, lastName, name: `${firstName} ${lastName}`, path: `/contacts/${id}` };
}

export type Planned = { id: string; title: string; path: string };

/** An event that begins in an hour, a draft unless it is published. */
export async function anEvent(page: Page, fields: Record<string, string> = {}, isPublished = true): Promise<Planned> {
  const clock = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 16);
  const form = {
    title: unique('Soirée '),
    event_type: 'networking',
    start_date: clock(1),
    end_date: clock(4),
    timezone: 'UTC',
    budget: '',
    currency: 'EUR',
    max_attendees: '',
    ...fields,
  };
  const response = await post(page, '/fn/events/create', form);
  const id: string = await response.json();
  if (isPublished) await post(page, '/fn/events/set-status', { event_id: id, to: 'published' });
  return { id, title: form.title, path: `/events/${id}` };
}

/** Contacts are on the list of an event, in their order. */
export async function attend(page: Page, event: Planned, contacts: Known[]) {
  const fields = contacts.map(({ id }, place) => [`contact_ids[${place}]`, id]);
  await post(page, '/fn/attendees/add', { event_id: event.id, ...Object.fromEntries(fields) });
}

/** Calls that were noted with a contact, one after the other. */
export async function calls(page: Page, contact: Known, count: number) {
  for (let call = 1; call <= count; call += 1) {
    await post(page, '/fn/contacts/log-interaction', {
      contact_id: contact.id,
      interaction_type: 'call',
      status: 'completed',
      subject: `Call number ${call}`,
    });
  }
}
