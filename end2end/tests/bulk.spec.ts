import { fits, isAccessible } from '../support/axe';
import { sqlWithin } from '../support/database';
import { aContact, signIn, signUp, type Known } from '../support/people';
import { expect, open, test, unique, type Page } from '../support/test';

const box = (page: Page, contact: Known) => page.getByRole('checkbox', { name: `Select ${contact.name}` });
const bar = (page: Page) => page.getByRole('toolbar', { name: 'Selected contacts' });
const rows = (page: Page) => page.locator('tbody tr:not([hidden])');

/** Four of one family, in the order of the list. */
async function family(page: Page, fields: Record<string, string> = {}): Promise<Known[]> {
  const lastName = unique('Tö');
  const members: Known[] = [];
  for (const firstName of ['Ágnes', 'Béla', 'Csilla', 'Dénes']) {
    members.push(await aContact(page, { first_name: firstName, last_name: lastName, ...fields }));
  }
  return members;
}

async function ofFamily(page: Page, fields: Record<string, string> = {}) {
  const members = await family(page, fields);
  await open(page, `/contacts?q=${members[0].lastName}`);
  await expect(rows(page)).toHaveCount(4);
  return members;
}

test.describe('an owner', () => {
  test.beforeEach(async ({ page }) => signIn(page, 'owner@lumen.example'));

  test('changes the stage of those that are ticked, and takes it back', async ({ page }) => {
    const [first, , third] = await ofFamily(page);
    await rows(page).first().hover();
    await box(page, first).click();
    await box(page, third).click({ modifiers: ['Shift'] });
    await expect(bar(page)).toContainText('3 selected');
    await isAccessible(page);
    await fits(page);

    await bar(page).getByRole('button', { name: 'Stage' }).click();
    await page.getByRole('button', { name: 'Plug' }).last().click();
    await expect(page.getByText('3 changed')).toBeVisible();
    await expect(rows(page).filter({ hasText: 'Plug' })).toHaveCount(3);
    await expect(bar(page)).toContainText('3 selected');

    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByText('3 are as they were before')).toBeVisible();
    await expect(rows(page).filter({ hasText: 'Plug' })).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(bar(page)).toHaveCount(0);
  });

  test('moves several to the trash and brings them back, there too', async ({ page }) => {
    const [first, second] = await ofFamily(page);
    await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
    await expect(bar(page)).toContainText('4 selected');
    await box(page, first).click();
    await expect(bar(page)).toContainText('3 selected');
    await bar(page).getByRole('button', { name: 'Delete' }).click();
    await expect(rows(page)).toHaveCount(1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(rows(page)).toHaveCount(4);

    await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
    await bar(page).getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByText('4 moved to trash')).toBeVisible();
    // Others, whose names are alike, may be found in their place.
    await expect(box(page, first)).toHaveCount(0);
    await open(page, '/contacts/trash');
    await page.getByRole('checkbox', { name: `Select ${first.name}` }).check();
    await page.getByRole('checkbox', { name: `Select ${second.name}` }).check();
    await isAccessible(page);
    await page.getByRole('toolbar').getByRole('button', { name: 'Restore' }).click();
    await expect(page.getByText('2 restored')).toBeVisible();
    await expect(page.getByRole('checkbox', { name: `Select ${first.name}` })).toHaveCount(0);
    await open(page, `/contacts?q=${first.lastName}`);
    await expect(rows(page)).toHaveCount(2);
  });

  test('tags several at once', async ({ page }) => {
    const [first] = await ofFamily(page);
    await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
    await bar(page).getByRole('button', { name: 'Tags' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Add them' }).click();
    await expect(dialog).toContainText('Write at least one tag.');
    await dialog.getByRole('textbox', { name: 'Tags' }).or(dialog.getByRole('combobox', { name: 'Tags' })).fill('choir, tour');
    await isAccessible(page);
    await dialog.getByRole('button', { name: 'Add them' }).click();
    await expect(page.getByText('4 changed')).toBeVisible();
    await open(page, first.path);
    await expect(page.getByRole('main')).toContainText('choir');
  });

  test('chooses with the keyboard alone', async ({ page }) => {
    await ofFamily(page);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('x');
    await expect(bar(page)).toContainText('1 selected');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await expect(bar(page)).toContainText('3 selected');
    await page.keyboard.press('ControlOrMeta+a');
    await expect(bar(page)).toContainText('4 selected');
    await page.keyboard.press('Escape');
    await expect(bar(page)).toHaveCount(0);
  });

  test('keeps a choice over pages and loses it with the filter', async ({ page }) => {
    await open(page, '/contacts?priority=high');
    await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
    await expect(bar(page)).toContainText('50 selected');
    await page.getByRole('link', { name: 'Next' }).click();
    await expect(page).toHaveURL(/after=/);
    await expect(bar(page)).toContainText('50 selected');
    await page.getByRole('columnheader', { name: 'Score' }).getByRole('link').click();
    await expect(page).toHaveURL(/sort=score/);
    await expect(bar(page)).toContainText('50 selected');
    await page.getByRole('link', { name: 'Clear filter Priority' }).click();
    await expect(bar(page)).toHaveCount(0);
  });

  test('uses it on a telephone', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    const [first] = await ofFamily(page);
    await box(page, first).check();
    await expect(bar(page)).toContainText('1 selected');
    await isAccessible(page);
    await fits(page);
  });
});

/** More contacts than one request changes, of an organisation of their own. */
async function aCrowd(page: Page): Promise<string> {
  const { email } = await signUp(page);
  sqlWithin(
    email,
    `insert into contacts (organization_id, first_name, last_name, created_by)
     select organization_id, 'Ada', 'Number ' || n, id from users cross join generate_series(1, 1200) as n
     where email_lower = '${email}'`,
  );
  return email;
}

const changes = (page: Page) =>
  page.getByRole('main').getByRole('listitem').filter({ has: page.getByRole('heading') });

test('more than a thousand are changed in the background, and taken back as one', async ({ page }) => {
  await aCrowd(page);
  await open(page, '/contacts?sort=name');
  await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
  await bar(page).getByRole('button', { name: 'Select all 1,200 that match' }).click();
  await expect(bar(page)).toContainText('All 1,200 that match');
  await expect(bar(page)).toContainText('changed in the background');
  await isAccessible(page);
  await fits(page);
  await bar(page).getByRole('button', { name: 'Stage' }).click();
  await page.getByRole('button', { name: 'Plug' }).last().click();

  await expect(page).toHaveURL('/contacts/changes');
  await expect(page.getByRole('heading', { name: 'Stage: Plug' })).toBeVisible();
  // Without reloading, and the bell says it too.
  await expect(changes(page)).toContainText('1,200 changed', { timeout: 20_000 });
  await expect(page.getByRole('banner').getByRole('button', { name: 'Notifications, 1 unread' })).toBeVisible();
  await isAccessible(page);
  await fits(page);

  await changes(page).getByRole('button', { name: 'Undo Stage: Plug' }).click();
  await expect(page.getByText('It is being taken back')).toBeVisible();
  await expect(changes(page)).toContainText('Taken back: 1,200 are as they were before', { timeout: 20_000 });
  await open(page, '/contacts?type=plug');
  await expect(page.getByText('No contact matches these filters.')).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('more than a thousand are changed, and one sees how far it is', async ({ page }) => {
    await aCrowd(page);
    await page.goto('/contacts?sort=name');
    await page.getByRole('combobox', { name: 'Which contacts' }).selectOption('All that match');
    await page.getByRole('combobox', { name: 'What to do with them' }).selectOption('High');
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect(page).toHaveURL('/contacts/changes');
    await expect(page.getByRole('heading', { name: 'Priority: High' })).toBeVisible();
    await expect(async () => {
      await page.reload();
      await expect(changes(page)).toContainText('1,200 changed', { timeout: 500 });
    }).toPass();
    await changes(page).getByRole('button', { name: 'Undo' }).click();
    await expect(async () => {
      await page.reload();
      await expect(changes(page)).toContainText('Taken back: 1,200 are as they were before', { timeout: 500 });
    }).toPass();
  });
});

test('a member is offered no choice among contacts that are not theirs', async ({ page, another }) => {
  const ingrid = await another();
  await signIn(ingrid, 'owner@lumen.example');
  await signIn(page, 'member@lumen.example');
  const [first] = await family(ingrid);
  await open(page, `/contacts?q=${first.lastName}`);
  await expect(rows(page)).toHaveCount(4);
  await expect(page.locator('tbody').getByRole('checkbox')).toHaveCount(0);
});
