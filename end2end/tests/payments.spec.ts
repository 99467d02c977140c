import { readFileSync } from 'node:fs';
import { isAccessible } from '../support/axe';
import { aClaim, decide } from '../support/claims';
import { signIn } from '../support/people';
import { expect, open, test, unique, type Page } from '../support/test';

const NL = 'NL91ABNA0417164300';
const DE = 'DE89370400440532013000';

/** Enters where money goes, or comes from, by the form. */
async function bank(page: Page, path: string, holder: string, iban: string) {
  await open(page, `${path}?edit=1`);
  await page.getByRole('textbox', { name: 'Account holder' }).fill(holder);
  await page.getByRole('textbox', { name: 'IBAN' }).fill(iban);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.locator('dl')).toContainText(`${iban.slice(0, 4)} •••• ${iban.slice(-4)}`);
}


test('claims are paid in a batch: one person by the bank, the other with the next', async ({ page, another }) => {
  await signIn(page, 'owner@lumen.example');
  const member = await another();
  const admin = await another();
  await signIn(member, 'member@lumen.example');
  await signIn(admin, 'admin@lumen.example');

  // Where the money goes, with a slip first.
  await open(member, '/account');
  await member.getByRole('link', { name: 'Bank account' }).click();
  await member.goto('/account/bank?edit=1');
  await member.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  await member.getByRole('textbox', { name: 'Account holder' }).fill('Märta Størk & Søn');
  await member.getByRole('textbox', { name: 'IBAN' }).fill('NL91ABNA0417164301');
  await member.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(member.getByRole('textbox', { name: 'IBAN' })).toHaveAccessibleDescription(/check digits do not fit/);
  await isAccessible(member);
  await bank(member, '/account/bank', 'Märta Størk & Søn', NL);
  await expect(member.locator('body')).not.toContainText('0417 1643');
  await bank(admin, '/account/bank', 'Admin', DE);
  await bank(page, '/settings/bank', 'Lumen GmbH', DE);

  const word = unique('Ferry');
  await decide(page, await aClaim(member, { title: `${word} there`, amount: '10.10' }, true), 'approve');
  await decide(page, await aClaim(member, { title: `${word} back`, amount: '20.20' }, true), 'approve');
  await decide(page, await aClaim(admin, { title: `${word} admin`, amount: '7.00' }, true), 'approve');

  // Chosen in the list.
  await open(page, `/expenses?whose=all&status=approved&q=${word}`);
  for (const which of ['there', 'back', 'admin']) {
    await page.getByRole('checkbox', { name: `Choose ${word} ${which}` }).click();
  }
  await page.getByRole('toolbar', { name: 'Selected claims' }).getByRole('button', { name: 'Make a batch' }).click();
  await expect(page.getByRole('heading', { name: /^Batch \d+$/, level: 1 })).toBeVisible();
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  const path = new URL(page.url()).pathname;
  const lines = page.locator('.payment-line');
  await expect(lines).toHaveCount(2);
  await expect(page.locator('main')).toContainText('€37.30');
  await expect(page.locator('main')).toContainText('NL91 •••• 4300');
  await expect(page.locator('main')).toContainText(/Bank account (entered|changed) on/);
  await expect(page.locator('body')).not.toContainText('0417164300');
  await isAccessible(page);

  // Its files.
  await page.getByRole('button', { name: 'Make the files' }).click();
  const file = page.getByRole('link', { name: 'File for the bank (SEPA)' });
  await expect(file).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent('download'), file.click()]);
  expect(download.suggestedFilename()).toMatch(/^payments-\d+\.xml$/);
  const xml = readFileSync(await download.path(), 'utf8');
  expect(xml).toContain('pain.001.001.09');
  expect(xml).toContain('<CtrlSum>37.30</CtrlSum>');
  expect(xml).toContain('<NbOfTxs>2</NbOfTxs>');
  expect(xml).toContain('<InstdAmt Ccy="EUR">30.30</InstdAmt>');
  expect(xml).toContain('<Nm>Maerta Stork + Son</Nm>');
  expect(xml).toContain(`<IBAN>${NL}</IBAN>`);
  const [list] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'List (CSV)' }).click(),
  ]);
  const csv = readFileSync(await list.path(), 'utf8');
  expect(csv).toContain(`,${NL},,30.30,EUR,`);

  // The bank refuses one and pays the other.
  const failing = lines.filter({ hasText: '€7.00' });
  await failing.getByRole('button', { name: 'Not paid…' }).click();
  await page.getByRole('textbox', { name: 'What the bank said' }).locator('visible=true').fill('Account closed');
  await page.getByRole('button', { name: 'Not paid', exact: true }).locator('visible=true').click();
  await expect(failing).toContainText('Not paid: Account closed.');
  await page.getByRole('button', { name: 'Mark all as paid…' }).click();
  await page.getByRole('textbox', { name: 'Reference of the payment' }).locator('visible=true').fill('Statement 11/7');
  await page.getByRole('button', { name: 'Mark as paid', exact: true }).locator('visible=true').click();
  await expect(page.locator('dl').first()).toContainText('Partly failed');
  await expect(lines.filter({ hasText: '€30.30' })).toContainText('Statement 11/7');

  // What is left goes into the next.
  await open(page, `/expenses?whose=all&status=approved&q=${word}`);
  await page.getByRole('checkbox', { name: `Choose ${word} admin` }).click();
  await page.getByRole('toolbar', { name: 'Selected claims' }).getByRole('button', { name: 'Make a batch' }).click();
  await expect(page).not.toHaveURL(path);
  await expect(page.locator('.payment-line')).toHaveCount(1);
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Cancel batch' }).click();
  await expect(page.locator('dl').first()).toContainText('Cancelled');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.locator('dl').first()).toContainText('Open');
  await page.getByRole('button', { name: 'Make the files' }).click();
  await page.getByRole('button', { name: 'Mark all as paid…' }).click();
  await page.getByRole('button', { name: 'Mark as paid', exact: true }).locator('visible=true').click();
  await expect(page.locator('dl').first()).toContainText('Settled');

  await open(page, '/expenses/payments');
  await expect(page.locator('tbody tr').first()).toContainText('Settled');
  await isAccessible(page);
  await open(member, `/expenses?status=paid&q=${word}`);
  await member.getByRole('link', { name: `${word} back` }).click();
  await expect(member.locator('dl').first()).toContainText('Statement 11/7');
});

test.describe('without JavaScript, on a telephone', () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });

  test('a batch is made, its files are made, and it is settled', async ({ page, another }) => {
    await signIn(page, 'admin@lumen.example');
    const manager = await another({ javaScriptEnabled: false });
    await signIn(manager, 'manager@lumen.example');
    const word = unique('Barge');
    await decide(page, await aClaim(manager, { title: word, amount: '12.50' }, true), 'approve');
    for (const [who, path, holder] of [
      [manager, '/account/bank', 'Manager'],
      [page, '/settings/bank', 'Lumen GmbH'],
    ] as const) {
      await who.goto(`${path}?edit=1`);
      await who.getByRole('textbox', { name: 'Account holder' }).fill(holder);
      await who.getByRole('textbox', { name: 'IBAN' }).fill(DE);
      await who.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(who.locator('dl')).toContainText('DE89 •••• 3000');
    }
    await page.goto(`/expenses?whose=all&status=approved&q=${word}`);
    await page.getByRole('checkbox', { name: `Choose ${word}` }).check({ force: true });
    await page.getByRole('button', { name: 'Make a batch of those ticked' }).click();
    await expect(page.getByRole('heading', { name: /^Batch \d+$/, level: 1 })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.getByRole('button', { name: 'Make the files' }).click();
    await expect(page.getByRole('link', { name: 'List (CSV)' })).toBeVisible();
    await page.getByRole('button', { name: 'Mark all as paid…' }).click();
    await page.getByRole('textbox', { name: 'Reference of the payment' }).locator('visible=true').fill('Till 7');
    await page.getByRole('button', { name: 'Mark as paid', exact: true }).locator('visible=true').click();
    await expect(page.locator('dl').first()).toContainText('Settled');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
