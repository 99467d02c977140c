import { aContact, signIn } from '../support/people';
import { expect, open, test, type Page } from '../support/test';

test.beforeEach(async ({ page }) => signIn(page, 'owner@lumen.example'));

/** From here on everything is this long on its way. */
async function slow(page: Page, latency: number) {
  const browser = await page.context().newCDPSession(page);
  await browser.send('Network.enable');
  await browser.send('Network.emulateNetworkConditions', {
    offline: false,
    latency,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
}

test('a change that is on its way when the page is reloaded is there afterwards', async ({ page }) => {
  const contact = await aContact(page);
  await open(page, contact.path);
  await page.getByRole('button', { name: 'Target', exact: true }).click();
  const plug = page.getByRole('button', { name: /^Plug Somebody/ });
  await expect(plug).toBeVisible();
  await slow(page, 1_000);
  await plug.evaluate((button: HTMLElement) => {
    button.click();
    location.reload();
  });
  await expect(async () => {
    await open(page, contact.path);
    await expect(page.getByRole('button', { name: 'Plug', exact: true })).toBeVisible({ timeout: 1_000 });
  }).toPass();
});

test('a change that is on its way when the tab is closed is there afterwards', async ({ page }) => {
  const contact = await aContact(page);
  const tab = await page.context().newPage();
  await open(tab, contact.path);
  await tab.getByRole('button', { name: 'Target', exact: true }).click();
  const plug = tab.getByRole('button', { name: /^Plug Somebody/ });
  await expect(plug).toBeVisible();
  await slow(tab, 1_000);
  await plug.evaluate((button: HTMLElement) => button.click());
  await tab.close();
  await expect(async () => {
    await open(page, contact.path);
    await expect(page.getByRole('button', { name: 'Plug', exact: true })).toBeVisible({ timeout: 1_000 });
  }).toPass();
});

test('the form that comes straight after another one asks before it is left, too', async ({ page }) => {
  const [first, second] = [await aContact(page), await aContact(page)];
  await open(page, `${first.path}/edit`);
  // As the palette or a link in a note leads: from one form to the next.
  await page.evaluate((path) => {
    const link = document.body.appendChild(document.createElement('a'));
    link.href = path;
    link.click();
    link.remove();
  }, `${second.path}/edit`);
  await expect(page.getByRole('heading', { name: `Edit ${second.name}` })).toBeVisible();
  await page.getByRole('textbox', { name: 'Company' }).fill('Not saved yet');
  await page.getByRole('link', { name: 'Cancel' }).click();
  const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
  await expect(dialog).toBeVisible();
  await dialog.getByRole('button', { name: 'Leave without saving' }).click();
  await expect(page).toHaveURL(second.path);
});
