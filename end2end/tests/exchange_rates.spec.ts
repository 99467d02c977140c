import { fits, isAccessible } from '../support/axe';
import { sqlWithin } from '../support/database';
import { signUp } from '../support/people';
import { expect, open, test, type Page } from '../support/test';

const PATH = '/settings/rates';

/** The day before today, as the bank writes it. */
const yesterday = () => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

const daily = (dollar = '1.25') => ({
  name: 'eurofxref-daily.xml',
  mimeType: 'text/xml',
  buffer: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<Cube><Cube time='${yesterday()}'>
<Cube currency='USD' rate='${dollar}'/>
<Cube currency='JPY' rate='160'/>
<Cube currency='CYP' rate='0.58'/>
</Cube></Cube>
</gesmes:Envelope>`),
});

const today = (page: Page) => page.getByRole('region', { name: 'What other currencies are worth today' }).getByRole('row');
const stored = (page: Page) => page.getByRole('region', { name: 'Exchange rates' }).getByRole('row');

async function importFile(page: Page, file: ReturnType<typeof daily>) {
  await page.getByLabel('File of reference rates').setInputFiles(file);
  await page.getByRole('button', { name: 'Import' }).click();
}

async function enter(page: Page, currency: string, rate: string) {
  const form = page.locator('#enter-rate');
  await form.getByLabel('Currency').selectOption(currency);
  await form.getByLabel('One is worth').fill(rate);
  await form.getByRole('button', { name: 'Enter rate' }).click();
}

test('an organisation takes in the bank’s rates, enters one by hand, and takes it back', async ({ page, mishaps }) => {
  mishaps.expect(422, '/fn/rates/add');
  await signUp(page);
  await open(page, '/settings');
  await page.getByRole('link', { name: 'Exchange rates' }).click();
  await expect(page).toHaveURL(PATH);
  await expect(page.getByRole('heading', { name: 'No exchange rates yet' })).toBeVisible();
  await isAccessible(page);
  await fits(page);

  await importFile(page, daily());
  await expect(page.getByText('Imported: 2 new, 0 changed, 1 unknown currency skipped (CYP).')).toBeVisible();
  await expect(today(page).filter({ hasText: '1 USD' })).toContainText('0.8 EUR');
  await expect(stored(page).filter({ hasText: '1 EUR = 160 JPY' })).toContainText('European Central Bank');
  await importFile(page, daily());
  await expect(page.getByText('Imported: 0 new, 0 changed, 2 as they were, 1 unknown currency skipped (CYP).')).toBeVisible();
  await importFile(page, daily('one and a quarter'));
  await expect(page.getByRole('alert')).toContainText('Line 4: the rate of USD, “one and a quarter”');

  // What is wrong stands beside its field; what was typed stays.
  await open(page, PATH);
  await enter(page, 'GBP', '1,15');
  await expect(page.getByLabel('One is worth')).toHaveAccessibleDescription(/Write a rate like 1\.0843/);
  await expect(page.getByLabel('One is worth')).toHaveValue('1,15');
  await enter(page, 'GBP', '1.15');
  await expect(page.getByText('Rate entered')).toBeVisible();
  await expect(today(page).filter({ hasText: '1 GBP' })).toContainText('1.15 EUR');
  const pound = stored(page).filter({ hasText: '1 GBP = 1.15 EUR' });
  await expect(pound).toContainText('Entered by hand');
  await enter(page, 'GBP', '1.16');
  await expect(page.locator('#rate-date')).toHaveAccessibleDescription(/There is a rate of these two/);
  await isAccessible(page);
  await fits(page);

  await pound.getByRole('button', { name: 'Remove 1 GBP = 1.15 EUR' }).click();
  await expect(pound).toBeHidden();
  await expect(today(page).filter({ hasText: '1 GBP' })).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(pound).toBeVisible();
  await expect(today(page).filter({ hasText: '1 GBP' })).toContainText('1.15 EUR');
});

test('the list is filtered by a currency, and the organisation’s own is changed until a claim is counted in it', async ({ page, mishaps }) => {
  mishaps.expect(422, '/fn/rates/set-base');
  const founder = await signUp(page);
  await open(page, PATH);
  await importFile(page, daily());
  await expect(page.getByText('Imported: 2 new')).toBeVisible();
  await open(page, PATH);
  await page.locator('#rates-of').selectOption('JPY');
  await expect(page).toHaveURL(`${PATH}?currency=JPY`);
  await expect(stored(page).filter({ hasText: 'USD' })).toBeHidden();
  await expect(stored(page).filter({ hasText: '1 EUR = 160 JPY' })).toBeVisible();
  await open(page, `${PATH}?currency=CHF`);
  await expect(page.getByText('No rate of CHF is stored.')).toBeVisible();
  await page.getByRole('link', { name: /clear/i }).click();
  await expect(stored(page).filter({ hasText: 'USD' })).toBeVisible();

  const own = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Currency of your organisation' }) });
  await own.getByLabel('Currency').selectOption('USD');
  await own.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Claims are counted in USD')).toBeVisible();
  await expect(today(page).filter({ hasText: '1 EUR' })).toContainText('1.25 USD');
  await expect(today(page).filter({ hasText: '1 JPY' })).toContainText('0.0078125 USD');

  sqlWithin(founder.email, `
    insert into expenses (organization_id, created_by, title, amount, currency, expense_date, status, submitted_at, base_amount,
        base_currency, fx_rate, fx_date, fx_source)
      select organization_id, id, 'Train', 10, 'USD', current_date, 'pending', now(), 10, 'USD', 1, current_date, 'same' from users
      where organization_id = app.current_organization() and role = 'owner'`);
  await own.getByLabel('Currency').selectOption('EUR');
  await own.getByRole('button', { name: 'Save' }).click();
  await expect(own.getByLabel('Currency')).toHaveAccessibleDescription(/1 claim is counted in USD already/);
  await open(page, PATH);
  await expect(own).toContainText('1 claim is counted in it already');
  await expect(own.getByRole('button', { name: 'Save' })).toBeHidden();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('rates are imported, entered, removed and brought back', async ({ page }) => {
    await signUp(page);
    await page.goto(PATH);
    await importFile(page, daily());
    await expect(page.getByText('Imported: 2 new, 0 changed')).toBeVisible();
    await enter(page, 'GBP', 'much');
    await expect(page.getByLabel('One is worth')).toHaveValue('much');
    await enter(page, 'GBP', '1.15');
    await expect(page).toHaveURL(PATH);
    const pound = stored(page).filter({ hasText: '1 GBP = 1.15 EUR' });
    await pound.getByRole('button', { name: 'Remove' }).click();
    await expect(pound).toBeHidden();
    await expect(page.getByText('1 GBP = 1.15 EUR of')).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(pound).toBeVisible();
    await page.locator('#rates-of').selectOption('GBP');
    await page.getByRole('button', { name: 'Show' }).click();
    await expect(stored(page).filter({ hasText: 'JPY' })).toBeHidden();
  });
});
