import { fits, isAccessible } from '../support/axe';
import { signUp } from '../support/people';
import { expect, hydrated, open, PASSWORD, test, unique, type Page } from '../support/test';

async function type(page: Page, email: string, password: string) {
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('somebody signs in, and out again', async ({ page }) => {
  await open(page, '/');
  await expect(page).toHaveURL('/sign-in');
  await expect(page.getByRole('textbox', { name: 'E-mail' })).toBeFocused();
  await isAccessible(page);

  await type(page, 'owner@lumen.example', PASSWORD);
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('banner')).toContainText('Lumen Events');
  await hydrated(page);

  await page.getByRole('button', { name: 'Your account' }).click();
  await expect(page.getByText('owner@lumen.example')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL('/sign-in');
});

test('after signing out the back button shows nothing', async ({ page }) => {
  await open(page, '/sign-in');
  await type(page, 'owner@lumen.example', PASSWORD);
  await expect(page).toHaveURL('/');
  await hydrated(page);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Contacts' }).click();
  await expect(page.getByRole('heading', { name: 'Contacts', level: 1 })).toBeVisible();

  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL('/sign-in');

  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(page.getByText('Lumen Events')).toHaveCount(0);
});

test('a wrong password says so and keeps the e-mail address', async ({ page }) => {
  const email = `${unique('nobody-')}@lumen.example`;
  await open(page, '/sign-in');
  await type(page, email, 'not the password');
  await expect(page.getByRole('alert')).toContainText('The e-mail address or the password is not right.');
  await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveValue(email);
  await expect(page.locator('input[name=password]')).toHaveValue('');
  await expect(page.locator('input[name=password]')).toBeFocused();
  await hydrated(page);
  await isAccessible(page);
});

test('an empty form says what is missing, next to each field', async ({ page }) => {
  await open(page, '/sign-in');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('Write your e-mail address.')).toBeVisible();
  await expect(page.getByText('Write your password.')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'E-mail' })).toBeFocused();
  await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveAccessibleDescription(/Write your e-mail address/);
});

test('somebody who follows a deep link gets there after signing in', async ({ page }) => {
  await open(page, '/contacts?type=plug&sort=score');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await type(page, 'member@lumen.example', PASSWORD);
  await expect(page).toHaveURL('/contacts?type=plug&sort=score');
});

test('somebody who belongs to two organisations chooses one', async ({ page, another }) => {
  const elsewhere = await another();
  const first = await signUp(elsewhere);
  const second = await signUp(elsewhere, {
    ...first,
    organization: `${unique('Gesellschaft ')} zur Förderung der zeitgenössischen Bühnenkunst im deutschsprachigen Raum e. V.`,
  });

  await open(page, '/sign-in');
  await type(page, first.email, first.password);
  await expect(page.getByRole('heading', { name: 'Choose an organisation' })).toBeVisible();
  await expect(page.getByRole('main').getByRole('button')).toHaveCount(2);
  await hydrated(page);
  await isAccessible(page);

  await page.setViewportSize({ width: 390, height: 844 });
  await fits(page);
  await page.getByRole('button', { name: second.organization }).click();
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('banner')).toContainText(second.organization);
});

test('somebody who is signed in is not asked again', async ({ page }) => {
  await open(page, '/sign-in');
  await type(page, 'admin@lumen.example', PASSWORD);
  await expect(page).toHaveURL('/');
  await page.goto('/sign-in');
  await expect(page).toHaveURL('/');
});
