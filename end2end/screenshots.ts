import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { aTrack, anEvent as aForum, anItem, rooms } from './support/agendas';
import { aClaim, aReceipt, ago, ask, decide } from './support/claims';
import { sqlWithin } from './support/database';
import { aColleague, aContact, anEvent, signIn, signUp } from './support/people';
import { PASSWORD, expect, hydrated, test, type Page } from './support/test';

const FOLDER = process.env.SCREENSHOTS ?? 'screenshots';
const WIDTHS = { 390: 844, 820: 1180, 1440: 900 } as const;
const THEMES = ['light', 'dark'] as const;

/** What the README shows. */
const README = process.env.README_SCREENSHOTS;
const SHOWN = ['contacts-1440-light', 'record-1440-light', 'home-1440-dark', 'contacts-390-light'];

const LONG_COMPANY = 'Gesellschaft zur Förderung der zeitgenössischen Bühnenkunst im deutschsprachigen Raum e. V.';

type Picture = { name: string; path: string; ready?: (page: Page) => Promise<void>; whole?: boolean };

/** Takes each picture in every width and theme. */
async function take(page: Page, pictures: Picture[]) {
  mkdirSync(FOLDER, { recursive: true });
  for (const { name, path, ready, whole } of pictures) {
    for (const [width, height] of Object.entries(WIDTHS)) {
      await page.setViewportSize({ width: Number(width), height });
      for (const theme of THEMES) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        await page.goto(path);
        await hydrated(page);
        await page.evaluate(() => document.fonts.ready);
        await ready?.(page);
        const file = `${name}-${width}-${theme}`;
        await page.screenshot({ path: join(FOLDER, `${file}.png`), fullPage: whole });
        if (README && SHOWN.includes(file)) {
          mkdirSync(README, { recursive: true });
          await page.screenshot({ path: join(README, `${file}.png`) });
        }
      }
    }
  }
}

test('background work', async ({ page }) => {
  const { email } = await signUp(page);
  await take(page, [{ name: 'jobs-empty', path: '/jobs' }]);
  sqlWithin(email, `
    insert into jobs (organization_id, queue, kind, run_at)
      select app.current_organization(), queue, kind, now() + interval '1 day'
      from (values ('mail', 'notifications/follow_up_due'), ('cleanup', 'contacts/forget_bulk_changes'), ('media', 'media/thumbnails')) as job (queue, kind);
    update jobs set state = 'failed', attempts = 8, ended_at = now(), last_error = 'The service is busy. Try again in a moment.'
      where organization_id = app.current_organization() and queue <> 'mail'`);
  await take(page, [{ name: 'jobs', path: '/jobs' }]);
  sqlWithin(email, `
    insert into mails (organization_id, user_id, kind, address, letter, secret, state, ended_at, error)
      select organization_id, id, 'welcome', email, '{"kind": "welcome"}', app.uuid_v7(), 'bounced', now(),
        'The mail server said: 550 5.1.1 No such user here'
      from users where organization_id = app.current_organization() and role = 'owner'`);
  await take(page, [{ name: 'mail', path: '/mail' }]);
});

test('notifications', async ({ page }) => {
  const { email } = await signUp(page);
  const pages = [{ name: 'notifications-settings', path: '/notifications/settings' }];
  await take(page, [{ name: 'notifications-empty', path: '/notifications' }, ...pages]);
  sqlWithin(email, `
    insert into notifications (organization_id, user_id, kind, title, message, path, is_read, read_at, created_at)
      select organization_id, id, kind, title, message, '/contacts', is_read, case when is_read then now() end, now() - ago::interval
      from users cross join (values
        ('follow_up_due', 'Your follow-up with Mária Kovács is due', 'Call: About the lamps for the hall, planned for 22 Nov 2026, 14:30', false, '2 minutes'),
        ('assigned', 'Maximiliane-Henriette von und zu Hohenstein-Wolkenburg was put into your care', '${LONG_COMPANY}, by Ingrid Solhaug', false, '3 hours'),
        ('mentioned', 'Tomasz Wójcik mentioned you', 'In the history of Ada Lovelace', false, '1 day'),
        ('assigned', '120 contacts were put into your care', 'By Ingrid Solhaug', true, '2 days'),
        ('assigned', 'Grace Hopper was put into your care', 'By Ingrid Solhaug', true, '40 days')
      ) as told (kind, title, message, is_read, ago)
      where organization_id = app.current_organization() and role = 'owner'`);
  const ready = async (page: Page) => {
    await page.getByRole('button', { name: /^Notifications/ }).click();
    await expect(page.getByText('Grace Hopper was put into your care')).toBeVisible();
  };
  await take(page, [
    { name: 'notifications', path: '/notifications' },
    { name: 'notifications-bell', path: '/companies', ready },
  ]);
});

test('account and settings', async ({ page }) => {
  await signUp(page);
  await take(page, [
    { name: 'account', path: '/account' },
    { name: 'settings', path: '/settings' },
  ]);
});

test('before signing in', async ({ page }) => {
  await take(page, [
    { name: 'sign-in', path: '/sign-in' },
    { name: 'sign-up', path: '/sign-up', whole: true },
    {
      name: 'sign-up-errors',
      path: '/sign-up',
      whole: true,
      ready: async (page) => {
        await page.getByRole('button', { name: 'Sign up' }).click();
        await expect(page.getByText('Write your first name.')).toBeVisible();
      },
    },
  ]);
});

test('choosing an organisation', async ({ page, another }) => {
  const elsewhere = await another();
  const first = await signUp(elsewhere, { organization: 'Atelier Kollwitz' });
  await signUp(elsewhere, { ...first, organization: 'Gesellschaft zur Förderung der zeitgenössischen Bühnenkunst e. V.' });
  await page.goto('/sign-in');
  await page.getByRole('textbox', { name: 'E-mail' }).fill(first.email);
  await page.locator('input[name=password]').fill(first.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Choose an organisation' })).toBeVisible();
  await take(page, [{ name: 'choose-organization', path: '/sign-in/organization' }]);
});

test('a new organisation', async ({ page }) => {
  await signUp(page, { organization: 'Atelier Kollwitz' });
  await take(page, [
    { name: 'home-empty', path: '/' },
    { name: 'contacts-empty', path: '/contacts' },
    { name: 'trash-empty', path: '/contacts/trash' },
    { name: 'companies-empty', path: '/companies' },
  ]);
});

test('sample contacts', async ({ page }) => {
  await signUp(page, { organization: 'Atelier Kollwitz' });
  await page.goto('/contacts');
  await hydrated(page);
  await page.getByRole('button', { name: 'Add sample contacts' }).click();
  await expect(page.getByText('These are sample contacts')).toBeVisible();
  await take(page, [
    { name: 'home-sample', path: '/' },
    { name: 'contacts-sample', path: '/contacts' },
  ]);
});

test('at work', async ({ page, mishaps }) => {
  await signIn(page, 'owner@lumen.example');
  const long = await aContact(page, {
    first_name: 'Maximiliane-Henriette',
    last_name: 'von und zu Hohenstein-Wolkenburg-Rabenau',
    company: LONG_COMPANY,
    job_title: 'Geschäftsführende Vorstandsvorsitzende und Beauftragte für internationale Beziehungen',
    email: 'maximiliane-henriette.von-und-zu-hohenstein-wolkenburg@buehnenkunst-foerderung.example',
    tags: 'Bühnenverein, VIP, Ehrengast auf Lebenszeit, Sponsor',
    notes: 'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(5),
  });
  // Somebody with a long history: an own plug, touched lately.
  await page.goto('/contacts?type=plug&owner=me&sort=last_interaction');
  const plug = await page.locator('tbody .row-link').first().getAttribute('href');
  await page.goto('/companies?sort=people');
  const company = await page.locator('tbody .row-link').first().getAttribute('href');
  const open = (button: string) => async (page: Page) => {
    await page.getByRole('button', { name: button }).first().click();
    await expect(page.locator('[popover]:popover-open')).toBeVisible();
  };
  mishaps.expect(404, '/nowhere');
  await take(page, [
    { name: 'home', path: '/' },
    { name: 'contacts', path: '/contacts' },
    { name: 'contacts-filtered', path: '/contacts?type=plug&priority=high&owner=me&sort=score' },
    { name: 'contacts-filter-open', path: '/contacts?type=plug', ready: open('Stage') },
    { name: 'contacts-none', path: '/contacts?q=nobody+at+all' },
    { name: 'board', path: '/contacts?layout=board' },
    { name: 'board-some-empty', path: '/contacts?layout=board&type=plug&priority=high&sort=score' },
    { name: 'board-menu', path: '/contacts?layout=board&sort=score', ready: open('Move ') },
    { name: 'panel', path: `/contacts?type=plug&panel=${plug!.split('/').pop()}` },
    { name: 'panel-board', path: `/contacts?layout=board&panel=${plug!.split('/').pop()}` },
    { name: 'panel-long-names', path: `/contacts?q=Hohenstein&panel=${long.id}` },
    {
      name: 'bulk',
      path: '/contacts?type=plug',
      ready: async (page) => {
        for (const at of [0, 1, 3]) await page.locator('tbody').getByRole('checkbox').nth(at).check();
        await expect(page.getByRole('toolbar', { name: 'Selected contacts' })).toBeVisible();
      },
    },
    {
      name: 'cell-editor',
      path: '/contacts?type=plug',
      ready: async (page) => {
        const cell = page.locator('td[data-field="contact_type"]').nth(2);
        await cell.focus();
        await page.keyboard.press('Enter');
        await expect(page.locator('.cell-editor')).toBeVisible();
      },
    },
    {
      name: 'cell-editor-name',
      path: '/contacts?type=plug',
      ready: async (page) => {
        await page.locator('tbody .row-link').nth(2).focus();
        await page.keyboard.press('F2');
        await expect(page.locator('.cell-editor')).toBeVisible();
      },
    },
    { name: 'record', path: plug! },
    { name: 'record-whole', path: plug!, whole: true },
    { name: 'record-stage-open', path: plug!, ready: open('Plug') },
    { name: 'record-long-names', path: long.path, whole: true },
    { name: 'account-menu', path: '/contacts', ready: open('Your account') },
    { name: 'new', path: '/contacts/new', whole: true },
    {
      name: 'new-errors',
      path: '/contacts/new',
      whole: true,
      ready: async (page) => {
        await page.getByRole('textbox', { name: 'E-mail' }).fill('not an address');
        await page.getByRole('button', { name: 'Add contact' }).click();
        await expect(page.getByRole('alert')).toBeVisible();
      },
    },
    { name: 'edit', path: `${long.path}/edit`, whole: true },
    { name: 'companies', path: '/companies' },
    { name: 'companies-by-people', path: '/companies?sort=people' },
    { name: 'company', path: company!, whole: true },
    {
      name: 'company-why',
      path: company!,
      ready: async (page) => {
        await page.getByRole('button', { name: /^Strength/ }).first().click();
        await expect(page.locator('[popover]:popover-open')).toBeVisible();
      },
    },
    { name: 'company-long-name', path: `/companies/${encodeURIComponent(LONG_COMPANY)}`, whole: true },
    { name: 'not-found', path: '/nowhere' },
  ]);
});

test('filters, columns and views', async ({ page }) => {
  await signIn(page, 'owner@lumen.example');
  const open = (button: string, then?: string) => async (page: Page) => {
    await page.getByRole('button', { name: button }).first().click();
    if (then) await page.getByRole('button', { name: then, exact: true }).click();
    await expect(page.locator('[popover]:popover-open').last()).toBeVisible();
  };
  const groups = 'g1=type:plug;score:60-&g2=any;tags:vip,sponsor;last:never;industry:none';
  const full = `/contacts?type=target,plug&owner=me,none&tags=vip,sponsor&score=20-90&last=over-30d&${groups}`;
  await take(page, [
    { name: 'filters-full', path: full },
    { name: 'filters-add', path: '/contacts', ready: open('Add filter') },
    { name: 'filters-tags', path: '/contacts', ready: open('Add filter', 'Tags') },
    { name: 'filters-last', path: '/contacts?type=plug', ready: open('Add filter', 'Last interaction') },
    { name: 'filters-advanced', path: full, ready: (page) => page.getByRole('button', { name: 'Advanced' }).click() },
    { name: 'filters-columns', path: '/contacts?columns=name,email,tags,created,company', ready: open('Columns') },
    { name: 'views-save', path: '/contacts?type=plug&sort=score', ready: open('Save view') },
  ]);
});

test('a conflict, and a message', async ({ page, another, mishaps }) => {
  mishaps.expect(409, '/fn/contacts/update');
  await signIn(page, 'owner@lumen.example');
  const tomasz = await another();
  await signIn(tomasz, 'admin@lumen.example');
  const contact = await aContact(page, { company: 'Before', job_title: 'Stage manager' });
  await take(page, [
    {
      name: 'conflict',
      path: `${contact.path}/edit`,
      whole: true,
      ready: async (page) => {
        await tomasz.goto(`${contact.path}/edit`);
        await hydrated(tomasz);
        const heard = `What Tomasz heard at ${Date.now()}`;
        await tomasz.getByRole('textbox', { name: 'Company' }).fill(heard);
        await tomasz.getByRole('button', { name: 'Save' }).click();
        await expect(tomasz).toHaveURL(contact.path);
        await page.getByRole('textbox', { name: 'Company' }).fill('What Ingrid heard');
        await page.getByRole('button', { name: 'Save' }).click();
        await expect(page.getByRole('alert')).toContainText(heard);
        page.once('dialog', (dialog) => void dialog.accept());
      },
    },
  ]);
});

test('deleted', async ({ page }) => {
  await signIn(page, 'owner@lumen.example');
  await take(page, [
    {
      name: 'deleted-toast',
      path: '/contacts',
      ready: async (page) => {
        const contact = await aContact(page);
        await page.goto(contact.path);
        await hydrated(page);
        await page.getByRole('button', { name: 'More actions' }).click();
        await page.getByRole('button', { name: 'Move to trash' }).click();
        await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
      },
    },
    { name: 'trash', path: '/contacts/trash' },
  ]);
});

test('door staff', async ({ page, mishaps }) => {
  mishaps.expect(403, '/contacts');
  await signIn(page, 'door@lumen.example');
  await take(page, [
    { name: 'door-home', path: '/' },
    { name: 'forbidden', path: '/contacts' },
  ]);
});

test('attendees', async ({ page }) => {
  await signUp(page);
  const empty = await anEvent(page, { max_attendees: '40' });
  await take(page, [{ name: 'attendees-empty', path: `${empty.path}/attendees` }]);
  await signIn(page, 'owner@lumen.example');
  await page.goto('/events');
  const full = (await page.getByRole('link', { name: 'Producers\' Table' }).first().getAttribute('href'))!;
  const forum = (await page.getByRole('link', { name: 'Autumn Forum' }).getAttribute('href'))!;
  const menu = async (page: Page) => page.getByRole('button', { name: /^Actions for/ }).nth(2).click();
  const chosen = async (page: Page) => {
    for (const place of [1, 2, 4]) await page.getByRole('checkbox').nth(place).click();
  };
  const found = async (page: Page) => {
    await page.getByRole('checkbox', { disabled: false }).nth(0).check();
    await page.getByRole('checkbox', { disabled: false }).nth(1).check();
  };
  await take(page, [
    { name: 'attendees', path: `${forum}/attendees` },
    { name: 'attendees-menu', path: `${full}/attendees`, ready: menu },
    { name: 'attendees-chosen', path: `${forum}/attendees`, ready: chosen },
    { name: 'attendees-waiting', path: `${full}/attendees?status=waitlisted` },
    { name: 'attendees-none', path: `${full}/attendees?q=xyzzy` },
    { name: 'attendees-add', path: `${full}/attendees/add?q=an`, ready: found },
  ]);
  await page.goto(`${forum}/attendees?status=attended`);
  const contact = (await page.locator('tbody a.row-link').first().getAttribute('href'))!;
  await take(page, [{ name: 'contact-events', path: contact }]);
});

test('events', async ({ page }) => {
  await signUp(page);
  await take(page, [{ name: 'events-empty', path: '/events' }]);
  await signIn(page, 'owner@lumen.example');
  await page.goto('/events');
  const forum = (await page.getByRole('link', { name: 'Autumn Forum' }).getAttribute('href'))!;
  await page.goto('/events?show=drafts');
  const draft = (await page.getByRole('link', { name: 'Spring Showcase' }).getAttribute('href'))!;
  const open = async (page: Page) => page.getByRole('button', { name: 'More actions' }).click();
  await take(page, [
    { name: 'events', path: '/events' },
    { name: 'events-past', path: '/events?show=past' },
    { name: 'events-month', path: `/events?month=${new Date().toISOString().slice(0, 7)}`, whole: true },
    { name: 'event', path: forum },
    { name: 'event-draft', path: draft, ready: open },
    { name: 'event-new', path: '/events/new', whole: true },
  ]);
});

test('series', async ({ page }) => {
  await signUp(page);
  const event = await anEvent(
    page,
    { title: 'Round table of the lighting designers', repeats: 'week', every: '1', month_by: 'day', ends: 'count', count: '12', venue: 'Old mint' },
    false,
  );
  const once = await anEvent(page, { title: 'Summer night' });
  const month = async (page: Page) => {
    await page.getByRole('combobox', { name: 'Repeats' }).selectOption('month');
    await page.getByRole('region', { name: 'Dates' }).scrollIntoViewIfNeeded();
  };
  await page.goto(event.path);
  const all = (await page.getByRole('link', { name: '1 of 12 in a series' }).getAttribute('href'))!;
  const third = (await page.getByRole('link', { name: 'Next in the series' }).getAttribute('href'))!;
  await take(page, [
    { name: 'event-new-series', path: '/events/new', whole: true, ready: async (page) => void (await page.getByRole('combobox', { name: 'Repeats' }).selectOption('week')) },
    { name: 'event-repeat', path: `${once.path}/repeat`, whole: true },
    { name: 'event-repeat-month', path: `${once.path}/repeat`, whole: true, ready: month },
    { name: 'event-in-series', path: third, ready: async (page) => page.getByRole('button', { name: 'More actions' }).click() },
    { name: 'event-in-series-whole', path: third, whole: true },
    { name: 'event-in-series-edit', path: `${third}/edit`, whole: true },
    { name: 'event-more-dates', path: `${third}/repeat`, whole: true },
    { name: 'events-of-series', path: all },
    { name: 'events-of-series-month', path: `/events?month=${new Date().toISOString().slice(0, 7)}`, whole: true },
  ]);
});

test('agenda', async ({ page }) => {
  await signIn(page, 'owner@lumen.example');
  const empty = await aForum(page);
  const event = await aForum(page, { title: 'Autumn Forum of the Performing Arts', max_attendees: '400' });
  const { Hall, Studio, Foyer, Garden } = await rooms(page, event, { Hall: 400, Studio: 40, Foyer: 120, Garden: 200 });
  const [stage, sound] = [await aTrack(page, event, 'Stage', 'violet'), await aTrack(page, event, 'Sound', 'emerald')];
  await anItem(page, event, 'Welcome', ['09:00', '09:20'], { room_id: Hall });
  await anItem(page, event, 'Keynote: what a theatre is for', ['09:30', '10:30'], { room_id: Hall, track_id: stage, speakers: 'owner@lumen.example' });
  await anItem(page, event, 'Coffee', ['10:30', '11:00'], { room_id: Foyer, agenda_type: 'break' });
  await anItem(page, event, 'Loudspeakers in old walls', ['11:00', '12:00'], { room_id: Hall, track_id: sound });
  await anItem(page, event, 'Light without lamps', ['11:30', '12:30'], { room_id: Hall, track_id: stage, is_confirmed: 'true' });
  await anItem(page, event, 'Mixing for a choir', ['11:00', '12:30'], { room_id: Studio, track_id: sound, agenda_type: 'workshop', speakers: 'manager@lumen.example' });
  await anItem(page, event, 'Notices', ['12:30', '12:35'], { room_id: Hall });
  await anItem(page, event, 'Lunch', ['12:45', '14:00'], { agenda_type: 'break', location: 'Everywhere' });
  await anItem(page, event, 'Die Geschäftsführung im Gespräch mit dem Förderverein', ['14:15', '15:00'], { room_id: Garden, track_id: stage });
  await anItem(page, event, 'Rehearsal', ['14:15', '15:45'], { room_id: Studio, status: 'cancelled' });
  await anItem(page, event, 'Party', ['20:00', '2027-06-13T01:30'], { room_id: Garden, agenda_type: 'networking' });
  await anItem(page, event, 'Farewell', ['2027-06-13T16:00', '2027-06-13T17:00'], { room_id: Hall });
  const clash = async (page: Page) => page.locator('.plan-concerns summary').click();
  const menu = async (page: Page) => page.getByRole('button', { name: 'Actions for Coffee' }).last().click({ force: true });
  await take(page, [
    { name: 'agenda-empty', path: empty.path },
    { name: 'agenda', path: event.path },
    { name: 'agenda-whole', path: event.path, whole: true, ready: clash },
    { name: 'agenda-all', path: `${event.path}?day=all`, whole: true },
    { name: 'agenda-track', path: `${event.path}?track=${stage}` },
    { name: 'agenda-menu', path: event.path, ready: menu },
    { name: 'agenda-shift', path: event.path, ready: async (page) => page.keyboard.press('s') },
  ]);
});

test('approvals', async ({ page, another }) => {
  const founder = await signUp(page);
  await take(page, [{ name: 'approvals-empty', path: '/expenses/approvals' }]);
  const member = await another();
  await aColleague(member, founder, 'member', ['Maximiliane-Henriette', 'von und zu Hohenstein-Wolkenburg']);
  await ask(page, '/fn/rates/add', { base_currency: 'JPY', quote_currency: 'EUR', rate_date: ago(5), rate: '0.0061' });
  const event = await anEvent(page, { title: 'Spring Assembly of Independent Stage Producers' });
  const taxi = { title: 'Taxi from the airport', amount: '42.80', expense_date: ago(4) };
  const claims: Record<string, string>[] = [
    {
      title: 'Three nights at the Park Hyatt during the Tokyo scouting trip, with breakfast',
      merchant: 'Park Hyatt Tokyo',
      amount: '148500',
      currency: 'JPY',
      expense_type: 'accommodation',
      tax_rate: '10',
      event_id: event.id,
      description: 'Booked through the agency; the city tax is on a page of its own.',
    },
    taxi,
    taxi,
    { title: 'Deposit for the great hall', merchant: 'Haus der Künste', amount: '12500', expense_type: 'venue', expense_date: ago(9) },
  ];
  const origin = new URL(process.env.BASE_URL ?? 'http://127.0.0.1:3000').origin;
  for (const fields of claims) {
    const claim = await aClaim(member, fields);
    for (const name of ['page 1.jpg', 'page 2.jpg'].slice(fields === taxi ? 1 : 0)) {
      const buffer = await aReceipt(page, fields.merchant ?? 'City Cabs', `${fields.currency ?? 'EUR'} ${fields.amount}`);
      const file = { name, mimeType: 'image/jpeg', buffer };
      await member.request.post(`/upload/expenses/${claim.id}`, { multipart: { file }, headers: { origin, accept: 'application/json' } });
    }
    const { version } = await ask<{ version: number }>(member, '/fn/expenses/get', { expense_id: claim.id });
    await ask(member, '/fn/expenses/submit', { expense_id: claim.id, version: String(version) });
  }
  const ready = async (page: Page) => {
    await page.waitForFunction(() => [...document.querySelectorAll<HTMLImageElement>('.receipt-picture')].every((image) => image.complete));
  };
  await page.goto('/expenses/approvals');
  const first = await page.locator('.inbox-row').first().getAttribute('data-claim');
  await expect(page.locator('.receipt-picture').first()).toBeAttached({ timeout: 20_000 });
  await take(page, [
    { name: 'approvals', path: '/expenses/approvals', ready },
    { name: 'approvals-claim', path: `/expenses/approvals?claim=${first}`, ready },
    {
      name: 'approvals-chosen',
      path: '/expenses/approvals',
      ready: async (page) => {
        await ready(page);
        for (const key of ['x', 'j', 'j', 'Shift+X']) await page.keyboard.press(key);
      },
    },
    { name: 'approvals-filter', path: `/expenses/approvals?type=travel&event=${event.id}&filter=1`, ready },
    { name: 'approvals-filtered', path: `/expenses/approvals?type=accommodation&event=${event.id}&from=2024-01-01&flagged=`, ready },
    { name: 'approvals-filtered-empty', path: '/expenses/approvals?currency=CHF&q=helicopter' },
  ]);
});

test('reports', async ({ page }) => {
  // The demo's people claim every week.
  await signIn(page, 'owner@lumen.example', PASSWORD);
  await take(page, [
    { name: 'reports', path: '/expenses/reports', whole: true },
    { name: 'reports-person', path: '/expenses/reports?by=person&counted=all', whole: true },
    { name: 'reports-event', path: '/expenses/reports?by=event', whole: true },
    { name: 'reports-month', path: '/expenses/reports?by=month&from=2024-01&to=2026-12', whole: true },
    { name: 'reports-empty', path: '/expenses/reports?from=2019-01&to=2019-03' },
    { name: 'accounts', path: '/settings/accounts' },
    { name: 'expenses-demo', path: '/expenses?whose=all' },
  ]);
});

/** A claim in dollars that is paid, with what it came to, and a batch with others whose files are made. */
async function abroad(page: Page, member: Page, event_id: string): Promise<[string, string]> {
  await ask(page, '/fn/rates/add', { base_currency: 'USD', quote_currency: 'EUR', rate_date: ago(5), rate: '0.9222' });
  await ask(page, '/fn/rates/add', { base_currency: 'JPY', quote_currency: 'EUR', rate_date: ago(5), rate: '0.0061' });
  const seen = async (id: string) => (await ask<{ version: number }>(page, '/fn/expenses/get', { expense_id: id })).version;
  const approved = async (fields: Record<string, string>) => {
    const claim = await aClaim(member, { event_id, ...fields }, true);
    await decide(page, claim, 'approve');
    return claim;
  };
  const paid = await approved({ title: 'Stage lights from New York', merchant: 'Broadway Rentals', amount: '2500.00', currency: 'USD' });
  const key = crypto.randomUUID();
  await ask(page, '/fn/expenses/pay', { 'claims[0]': `${paid.id}:${await seen(paid.id)}`, reference: 'Wire 2026-118', key });
  const settled_amount = '2331.75';
  await ask(page, '/fn/expenses/settle', { expense_id: paid.id, version: String(await seen(paid.id)), settled_amount });
  const others = [
    await approved({ title: 'Cables and adapters', amount: '310.00', currency: 'USD' }),
    await approved({ title: 'Shipping insurance', amount: '95.50', currency: 'USD' }),
    await approved({ title: 'Taxi to the harbour', amount: '31.20' }),
  ];
  const batch = crypto.randomUUID();
  const chosen: Record<string, string> = { key: batch };
  for (const [at, claim] of others.entries()) chosen[`claims[${at}]`] = `${claim.id}:${await seen(claim.id)}`;
  await ask(page, '/fn/payments/make', chosen);
  const { version } = await ask<{ version: number }>(page, '/fn/payments/get', { batch_id: batch });
  await ask(page, '/fn/payments/export', { batch_id: batch, version: String(version) });
  return [paid.path, `/expenses/payments/${batch}`];
}

test('what claims are asked, and how they are paid', async ({ page, another }) => {
  const founder = await signUp(page);
  await take(page, [
    { name: 'steps-empty', path: '/settings/approvals' },
    { name: 'policies-empty', path: '/settings/policies', whole: true },
    { name: 'payments-empty', path: '/expenses/payments' },
    { name: 'bank-empty', path: '/account/bank' },
  ]);
  const [member, admin] = [await another(), await another()];
  await aColleague(member, founder, 'member', ['Maximiliane-Henriette', 'von und zu Hohenstein-Wolkenburg']);
  await aColleague(admin, founder, 'admin', ['Sofia', 'Rossi']);
  const event = await anEvent(page, { title: 'Spring Assembly of Independent Stage Producers', budget: '25000' });
  const bank = async (page: Page, path: string, holder: string, iban: string) => {
    await page.goto(`${path}?edit=1`);
    await hydrated(page);
    await page.getByRole('textbox', { name: 'Account holder' }).fill(holder);
    await page.getByRole('textbox', { name: 'IBAN' }).fill(iban);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.locator('dl')).toContainText(iban.slice(0, 4));
  };
  await bank(member, '/account/bank', 'Maximiliane-Henriette von und zu Hohenstein-Wolkenburg', 'NL91ABNA0417164300');
  await bank(page, '/settings/bank', 'Atelier & Sons GmbH', 'DE89370400440532013000');
  const claims: Record<string, string>[] = [
    { title: 'Three nights at the Park Hyatt during the scouting trip, with breakfast', amount: '1485.00', expense_type: 'accommodation' },
    { title: 'Deposit for the great hall', amount: '12500', expense_type: 'venue', expense_date: ago(9) },
    { title: 'Dinner with the jury', amount: '312.40', expense_type: 'catering', expense_date: ago(2) },
    { title: 'Taxi from the airport', amount: '42.80', expense_date: ago(4) },
    { title: 'Posters, 500 of them', amount: '890.00', expense_type: 'marketing', expense_date: ago(12) },
  ];
  const made = [];
  for (const fields of claims) made.push(await aClaim(member, { event_id: event.id, ...fields }, true));
  for (const claim of made.slice(0, 3)) await decide(page, claim, 'approve');
  await page.goto('/expenses?whose=all&status=approved');
  await hydrated(page);
  for (const claim of made.slice(0, 2)) await page.getByRole('checkbox', { name: `Choose ${claim.title}` }).click();
  await page.getByRole('toolbar', { name: 'Selected claims' }).getByRole('button', { name: 'Make a batch' }).click();
  await expect(page.getByRole('heading', { name: /^Batch \d+$/, level: 1 })).toBeVisible();
  const batch = new URL(page.url()).pathname;
  await page.goto('/settings/approvals');
  await hydrated(page);
  const form = page.locator('#step-form');
  for (const [approver, amount] of [['Anyone who may decide', '500'], ['Sofia Rossi', '5000']] as const) {
    await form.getByLabel('Who is asked').selectOption({ label: approver });
    await form.getByLabel('From how much on').fill(amount);
    await form.getByRole('button', { name: 'Add step' }).click();
    await expect(page.getByRole('list', { name: 'Steps, in their order' })).toContainText(approver);
  }
  await ask(page, '/fn/approvals/set-second-person', { second_person_from: '5000', seen: '' });
  const [settled, sent] = await abroad(page, member, event.id);
  await take(page, [
    { name: 'claim-settled', path: settled, whole: true },
    { name: 'batch-sent', path: sent, ready: (page) => page.getByRole('button', { name: 'Paid…', exact: true }).last().click() },
    { name: 'reports-exchange', path: '/expenses/reports', whole: true },
    { name: 'rates', path: '/settings/rates', whole: true },
    { name: 'steps', path: '/settings/approvals', whole: true },
    { name: 'policies', path: '/settings/policies', whole: true },
    { name: 'settings-all', path: '/settings', whole: true },
    { name: 'bank-organisation', path: '/settings/bank' },
    { name: 'bank-edit', path: '/settings/bank?edit=1' },
    { name: 'batch', path: batch, whole: true },
    { name: 'payments', path: '/expenses/payments' },
    { name: 'event-budget', path: `${event.path}/budget`, whole: true },
    { name: 'claim-approved', path: made[2]!.path, whole: true },
  ]);
  await take(member, [{ name: 'bank-person', path: '/account/bank' }]);
});
