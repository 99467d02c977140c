import { sql } from '../support/database';
import { aContact, signIn } from '../support/people';
import { expect, PASSWORD, test, unique, type Page } from '../support/test';

test.use({ javaScriptEnabled: false });

const history = (page: Page) => page.getByRole('list', { name: 'History, latest first' });

test('an organisation is signed up, left and entered again', async ({ page }) => {
  const organization = unique('Papier ');
  const email = `${unique('noor-')}@papier.example`;
  await page.goto('/sign-up');
  await page.getByRole('textbox', { name: 'Organisation' }).fill(organization);
  await page.getByRole('textbox', { name: 'First name' }).fill('Noor');
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await page.locator('input[name=password]').fill('four unrelated words');
  await page.getByLabel('Time zone').selectOption('Europe/Amsterdam');
  await page.getByRole('button', { name: 'Sign up' }).click();

  await expect(page.getByRole('textbox', { name: 'Last name' })).toHaveAccessibleDescription('Write your last name.');
  await expect(page.getByRole('textbox', { name: 'Organisation' })).toHaveValue(organization);
  await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Amsterdam');
  await expect(page.locator('input[name=password]')).toHaveValue('');
  await page.getByRole('textbox', { name: 'Last name' }).fill('Bakker');
  await page.locator('input[name=password]').fill('four unrelated words');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('banner')).toContainText(organization);

  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL('/sign-in');
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await page.locator('input[name=password]').fill('not these words');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('The e-mail address or the password is not right.');
  await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveValue(email);
  await page.locator('input[name=password]').fill('four unrelated words');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL('/');
});

test('a double click on sign-up makes one organisation', async ({ page }) => {
  const organization = unique('Dubbel ');
  await page.goto('/sign-up');
  await page.getByRole('textbox', { name: 'Organisation' }).fill(organization);
  await page.getByRole('textbox', { name: 'First name' }).fill('Noor');
  await page.getByRole('textbox', { name: 'Last name' }).fill('Bakker');
  await page.getByRole('textbox', { name: 'E-mail' }).fill(`${unique('noor-')}@dubbel.example`);
  await page.locator('input[name=password]').fill('four unrelated words');
  await page.getByRole('button', { name: 'Sign up' }).dblclick();
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('banner')).toContainText(organization);
  expect(sql(`select count(*) from organizations where name = '${organization}'`)).toBe('1');
});

test.describe('at Lumen Events', () => {
  test.beforeEach(async ({ page }) => signIn(page, 'owner@lumen.example'));

  test('contacts are found, filtered, sorted and paged', async ({ page }) => {
    const contact = await aContact(page);
    await page.goto('/contacts?type=target');
    await page.getByRole('searchbox', { name: 'Search contacts' }).fill(contact.lastName);
    await page.getByRole('searchbox', { name: 'Search contacts' }).press('Enter');
    await expect(page).toHaveURL(new RegExp(`q=${contact.lastName}`));
    await expect(page).toHaveURL(/type=target/);
    await expect(page.locator('tbody tr')).toHaveCount(1);

    await page.getByRole('link', { name: 'Clear filters' }).click();
    await page.getByRole('link', { name: 'Filters and columns' }).click();
    await page.getByRole('button', { name: 'Stage' }).click();
    const stages = page.getByRole('group', { name: 'Filter by stage' });
    await stages.getByRole('checkbox', { name: 'Plug' }).check();
    await stages.getByRole('button', { name: 'Apply' }).click();
    await expect(page).toHaveURL('/contacts?type=plug&filter=1');
    await page.getByRole('columnheader', { name: 'Score' }).getByRole('link').click();
    await expect(page).toHaveURL('/contacts?type=plug&sort=score');
    await page.getByRole('link', { name: 'Next' }).click();
    await expect(page).toHaveURL(/after=/);
    await page.getByRole('link', { name: 'Previous' }).click();
    await page.locator('tbody .row-link').first().click();
    await expect(history(page)).toBeVisible();
  });

  test('a contact is added after its errors are mended, and edited', async ({ page }) => {
    const lastName = unique('Ångström-');
    await page.goto('/contacts/new');
    await page.getByRole('textbox', { name: 'Last name' }).fill(lastName);
    await page.getByRole('textbox', { name: 'E-mail' }).fill('anna at home');
    await page.getByRole('textbox', { name: 'Notes' }).fill('First line\nSecond line </textarea><b>');
    await page.getByRole('textbox', { name: 'Tags' }).fill('venue, VIP');
    await page.getByLabel('Priority').selectOption('High');
    await page.getByRole('button', { name: 'Add contact' }).click();

    await expect(page.getByRole('alert')).toContainText('Some fields need another look.');
    await expect(page.getByRole('textbox', { name: 'First name' })).toHaveAccessibleDescription(/Write the first name/);
    await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveAccessibleDescription(/name@example.com/);
    await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveValue('anna at home');
    await expect(page.getByRole('textbox', { name: 'Notes' })).toHaveValue('First line\nSecond line </textarea><b>');
    await expect(page.getByRole('textbox', { name: 'Tags' })).toHaveValue('venue, VIP');
    await expect(page.getByLabel('Priority')).toHaveValue('high');

    await page.getByRole('textbox', { name: 'First name' }).fill('Anna');
    await page.getByRole('textbox', { name: 'E-mail' }).fill(`${unique('anna-')}@home.example`);
    await page.getByRole('button', { name: 'Add contact' }).click();
    await expect(page.getByRole('heading', { name: `Anna ${lastName}`, level: 1 })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('Second line </textarea><b>');

    await page.getByRole('link', { name: 'Edit', exact: true }).first().click();
    await page.getByRole('textbox', { name: 'Company' }).fill('Ångström & Co');
    await page.getByRole('textbox', { name: 'Lead score' }).fill('a lot');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('textbox', { name: 'Lead score' })).toHaveAccessibleDescription(/0 to 100/);
    await expect(page.getByRole('textbox', { name: 'Company' })).toHaveValue('Ångström & Co');
    await page.getByRole('textbox', { name: 'Lead score' }).fill('64');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('heading', { name: `Anna ${lastName}`, level: 1 })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('Ångström & Co');
  });

  test('a contact is moved, and a call and a plan are noted', async ({ page }) => {
    const contact = await aContact(page);
    const [call, plan] = [unique('A call '), unique('A plan ')];
    await page.goto(contact.path);
    await page.getByRole('button', { name: 'Target', exact: true }).click();
    await page.getByRole('button', { name: /^Contact Somebody/ }).click();
    await expect(page).toHaveURL(contact.path);
    await expect(history(page)).toContainText('Ingrid Solhaug moved from Target to Contact');

    await page.getByLabel('Type').selectOption('Call');
    await page.getByRole('textbox', { name: 'Subject' }).fill(call);
    await page.getByRole('button', { name: 'Log it' }).click();
    await expect(history(page)).toContainText(call);

    await page.getByRole('textbox', { name: 'Subject' }).fill(plan);
    await page.getByLabel('When').fill('2199-12-31T12:00');
    await page.getByRole('button', { name: 'Log it' }).click();
    await expect(page.getByRole('textbox', { name: 'Subject' })).toHaveValue(plan);
    await expect(page.getByLabel('When')).toHaveAccessibleDescription(/still to come/);
    await page.getByLabel('Status').selectOption('Scheduled');
    await page.getByRole('button', { name: /Plan it|Log it/ }).click();
    await expect(history(page)).toContainText(plan);
    await history(page).getByRole('button', { name: 'Done' }).click();
    await expect(history(page).getByText('Planned')).toHaveCount(0);

    await page.getByRole('button', { name: `Actions for ${call}` }).click();
    await page.locator('[popover]:popover-open').getByRole('link', { name: 'Edit' }).click();
    await page.locator('#interaction-form').getByRole('textbox', { name: 'Outcome' }).fill('They will come.');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(history(page)).toContainText('They will come.');

    await page.getByRole('button', { name: `Actions for ${call}` }).click();
    await page.locator('[popover]:popover-open').getByRole('button', { name: 'Move to trash' }).click();
    await expect(history(page)).not.toContainText(call);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(history(page)).toContainText(call);
  });

  test('a contact is deleted, brought back, deleted again and restored from the trash', async ({ page }) => {
    const contact = await aContact(page);
    const remove = async () => {
      await page.goto(contact.path);
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('button', { name: 'Move to trash' }).click();
    };
    await remove();
    await expect(page.getByText(`${contact.name} moved to trash.`)).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByRole('heading', { name: contact.name, level: 1 })).toBeVisible();

    await remove();
    await page.getByRole('link', { name: 'Trash' }).click();
    await page.getByRole('button', { name: `Restore ${contact.name}` }).click();
    await expect(page.getByRole('button', { name: `Restore ${contact.name}` })).toHaveCount(0);
    await page.goto(contact.path);
    await expect(page.getByRole('button', { name: 'Target' })).toBeVisible();
  });
});

test('a deep link is reached after signing in', async ({ page }) => {
  await page.goto('/contacts?type=plug');
  await page.getByRole('textbox', { name: 'E-mail' }).fill('manager@lumen.example');
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL('/contacts?type=plug');
});
