import { isAccessible } from '../support/axe';
import { expect, hydrated, open, test, unique } from '../support/test';

test('a new organisation begins with an empty house and its first contact', async ({ page }) => {
  const organization = `${unique('Kollwitz ')} Gallery`;
  await open(page, '/sign-in');
  await page.getByRole('link', { name: 'Sign up your organisation' }).click();
  await expect(page.getByRole('heading', { name: 'Sign up your organisation' })).toBeVisible();
  await isAccessible(page);

  await page.getByRole('textbox', { name: 'Organisation' }).fill(organization);
  await page.getByRole('textbox', { name: 'First name' }).fill('Käthe');
  await page.getByRole('textbox', { name: 'Last name' }).fill('Brandt');
  await page.getByRole('textbox', { name: 'E-mail' }).fill(`${unique('kaethe-')}@kollwitz.example`);
  await page.locator('input[name=password]').fill('plum ladder tuesday fog');
  // As the browser's clock is set.
  await expect(page.getByLabel('Time zone')).toHaveValue('Europe/London');
  await page.getByRole('button', { name: 'Sign up' }).click();

  await expect(page).toHaveURL('/');
  await expect(page.getByRole('banner')).toContainText(organization);
  await hydrated(page);
  await isAccessible(page);

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Contacts' }).click();
  await expect(page.getByRole('heading', { name: 'No contacts yet' })).toBeVisible();
  await isAccessible(page);

  await page.getByRole('main').getByRole('link', { name: 'Add contact' }).first().click();
  await expect(page).toHaveURL('/contacts/new');
  await page.getByRole('textbox', { name: 'First name' }).fill('Ada');
  await page.getByRole('textbox', { name: 'Last name' }).fill('Lovelace');
  await page.getByRole('button', { name: 'Add contact' }).click();
  await expect(page.getByRole('heading', { name: 'Ada Lovelace', level: 1 })).toBeVisible();

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Contacts' }).click();
  await expect(page.getByRole('row')).toHaveCount(2);
});

test('what is wrong stands next to its field, and what was typed stays', async ({ page }) => {
  await open(page, '/sign-up');
  await page.getByRole('textbox', { name: 'Organisation' }).fill('Kollwitz');
  await page.getByRole('textbox', { name: 'E-mail' }).fill('kaethe at kollwitz');
  await page.locator('input[name=password]').fill('short');
  await page.getByRole('button', { name: 'Sign up' }).click();

  await expect(page.getByRole('textbox', { name: 'First name' })).toHaveAccessibleDescription('Write your first name.');
  await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveAccessibleDescription(/name@example.com/);
  await expect(page.locator('input[name=password]')).toHaveAccessibleDescription(/Use at least 8 characters/);
  await expect(page.getByRole('textbox', { name: 'Organisation' })).toHaveValue('Kollwitz');
  await expect(page.getByRole('textbox', { name: 'First name' })).toBeFocused();
  await isAccessible(page);
});

test('a password that everybody knows is refused by the server, with everything else kept', async ({ page }) => {
  const email = `${unique('weak-')}@kollwitz.example`;
  await open(page, '/sign-up');
  await page.getByRole('textbox', { name: 'Organisation' }).fill('Kollwitz');
  await page.getByRole('textbox', { name: 'First name' }).fill('Käthe');
  await page.getByRole('textbox', { name: 'Last name' }).fill('Brandt');
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await page.locator('input[name=password]').fill('password123');
  await page.getByRole('button', { name: 'Sign up' }).click();

  await expect(page.locator('input[name=password]')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('input[name=password]')).toHaveValue('');
  await expect(page.getByRole('textbox', { name: 'First name' })).toHaveValue('Käthe');
  await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveValue(email);
  await expect(page).toHaveURL('/sign-up');
});
