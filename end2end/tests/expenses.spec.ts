import { fits, isAccessible } from '../support/axe';
import { aClaim, aReceipt, ago, decide, drop } from '../support/claims';
import { anEvent, signIn, signUp } from '../support/people';
import { expect, hydrated, open, test, unique, type Page } from '../support/test';

const total = (page: Page) => page.getByRole('region', { name: 'Amount' });
const head = (page: Page) => page.locator('.page-head');
const history = (page: Page) => page.getByRole('list', { name: 'History, latest first' });
const rows = (page: Page) => page.locator('.claims tbody tr');
const receipts = (page: Page) => page.locator('.receipts .file');

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('a receipt is photographed and claimed in a minute', async ({ page }) => {
    await signUp(page);
    const event = await anEvent(page);
    await open(page, '/expenses');
    await expect(page.getByRole('heading', { name: 'Nothing claimed yet' })).toBeVisible();
    await isAccessible(page);
    await fits(page);
    const photograph = await aReceipt(page, 'Café Kranzler', 'TOTAL  EUR 34,80');
    await page.getByLabel('Photograph receipt').setInputFiles({ name: 'IMG_0412.jpg', mimeType: 'image/jpeg', buffer: photograph });

    await expect(page).toHaveURL(/\/expenses\/[0-9a-f-]+\/edit$/);
    await hydrated(page);
    await expect(receipts(page).locator('img')).toBeVisible({ timeout: 20_000 });
    // It is named after what is typed, not after the file.
    await expect(page.locator('input[name=title]')).toHaveValue('');
    await expect(page.locator('#before-submitting')).toContainText('Say how much it was');
    await page.getByRole('button', { name: 'Submit', exact: true }).click();
    await expect(page.getByRole('textbox', { name: 'Amount' })).toHaveAccessibleDescription('Say how much it was.');
    await page.getByRole('textbox', { name: 'Amount' }).fill('34.80');
    await page.locator('.choice-chip', { hasText: 'Catering' }).click();
    await expect(page.getByRole('radio', { name: 'Catering' })).toBeChecked();
    await page.getByRole('textbox', { name: 'Paid to' }).fill('Café Kranzler');
    await page.getByLabel('Event').selectOption(event.title);
    await page.getByRole('textbox', { name: 'Tax rate' }).fill('16');
    await expect(page.locator('.claim-net')).toHaveText('Net €30.00, tax €4.80');
    // Nothing is missing; that there is nobody else who could decide is said beforehand.
    await expect(page.locator('#before-submitting')).not.toContainText('Say how much it was');
    await expect(page.locator('#before-submitting').getByRole('listitem')).toHaveText([/^Nobody here can decide about this yet/]);
    await isAccessible(page);
    await fits(page);
    await page.getByRole('button', { name: 'Submit', exact: true }).click();

    await expect(page.getByRole('heading', { name: 'Catering, Café Kranzler', level: 1 })).toBeVisible();
    await expect(total(page)).toContainText('€34.80');
    await expect(total(page)).toContainText('Net €30.00, tax €4.80 (16 %)');
    await expect(head(page)).toContainText('Pending');
    await expect(page.getByRole('link', { name: event.title })).toBeVisible();
    await expect(receipts(page)).toHaveCount(1);
    await isAccessible(page);
    await fits(page);
  });

  test('what was typed before the receipt comes along', async ({ page }) => {
    await signUp(page);
    await open(page, '/expenses');
    await page.getByRole('link', { name: 'Claim', exact: true }).click();
    await expect(page).toHaveURL('/expenses/new');
    await page.getByRole('textbox', { name: 'Amount' }).fill('12');
    await page.getByRole('textbox', { name: 'Paid to' }).fill('Kiosk');
    const photograph = await aReceipt(page, 'Kiosk', 'TOTAL 12,00');
    await page.getByLabel('Photograph receipt').setInputFiles({ name: 'kiosk.jpg', mimeType: 'image/jpeg', buffer: photograph });
    await expect(page).toHaveURL(/\/expenses\/[0-9a-f-]+\/edit$/);
    await expect(page.getByRole('textbox', { name: 'Amount' })).toHaveValue('12');
    await expect(page.getByRole('textbox', { name: 'Paid to' })).toHaveValue('Kiosk');
    await page.getByRole('button', { name: 'Save draft' }).click();
    await expect(page.getByRole('heading', { name: 'Other, Kiosk', level: 1 })).toBeVisible();
    await expect(head(page)).toContainText('Draft');
    await expect(receipts(page)).toHaveCount(1);
  });
});

test('several receipts are dropped, and each becomes a draft', async ({ page }) => {
  await signUp(page);
  await open(page, '/expenses');
  const files = [];
  for (const shop of ['Hotel', 'Taxi', 'Florist']) {
    files.push({ name: `${shop}.jpg`, mimeType: 'image/jpeg', buffer: await aReceipt(page, shop, 'TOTAL') });
  }
  await drop(page, files);
  await expect(page.getByText('3 drafts, one for each receipt')).toBeVisible();
  await expect(page).toHaveURL('/expenses?status=draft');
  await expect(rows(page)).toHaveCount(3);
  await expect(rows(page).first()).toContainText('No amount yet');
  const sums = page.getByRole('navigation', { name: 'My claims by status' });
  await expect(sums.getByRole('link', { name: /Draft/ })).toContainText('3');
  await isAccessible(page);
  await fits(page);
});

test('a claim is submitted, recalled and taken out of the trash again', async ({ page }) => {
  await signUp(page);
  const claim = await aClaim(page);
  await open(page, claim.path);
  await expect(head(page)).toContainText('Draft');
  await page.getByRole('button', { name: 'Submit' }).click();
  await expect(head(page)).toContainText('Pending');
  await expect(history(page)).toContainText('Submitted by Femke de Vries');
  // Nobody decides about their own.
  await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Recall' }).click();
  await expect(head(page)).toContainText('Draft');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Move to trash' }).click();
  await expect(page).toHaveURL('/expenses');
  await expect(page.getByRole('heading', { name: 'Nothing claimed yet' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rows(page)).toHaveCount(1);
  await open(page, claim.path);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Move to trash' }).click();
  await expect(page).toHaveURL('/expenses');
  await open(page, claim.path);
  await expect(page.getByRole('heading', { name: 'This draft is in the trash' })).toBeVisible();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Restore' }).click();
  await expect(head(page)).toContainText('Draft');
});

test('a change after approval waits for a decision again, and shows what differs', async ({ page, another }) => {
  await signIn(page, 'member@lumen.example');
  const owner = await another();
  await signIn(owner, 'owner@lumen.example');
  const claim = await aClaim(page, { amount: '120.00' }, true);
  await open(owner, claim.path);
  await owner.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(head(owner)).toContainText('Approved');
  await open(page, claim.path);
  await expect(head(page)).toContainText('Approved');
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await expect(page.getByText('This claim is approved. If you change')).toBeVisible();
  await page.getByRole('textbox', { name: 'Amount' }).fill('150');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page).toHaveURL(claim.path);
  await expect(head(page)).toContainText('Pending');
  await expect(history(page)).toContainText('Amount: 120.00');
  await expect(history(page)).toContainText('150.00');
  await isAccessible(page);
  // Whoever approved sees it without asking for it.
  await expect(head(owner)).toContainText('Pending');
  await expect(owner.locator('.notice').first()).toContainText('changed this after it was submitted');

  await owner.getByRole('button', { name: 'Send back…' }).click();
  await owner.getByRole('textbox', { name: 'Question' }).fill('Why so much more?');
  await owner.getByRole('button', { name: 'Send back', exact: true }).click();
  await expect(owner.getByText('Sent back with the question')).toBeVisible();
  await expect(owner).toHaveURL('/expenses/approvals');
  await page.reload();
  await hydrated(page);
  await expect(page.locator('.notice').first()).toContainText('Why so much more?');
  await page.getByRole('button', { name: 'Submit' }).click();
  await expect(head(page)).toContainText('Pending');
  await decide(owner, claim, 'reject', 'Private, as it seems');
  await page.reload();
  await hydrated(page);
  await expect(head(page)).toContainText('Rejected');
  await expect(page.locator('.notice').first()).toContainText('Private, as it seems');
  await page.getByRole('button', { name: 'Take up again' }).click();
  await expect(head(page)).toContainText('Draft');
});

test('a save that somebody else was before is not written over it', async ({ page, another, mishaps }) => {
  mishaps.expect(409, '/fn/expenses/update');
  const founder = await signUp(page);
  const claim = await aClaim(page, { amount: '10.00' });
  const second = await another();
  await signIn(second, founder.email, founder.password);
  await open(page, `${claim.path}/edit`);
  await open(second, `${claim.path}/edit`);
  await second.getByRole('textbox', { name: 'Amount' }).fill('11');
  await second.getByRole('button', { name: 'Save draft' }).click();
  await expect(second).toHaveURL(claim.path);
  await page.getByRole('textbox', { name: 'Amount' }).fill('12');
  await page.getByRole('button', { name: 'Save draft' }).click();
  await expect(page.locator('#conflict')).toContainText('changed this');
  await expect(page.locator('#conflict')).toContainText('11.00');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Keep all mine' }).click();
  await page.getByRole('button', { name: 'Save draft' }).click();
  await expect(page).toHaveURL(claim.path);
  await expect(total(page)).toContainText('€12.00');
});

test('what is claimed twice stands side by side', async ({ page }) => {
  await signUp(page);
  const first = await aClaim(page, { amount: '88.20', expense_date: ago(5) });
  const second = await aClaim(page, { amount: '88.20', expense_date: ago(5), merchant: 'Other Cabs' });
  await open(page, second.path);
  const twins = page.locator('.twins');
  await expect(twins).toContainText('The same amount on the same day');
  await expect(twins.getByRole('link', { name: first.title })).toHaveAttribute('href', first.path);
  await isAccessible(page);
  await fits(page);
  // The very same file weighs more.
  await open(page, '/expenses');
  const photograph = await aReceipt(page, 'Twice', 'TOTAL 1,00');
  const files = ['one.jpg', 'two.jpg'].map((name) => ({ name, mimeType: 'image/jpeg', buffer: photograph }));
  await drop(page, files);
  await expect(page).toHaveURL('/expenses?status=draft');
  await page.getByRole('link', { name: 'two', exact: true }).click();
  await expect(twins).toContainText('The same receipt', { timeout: 20_000 });
});

test('the list is filtered, searched and gone through by keyboard', async ({ page }) => {
  await signUp(page);
  const event = await anEvent(page);
  const word = unique('Lamp');
  const lamp = await aClaim(page, { title: word, event_id: event.id });
  const taxi = await aClaim(page, {}, true);
  await open(page, '/expenses');
  await expect(rows(page)).toHaveCount(2);
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: taxi.title })).toBeFocused();
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: lamp.title })).toBeFocused();
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(taxi.path);
  await page.goBack();
  await page.keyboard.press('n');
  await expect(page).toHaveURL('/expenses/new');
  await page.goBack();
  const sums = page.getByRole('navigation', { name: 'My claims by status' });
  await sums.getByRole('link', { name: /Pending/ }).click();
  await expect(page).toHaveURL('/expenses?status=pending');
  await expect(rows(page)).toHaveCount(1);
  await sums.getByRole('link', { name: /Pending/ }).click();
  await expect(page).toHaveURL('/expenses');
  await page.getByRole('searchbox', { name: 'Search claims' }).fill(word.toLowerCase());
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('searchbox', { name: 'Search claims' }).fill('xyzzy');
  await expect(page.getByRole('heading', { name: 'No matches' })).toBeVisible();
  await page.getByRole('link', { name: 'Clear filters' }).click();
  await open(page, `/expenses?event=${event.id}`);
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('link', { name: `Remove Event: ${event.title}` }).click();
  await expect(rows(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'Status' }).click();
  await isAccessible(page);
  await fits(page);
});

test('approved claims are marked as paid, one’s own by somebody else', async ({ page, another }) => {
  await signIn(page, 'owner@lumen.example');
  const member = await another();
  await signIn(member, 'member@lumen.example');
  const word = unique('Tram');
  const admin = await another();
  await signIn(admin, 'admin@lumen.example');
  for (const [at, amount] of ['10.00', '15.50'].entries()) {
    await decide(page, await aClaim(member, { title: `${word} ${at}`, amount }, true), 'approve');
  }
  await decide(admin, await aClaim(page, { title: `${word} own` }, true), 'approve');
  await open(page, `/expenses?whose=all&status=approved&q=${word}`);
  await expect(rows(page)).toHaveCount(3);
  await expect(page.getByRole('checkbox', { name: /own is your own/ })).toBeDisabled();
  await page.getByRole('checkbox', { name: `Choose ${word} 0` }).click();
  await page.getByRole('checkbox', { name: `Choose ${word} 1` }).click();
  const bar = page.getByRole('toolbar', { name: 'Selected claims' });
  await expect(bar).toContainText('2 selected · €25.50');
  await isAccessible(page);
  await fits(page);
  await bar.getByRole('button', { name: 'Mark as paid…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Mark 2 claims as paid' });
  await dialog.getByRole('textbox', { name: 'Reference' }).fill('SEPA 2026-11');
  await isAccessible(page);
  await dialog.getByRole('button', { name: 'Mark as paid' }).click();
  await expect(page.getByText('2 claims are marked as paid')).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
  await open(member, `/expenses?status=paid&q=${word}`);
  await member.getByRole('link', { name: `${word} 0` }).click();
  await expect(head(member)).toContainText('Paid');
  await expect(member.locator('dl')).toContainText('SEPA 2026-11');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('something is claimed, mended, submitted and decided', async ({ page, another }) => {
    await signIn(page, 'member@lumen.example');
    await page.goto('/expenses/new');
    await page.getByRole('textbox', { name: 'Amount' }).fill('a lot');
    await page.getByRole('radio', { name: 'Travel' }).check({ force: true });
    const merchant = unique('Bahn ');
    await page.getByRole('textbox', { name: 'Paid to' }).fill(merchant);
    await page.getByRole('button', { name: 'Submit', exact: true }).click();
    await expect(page.getByRole('textbox', { name: 'Amount' })).toHaveAccessibleDescription(/Write an amount/);
    await expect(page.getByRole('textbox', { name: 'Amount' })).toHaveValue('a lot');
    await expect(page.getByRole('radio', { name: 'Travel' })).toBeChecked();
    await page.getByRole('textbox', { name: 'Amount' }).fill('59');
    await page.getByRole('button', { name: 'Submit', exact: true }).click();
    await expect(page.getByRole('heading', { name: `Travel, ${merchant}`, level: 1 })).toBeVisible();
    await expect(head(page)).toContainText('Pending');
    const path = new URL(page.url()).pathname;

    const owner = await another({ javaScriptEnabled: false });
    await signIn(owner, 'owner@lumen.example');
    await owner.goto(path);
    await owner.getByRole('button', { name: 'Approve', exact: true }).click();
    await expect(owner).toHaveURL(path);
    await expect(head(owner)).toContainText('Approved');
    await owner.getByRole('button', { name: 'Mark as paid…' }).click();
    await owner.getByRole('textbox', { name: 'Reference' }).fill('Till 7');
    await owner.getByRole('button', { name: 'Mark as paid', exact: true }).click();
    await expect(head(owner)).toContainText('Paid');
    await page.goto(path);
    await expect(page.locator('dl')).toContainText('Till 7');
  });

  test('a receipt becomes a draft, which is completed, recalled and thrown away', async ({ page, another }) => {
    await signUp(page);
    const drawn = await another();
    const photograph = await aReceipt(drawn, 'Kiosk', 'TOTAL 3,00');
    await page.goto('/expenses');
    await page.locator('.intake-input').setInputFiles({ name: 'Kiosk 3.jpg', mimeType: 'image/jpeg', buffer: photograph });
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    await expect(page).toHaveURL('/expenses');
    await page.getByRole('link', { name: 'Kiosk 3' }).click();
    await expect(receipts(page)).toHaveCount(1);
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await page.getByRole('textbox', { name: 'Amount' }).fill('3');
    await page.getByRole('textbox', { name: 'Paid to' }).fill('Kiosk');
    await page.getByRole('button', { name: 'Save draft' }).click();
    await expect(page.getByRole('heading', { name: 'Other, Kiosk', level: 1 })).toBeVisible();
    await expect(total(page)).toContainText('€3.00');
    await page.getByRole('button', { name: 'Submit' }).click();
    await expect(head(page)).toContainText('Pending');
    await page.getByRole('button', { name: 'Recall' }).click();
    await expect(head(page)).toContainText('Draft');
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('button', { name: 'Move to trash' }).click();
    await expect(page.getByText('Other, Kiosk moved to trash.')).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByRole('heading', { name: 'Other, Kiosk', level: 1 })).toBeVisible();
  });
});
