import { isAccessible } from '../support/axe';
import { expect, open, test, unique } from '../support/test';

test('whoever signs up is welcomed, and reads it where mail is not sent', async ({ page, another }) => {
  const organization = `${unique('Kollwitz ')} & Söhne`;
  const email = `${unique('kaethe-')}@kollwitz.example`;
  await open(page, '/sign-up');
  await page.getByRole('textbox', { name: 'Organisation' }).fill(organization);
  await page.getByRole('textbox', { name: 'First name' }).fill('Käthe');
  await page.getByRole('textbox', { name: 'Last name' }).fill('Brandt');
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await page.locator('input[name=password]').fill('plum ladder tuesday fog');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await expect(page).toHaveURL('/');

  await expect(async () => {
    await page.goto('/dev/mail');
    await expect(page.getByRole('row', { name: /Welcome to The Plugs, Käthe/ })).toContainText('Kept', { timeout: 500 });
  }).toPass();
  await isAccessible(page);
  await page.getByRole('link', { name: 'Welcome to The Plugs, Käthe' }).click();
  await expect(page.getByRole('heading', { name: 'Welcome to The Plugs, Käthe', level: 1 })).toBeVisible();
  await expect(page.getByText(`Käthe Brandt <${email}>`)).toBeVisible();

  const mail = page.frameLocator('iframe');
  await expect(mail.getByRole('heading', { name: 'Welcome, Käthe' })).toBeVisible();
  await expect(mail.getByText(`${organization} has been yours`)).toBeVisible();
  const opened = page.context().waitForEvent('page');
  await mail.getByRole('link', { name: 'Open The Plugs' }).click();
  await expect((await opened).getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('pre')).toContainText(`You sign in with ${email}`);

  // Nobody else's business, and nobody's who is not signed in.
  const stranger = await another();
  await stranger.goto(new URL(page.url()).pathname);
  await expect(stranger).toHaveURL(/\/sign-in/);
});
