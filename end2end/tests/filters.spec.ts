import { fits, isAccessible } from '../support/axe';
import { aContact, signIn } from '../support/people';
import { expect, open, test, unique, type Page } from '../support/test';

const rows = (page: Page) => page.locator('tbody tr');
const names = (page: Page) => page.locator('tbody .row-link').allTextContents();
const views = (page: Page) => page.getByRole('navigation', { name: 'Views' });
const panel = (page: Page, name: string) => page.getByRole('group', { name, exact: true });
const found = (page: Page) => page.getByRole('navigation', { name: 'Contacts, pages' }).getByRole('status');

/** Opens one of the filters that are not always there. */
async function add(page: Page, filter: string) {
  await page.getByRole('button', { name: 'Add filter' }).click();
  await panel(page, 'Add a filter').getByRole('button', { name: filter, exact: true }).click();
  return panel(page, `Filter by ${filter.toLowerCase()}`);
}

/** Closes whatever lies over the page. */
async function close(page: Page) {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
}

test.describe('with the demo', () => {
  test.beforeEach(async ({ page }) => signIn(page, 'owner@lumen.example'));

  test('a filter takes several values, and says which', async ({ page }) => {
    await open(page, '/contacts');
    await page.getByRole('button', { name: 'Stage' }).click();
    const stages = panel(page, 'Filter by stage');
    await stages.getByRole('checkbox', { name: 'Plug' }).check();
    await expect(page).toHaveURL('/contacts?type=plug');
    await stages.getByRole('checkbox', { name: 'Target' }).check();
    await expect(page).toHaveURL('/contacts?type=target,plug');
    await expect(stages).toBeVisible();
    await isAccessible(page);
    await close(page);
    await expect(page.getByRole('button', { name: 'Stage: Target, Plug' })).toBeVisible();
    for (const row of await rows(page).allTextContents()) expect(row).toMatch(/Target|Plug/);

    const score = await add(page, 'Score');
    await score.getByRole('spinbutton', { name: 'From' }).fill('40');
    await score.getByRole('spinbutton', { name: 'To' }).fill('60');
    await score.getByRole('button', { name: 'Apply' }).click();
    await expect(page).toHaveURL('/contacts?type=target,plug&score=40-60');
    await expect(page.getByRole('button', { name: 'Score: 40 to 60' })).toBeVisible();
    await expect.poll(async () => (await page.locator('tbody td.num').allTextContents()).map(Number).every((score) => score >= 40 && score <= 60)).toBe(true);

    const before = await names(page);
    await page.reload();
    await expect(rows(page)).toHaveCount(before.length);
    expect(await names(page)).toEqual(before);
    await page.getByRole('link', { name: 'Clear filter Stage' }).click();
    await expect(page).toHaveURL('/contacts?score=40-60');
  });

  test('what can be chosen is asked for when a panel opens, and again where that failed', async ({ page, mishaps }) => {
    let asked = 0;
    mishaps.expect(503, '/fn/contacts/filter-values');
    await page.route('**/fn/contacts/filter-values', async (route) => {
      asked += 1;
      if (asked > 1) return route.continue();
      return route.fulfill({ status: 503, contentType: 'application/json', body: '{"kind":"unavailable","retry_after_seconds":2}' });
    });
    await open(page, '/contacts?layout=table');
    await expect(page.getByRole('link', { name: 'Filters and columns' })).toBeHidden();
    expect(asked).toBe(0);
    await page.getByRole('button', { name: 'Owner' }).click();
    const owners = panel(page, 'Filter by owner');
    await expect(owners.getByRole('alert')).toContainText('The service is busy.');
    await owners.getByRole('button', { name: 'Try again' }).click();
    await owners.getByRole('checkbox', { name: 'Tomasz Wieczorek' }).check();
    await expect(page).toHaveURL(/owner=/);
    await close(page);
    await expect(page.getByRole('button', { name: 'Owner: Tomasz Wieczorek' })).toBeVisible();
    expect(asked).toBe(2);
    // The page of a filter that stands in its address says it at once.
    await page.reload();
    await expect(page.getByRole('button', { name: 'Owner: Tomasz Wieczorek' })).toBeVisible();
    expect(asked).toBe(2);
  });

  test('tags are found as one types, and a tag that is not listed can be asked for', async ({ page }) => {
    const tag = unique('Tag, with; signs ');
    // The form parts tags at commas.
    const contact = await aContact(page, { tags: tag.replace(',', '') });
    await open(page, '/contacts');
    const tags = await add(page, 'Tags');
    await tags.getByRole('searchbox', { name: 'Search tags' }).fill(tag.replace(',', '').toUpperCase());
    const listed = tags.getByRole('checkbox', { name: tag.replace(',', '') });
    const unlisted = tags.getByRole('button', { name: /Filter by/ });
    await expect(listed.or(unlisted)).toBeVisible();
    await listed.or(unlisted).click();
    await close(page);
    await expect(rows(page)).toHaveCount(1);
    await expect(rows(page).first()).toContainText(contact.name);
    await page.reload();
    await expect(rows(page)).toHaveCount(1);
  });

  test('when somebody was last met is asked in days, and in dates', async ({ page }) => {
    await open(page, '/contacts');
    const last = await add(page, 'Last interaction');
    await last.getByRole('link', { name: 'Never' }).click();
    await expect(page).toHaveURL('/contacts?last=never');
    await expect(rows(page).first()).toContainText('Never');
    // One choice is all there is to make: the panel is gone, and the chip that says it has the focus.
    await expect(page.locator('[popover]:popover-open')).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Last interaction: never' })).toBeFocused();
    await page.keyboard.press('Enter');
    await last.getByLabel('From').fill('2020-01-01');
    await last.getByRole('button', { name: 'Apply' }).click();
    await expect(page).toHaveURL('/contacts?last=2020-01-01..');
    await expect(page.getByRole('button', { name: 'Last interaction: from 1 Jan 2020' })).toBeVisible();
    await expect(rows(page).first()).not.toContainText('Never');
  });

  test('groups say one thing or another', async ({ page }) => {
    await open(page, '/contacts');
    await page.getByRole('button', { name: 'Add filter' }).click();
    await page.getByRole('button', { name: 'Advanced filter…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Advanced filter' });
    const group = (at: number) => dialog.getByRole('group', { name: 'Group of conditions' }).nth(at);
    await group(0).getByRole('button', { name: 'Choose…' }).click();
    await dialog.getByRole('checkbox', { name: 'Plug' }).check();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeVisible();
    await group(0).getByRole('button', { name: 'Add condition' }).click();
    await group(0).getByRole('combobox', { name: 'Field' }).nth(1).selectOption('Score');
    await group(0).getByRole('spinbutton', { name: 'From' }).fill('60');

    await dialog.getByRole('button', { name: 'Add group' }).click();
    await group(1).getByRole('combobox', { name: 'Field' }).selectOption('Last interaction');
    await group(1).getByRole('combobox', { name: 'How', exact: true }).selectOption('never');
    await isAccessible(page);
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await expect(page).toHaveURL('/contacts?g1=type:plug;score:60-&g2=last:never');
    await expect(page.getByRole('button', { name: 'Advanced: 2 groups' })).toBeVisible();
    await expect(rows(page).first()).toBeVisible();
    for (const row of await rows(page).allTextContents()) expect(row).toMatch(/Plug|Never/);
    const before = await names(page);
    await page.reload();
    expect(await names(page)).toEqual(before);

    await page.getByRole('button', { name: 'Advanced: 2 groups' }).click();
    await expect(group(0).getByRole('spinbutton', { name: 'From' })).toHaveValue('60');
    await expect(group(1).getByRole('combobox', { name: 'How', exact: true })).toHaveValue('never');
    await group(1).getByRole('button', { name: 'Remove group' }).click();
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await expect(page).toHaveURL('/contacts?g1=type:plug;score:60-');
    await page.getByRole('link', { name: 'Clear advanced filter' }).click();
    await expect(page).toHaveURL('/contacts?layout=table');
  });

  test('columns are chosen and put in order', async ({ page }) => {
    await open(page, '/contacts');
    await page.getByRole('button', { name: 'Columns' }).click();
    const columns = panel(page, 'Columns');
    await columns.getByRole('checkbox', { name: 'Company' }).uncheck();
    await columns.getByRole('checkbox', { name: 'Industry' }).check();
    await expect(page).toHaveURL('/contacts?columns=name,stage,status,priority,score,last,owner,industry');
    await columns.getByRole('link', { name: 'Move Industry up' }).click();
    await expect(page).toHaveURL('/contacts?columns=name,stage,status,priority,score,last,industry,owner');
    await expect(columns).toBeVisible();
    await isAccessible(page);
    await columns.getByRole('link', { name: 'Reset' }).click();
    await expect(page).toHaveURL('/contacts?layout=table');
  });

  test('a view is saved, changed, reset, renamed, deleted and brought back', async ({ page, mishaps }) => {
    mishaps.expect(422, '/fn/contacts/create-view');
    const name = unique('Hot ');
    await open(page, '/contacts?type=plug');
    await page.getByRole('button', { name: 'Save view' }).click();
    const form = panel(page, 'Save this list as a view');
    await form.getByRole('button', { name: 'Save view' }).click();
    await expect(form.getByText('Name the view.')).toBeVisible();
    await form.getByRole('textbox', { name: 'Name' }).fill(name);
    await form.getByRole('button', { name: 'Save view' }).click();
    const tab = views(page).getByRole('link', { name });
    await expect(tab).toHaveAttribute('aria-current', 'page');
    await expect(page).toHaveURL(/\?type=plug&view=/);
    await isAccessible(page);

    await page.goto('/contacts?type=plug,contact&view=' + new URL(page.url()).searchParams.get('view'));
    await page.getByRole('link', { name: 'Reset' }).click();
    await expect(page).toHaveURL(/\?type=plug&view=/);
    await expect(page.getByRole('button', { name: 'Save changes' })).toHaveCount(0);
    await page.getByRole('link', { name: 'Clear filters' }).first().click();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await expect(page.getByRole('button', { name: 'Save changes' })).toHaveCount(0);
    await page.reload();
    await expect(tab).toHaveAttribute('aria-current', 'page');

    await page.getByRole('button', { name: 'View options' }).click();
    await page.getByRole('button', { name: 'Rename…' }).click();
    await panel(page, 'Rename the view').getByRole('textbox', { name: 'Name' }).fill(`${name} renamed`);
    await panel(page, 'Rename the view').getByRole('button', { name: 'Rename' }).click();
    await expect(views(page).getByRole('link', { name: `${name} renamed` })).toBeVisible();

    await page.getByRole('button', { name: 'View options' }).click();
    await page.getByRole('button', { name: 'Delete view' }).click();
    await expect(tab).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(tab).toHaveCount(1);
  });

  test('a view that would keep a telephone number is refused, and says why', async ({ page, mishaps }) => {
    mishaps.expect(422, '/fn/contacts/update-view');
    const name = unique('Called ');
    const number = `+49 30 ${Math.floor(1e6 + Math.random() * 9e6)}`;
    await aContact(page, { phone: number });
    await open(page, '/contacts?type=plug');
    await page.getByRole('button', { name: 'Save view' }).click();
    const form = panel(page, 'Save this list as a view');
    await form.getByRole('textbox', { name: 'Name' }).fill(name);
    await form.getByRole('button', { name: 'Save view' }).click();
    await expect(page).toHaveURL(/\?type=plug&view=/);
    const view = new URL(page.url()).searchParams.get('view');
    await open(page, `/contacts?q=${encodeURIComponent(number)}&view=${view}`);
    await page.getByRole('button', { name: 'Save changes' }).click();
    await expect(page.getByText('A view keeps no telephone number.')).toBeVisible();
    // What is shown stays, and the view is what it was.
    await expect(page.getByRole('button', { name: 'Save changes' })).toBeVisible();
    await page.getByRole('link', { name: 'Reset' }).click();
    await expect(page).toHaveURL(/\?type=plug&view=/);
  });

  test('my contacts are one click away', async ({ page }) => {
    await open(page, '/contacts');
    await views(page).getByRole('link', { name: 'My contacts' }).click();
    await expect(page).toHaveURL('/contacts?owner=me');
    await expect(views(page).getByRole('link', { name: 'My contacts' })).toHaveAttribute('aria-current', 'page');
    await expect(rows(page).first()).toContainText('Ingrid Solhaug');
    await views(page).getByRole('link', { name: 'All contacts' }).click();
    await expect(page).toHaveURL('/contacts?layout=table');
  });

  test('the filters fit a telephone', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open(page, '/contacts?type=plug&tags=vip&score=10-&last=90d');
    await fits(page);
    await page.getByRole('button', { name: 'Add filter' }).click();
    await panel(page, 'Add a filter').getByRole('button', { name: 'Industry' }).click();
    await expect(panel(page, 'Filter by industry')).toBeInViewport({ ratio: 0.9 });
    await fits(page);
  });
});

test('a view that is shared is seen by colleagues, and changed only by its owner and those above', async ({ page, another }) => {
  await signIn(page, 'member@lumen.example');
  const name = unique('Shared ');
  await open(page, '/contacts?type=plug&sort=score');
  await page.getByRole('button', { name: 'Save view' }).click();
  const form = panel(page, 'Save this list as a view');
  await form.getByRole('textbox', { name: 'Name' }).fill(name);
  await form.getByRole('checkbox', { name: 'Share with everybody' }).check();
  await form.getByRole('button', { name: 'Save view' }).click();
  await expect(page).toHaveURL(/view=/);
  const view = new URL(page.url()).searchParams.get('view');

  const manager = await another();
  await signIn(manager, 'manager@lumen.example');
  await open(manager, `/contacts?view=${view}`);
  await expect(manager).toHaveURL(`/contacts?type=plug&sort=score&view=${view}`);
  await expect(views(manager).getByRole('link', { name })).toHaveAttribute('aria-current', 'page');
  await expect(manager.getByRole('button', { name: 'View options' })).toBeVisible();

  const foreign = await another();
  await signIn(foreign, 'owner@harbor.example');
  await open(foreign, `/contacts?view=${view}`);
  await expect(foreign.getByText('This view was deleted, or its owner shares it no longer.')).toBeVisible();
  await expect(views(foreign).getByRole('link', { name })).toHaveCount(0);

  await page.getByRole('button', { name: 'View options' }).click();
  const stopped = page.waitForResponse('**/fn/contacts/share-view');
  await page.getByRole('button', { name: 'Stop sharing' }).click();
  await stopped;
  await manager.reload();
  await expect(views(manager).getByRole('link', { name })).toHaveCount(0);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test.beforeEach(async ({ page }) => signIn(page, 'owner@lumen.example'));

  test('simple filters, columns and views are there', async ({ page }) => {
    await page.goto('/contacts?sort=score');
    await expect(page.getByRole('button', { name: 'Stage' })).toBeHidden();
    await page.getByRole('link', { name: 'Filters and columns' }).click();
    await page.getByRole('button', { name: 'Stage' }).click();
    const stages = panel(page, 'Filter by stage');
    await stages.getByRole('checkbox', { name: 'Plug' }).check();
    await stages.getByRole('checkbox', { name: 'Contact' }).check();
    await stages.getByRole('button', { name: 'Apply' }).click();
    await expect(page.getByRole('button', { name: 'Stage: Contact, Plug' })).toBeVisible();
    for (const row of await rows(page).allTextContents()) expect(row).toMatch(/Contact|Plug/);

    const score = await add(page, 'Score');
    await score.getByRole('spinbutton', { name: 'To' }).fill('30');
    await score.getByRole('button', { name: 'Apply' }).click();
    await expect(page.getByRole('button', { name: 'Score: up to 30' })).toBeVisible();
    await expect(found(page)).toContainText('contacts');

    await page.getByRole('button', { name: 'Columns' }).click();
    await panel(page, 'Columns').getByRole('checkbox', { name: 'Priority' }).uncheck();
    await panel(page, 'Columns').getByRole('button', { name: 'Apply' }).click();
    await expect(page).toHaveURL(/columns=name/);

    const name = unique('Plain ');
    await page.getByRole('button', { name: 'Save view' }).click();
    await page.getByRole('textbox', { name: 'Name' }).first().fill(name);
    await panel(page, 'Save this list as a view').getByRole('button', { name: 'Save view' }).click();
    await expect(views(page).getByRole('link', { name })).toHaveAttribute('aria-current', 'page');
  });
});
