import { isAccessible } from '../support/axe';
import { aContact, calls, signIn, signUp, type Known } from '../support/people';
import { expect, open, test, unique, type Page } from '../support/test';

const row = (page: Page, contact: Known) => page.locator(`tr[data-id="${contact.id}"]`);
const cell = (page: Page, contact: Known, column: string) => row(page, contact).locator(`td[data-column="${column}"]`);
const card = (page: Page, contact: Known) => page.locator(`.board-lanes [data-card="${contact.id}"]`);
const lane = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** A change shows within a second; a machine that does much else is given more. */
const SOON = { timeout: 5000 };

/** Three of one family, in the order of the list. */
async function family(page: Page): Promise<Known[]> {
  const lastName = unique('Zs');
  const members: Known[] = [];
  for (const firstName of ['Ágnes', 'Béla', 'Csilla']) {
    members.push(await aContact(page, { first_name: firstName, last_name: lastName, company: 'Before' }));
  }
  return members;
}

async function edit(page: Page, contact: Known, text: string) {
  await cell(page, contact, 'company').dblclick();
  await page.getByRole('textbox', { name: `Company of ${contact.name}` }).fill(text);
  await page.keyboard.press('Enter');
}

/** Moves a contact as no page of the browser does it. */
async function move(page: Page, contact: Known, to: string) {
  const response = await page.request.post('/fn/contacts/move', {
    form: { contact_id: contact.id, to },
    headers: { origin: new URL(page.url()).origin, accept: 'application/json' },
  });
  expect(response.ok()).toBe(true);
}

/** How many streams the person in a browser has open: one may have sixteen, so the rest are tried. */
async function streamsOf(page: Page): Promise<number> {
  const cookies = await page.context().cookies();
  const headers = { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '), accept: 'text/event-stream' };
  const trial = new AbortController();
  let free = 0;
  while ((await fetch(new URL('/live', page.url()), { headers, signal: trial.signal })).status === 200) free += 1;
  trial.abort();
  return 16 - free;
}

/** Somebody else with the same list open. */
async function twoAt(page: Page, tomasz: Page, address: string) {
  await open(page, address);
  await signIn(tomasz, 'admin@lumen.example');
  await open(tomasz, address);
}

test.beforeEach(async ({ page }) => signIn(page, 'owner@lumen.example'));

test('two browsers on the same table see each other’s changes, and nobody loses their place', async ({ page, another }) => {
  const [first, second, third] = await family(page);
  const tomasz = await another();
  await twoAt(page, tomasz, `/contacts?q=${first.lastName}`);
  await tomasz.getByRole('checkbox', { name: `Select ${third.name}` }).check();
  await cell(tomasz, second, 'company').dblclick();
  const typing = tomasz.getByRole('textbox', { name: `Company of ${second.name}` });
  await typing.fill('Half a wo');

  await edit(page, first, 'What Ingrid heard');
  await expect(cell(tomasz, first, 'company')).toHaveText('What Ingrid heard', SOON);
  await expect(row(tomasz, first)).toHaveClass(/row-fresh/);
  await expect(typing).toBeFocused();
  await expect(typing).toHaveValue('Half a wo');
  await expect(tomasz.getByRole('checkbox', { name: `Select ${third.name}` })).toBeChecked();
  await typing.press('Enter');
  await expect(cell(page, second, 'company')).toHaveText('Half a wo', SOON);

  const fourth = await aContact(page, { first_name: 'Dóra', last_name: first.lastName });
  for (const browser of [page, tomasz]) await expect(row(browser, fourth)).toBeVisible(SOON);
  await isAccessible(tomasz);
  await expect(row(tomasz, first)).not.toHaveClass(/row-fresh/);
  await page.request.post('/fn/contacts/delete', {
    form: { contact_id: third.id },
    headers: { origin: new URL(page.url()).origin, accept: 'application/json' },
  });
  for (const browser of [page, tomasz]) await expect(row(browser, third)).toHaveCount(0, SOON);
});

test('two browsers on the same board see each other’s moves', async ({ page, another }) => {
  const [first, second] = await family(page);
  const tomasz = await another();
  await twoAt(page, tomasz, `/contacts?layout=board&q=${first.lastName}`);
  await card(tomasz, second).getByRole('link').focus();
  await card(page, first).hover();
  await card(page, first).getByRole('button', { name: `Move ${first.name}` }).click();
  await page.getByRole('group', { name: 'Move to another column' }).getByRole('button', { name: 'Plug' }).click();
  await expect(lane(tomasz, 'Plug').locator(`[data-card="${first.id}"]`)).toBeVisible(SOON);
  await expect(card(tomasz, first)).toHaveClass(/board-changed/);
  await expect(lane(tomasz, 'Target').locator('.board-head .count')).toHaveText('2');
  await expect(card(tomasz, second).getByRole('link')).toBeFocused();
});

test('a record shows what others do to it, and keeps what is being written', async ({ page, another }) => {
  const [contact] = await family(page);
  const tomasz = await another();
  await twoAt(page, tomasz, contact.path);
  const note = tomasz.getByRole('textbox', { name: 'Subject' });
  await note.fill('Asked about the lamps');
  await page.getByRole('button', { name: 'Target', exact: true }).click();
  await page.getByRole('button', { name: 'Plug' }).click();
  await expect(tomasz.getByRole('button', { name: 'Plug' }).first()).toBeVisible(SOON);
  await expect(note).toHaveValue('Asked about the lamps');
});

/** The shared workers that run for the tabs of a browser. */
async function workersOf(page: Page): Promise<string[]> {
  const own = await (await page.context().newCDPSession(page)).send('Target.getTargetInfo');
  const all = await (await page.context().browser()!.newBrowserCDPSession()).send('Target.getTargets', { filter: [{}] });
  const isOurs = (target: { type: string; browserContextId?: string }) =>
    target.type === 'shared_worker' && target.browserContextId === own.targetInfo.browserContextId;
  return all.targetInfos.filter(isOurs).map(({ url }) => new URL(url).pathname);
}

test('eight tabs of a browser listen on one stream, and all of them hear', async ({ another }) => {
  const page = await another();
  await signUp(page);
  const contact = await aContact(page);
  const tabs = [page];
  while (tabs.length < 8) tabs.push(await page.context().newPage());
  await Promise.all(tabs.map((tab) => open(tab, '/contacts')));
  await move(page, contact, 'plug');
  for (const tab of tabs) await expect(cell(tab, contact, 'stage')).toHaveText('Plug');
  expect(await workersOf(page)).toEqual(['/live.js']);
  expect(await streamsOf(page)).toBe(1);
});

test('without shared workers one of the tabs listens for all of them, and another after it', async ({ another }) => {
  const page = await another();
  await page.context().addInitScript(() => delete (window as { SharedWorker?: unknown }).SharedWorker);
  await signUp(page);
  const contact = await aContact(page);
  const [second, third] = [await page.context().newPage(), await page.context().newPage()];
  for (const tab of [page, second, third]) await open(tab, '/contacts');
  await move(page, contact, 'plug');
  for (const tab of [page, second, third]) await expect(cell(tab, contact, 'stage')).toHaveText('Plug');
  expect(await streamsOf(page)).toBe(1);
  await page.close();
  await expect.poll(() => streamsOf(second)).toBe(1);
  await move(second, contact, 'contact');
  for (const tab of [second, third]) await expect(cell(tab, contact, 'stage')).toHaveText('Contact');
});

test('what was changed while a browser was cut off is caught up with when it is back', async ({ page, another, mishaps }) => {
  const [first, second] = await family(page);
  const tomasz = await another();
  await tomasz.context().addInitScript(() => delete (window as { SharedWorker?: unknown }).SharedWorker);
  await twoAt(page, tomasz, `/contacts?q=${first.lastName}`);
  await move(page, first, 'plug');
  await expect(cell(tomasz, first, 'stage')).toHaveText('Plug');
  mishaps.expectNoConnection();
  await tomasz.context().setOffline(true);
  await move(page, first, 'contact');
  await move(page, second, 'plug');
  await expect(cell(page, second, 'stage')).toHaveText('Plug');
  await expect(cell(tomasz, second, 'stage')).toHaveText('Target');
  await tomasz.context().setOffline(false);
  await expect(cell(tomasz, second, 'stage')).toHaveText('Plug', { timeout: 20_000 });
  await expect(cell(tomasz, first, 'stage')).toHaveText('Contact');
});

test('a record says who else is looking at it, until they leave', async ({ page, another }) => {
  const [contact] = await family(page);
  const tomasz = await another();
  await signIn(tomasz, 'admin@lumen.example');
  await open(page, contact.path);
  await expect(page.getByText('Also here')).toHaveCount(0);
  await open(tomasz, contact.path);
  await expect(tomasz.getByText('Also here: Ingrid Solhaug')).toBeVisible();
  await expect(page.getByText(/Also here: Tomasz/)).toBeVisible(SOON);
  await isAccessible(page);
  await open(tomasz, '/companies');
  await expect(page.getByText('Also here')).toHaveCount(0, SOON);

  // In the panel beside the list, too.
  await open(tomasz, `/contacts?q=${contact.lastName}&panel=${contact.id}`);
  await expect(page.getByText(/Also here: Tomasz/)).toBeVisible(SOON);
  await expect(tomasz.locator('#panel').getByText('Also here: Ingrid Solhaug')).toBeVisible();
  await tomasz.keyboard.press('Escape');
  await expect(page.getByText('Also here')).toHaveCount(0, SOON);
});

test('what somebody has open stays open while others change what it is about', async ({ page, another }) => {
  const contact = await aContact(page);
  await calls(page, contact, 3);
  await open(page, '/');
  const tomasz = await another();
  await signIn(tomasz, 'admin@lumen.example');
  await open(tomasz, contact.path);
  const main = tomasz.getByRole('main');
  await main.getByRole('button', { name: /^Strength/ }).click();
  const why = tomasz.getByRole('group', { name: 'What the strength is made of' });
  await expect(why).toBeVisible();
  await move(page, contact, 'plug');
  // Longer than a change takes to get there.
  await tomasz.waitForTimeout(2000);
  await expect(why).toBeVisible();
  await expect(main.getByRole('button', { name: 'Target', exact: true })).toBeVisible();
  await tomasz.keyboard.press('Escape');
  await expect(main.getByRole('button', { name: 'Plug', exact: true })).toBeVisible(SOON);
});
