import { fits, isAccessible } from '../support/axe';
import { ago } from '../support/claims';
import { anEvent, signUp } from '../support/people';
import { expect, hydrated, open, test, type Page } from '../support/test';

const PATH = '/settings/policies';

const head = (page: Page) => page.locator('.page-head');
const total = (page: Page) => page.getByRole('region', { name: 'Amount' });
const history = (page: Page) => page.getByRole('list', { name: 'History, latest first' });
const submit = (page: Page) => page.getByRole('button', { name: 'Submit', exact: true }).click();
const amount = (page: Page) => page.getByRole('textbox', { name: 'Amount', exact: true });

async function enterRate(page: Page, name: string, unit: string, price: string, from: string) {
  const form = page.locator('#enter-unit-rate');
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('Unit').fill(unit);
  await form.getByLabel('One is paid with').fill(price);
  await form.getByLabel('From').fill(from);
  await form.getByRole('button', { name: 'Enter rate' }).click();
  await expect(page.getByRole('region', { name: 'What is paid for a unit' })).toContainText(`${name}`);
}

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('a distance, a dinner above its limit and a receipt of two events are claimed', async ({ page, mishaps }) => {
    test.slow();
    mishaps.expect(422, '/fn/expenses/create');
    await signUp(page);
    const [forum, gala] = [await anEvent(page, { budget: '1000' }), await anEvent(page, { budget: '500' })];

    await open(page, '/settings');
    await page.getByRole('link', { name: 'Policies and unit rates' }).click();
    await expect(page).toHaveURL(PATH);
    await hydrated(page);
    await expect(page.getByRole('heading', { name: 'No unit rates yet' })).toBeVisible();
    await isAccessible(page);
    await fits(page);
    await page.getByRole('textbox', { name: 'Catering, at most' }).fill('60');
    await page.getByLabel('Catering, above it').selectOption('Refuse');
    await page.getByRole('textbox', { name: 'A receipt is needed above' }).fill('25');
    await page.getByRole('button', { name: 'Save policy' }).click();
    await expect(page.getByText('Saved: it counts for what is submitted from now on')).toBeVisible();
    await enterRate(page, 'Car, private', 'km', '0.30', ago(30));
    await isAccessible(page);
    await fits(page);

    // By distance: nothing is typed but how far it was.
    await open(page, '/expenses/new');
    await page.getByText('By distance or days instead of a receipt').click();
    await page.getByLabel('By distance or days', { exact: true }).selectOption('Car, private');
    await page.getByRole('textbox', { name: 'How many' }).fill('124.5');
    await expect(page.getByText('124.5 km × €0.30 = €37.35')).toBeVisible();
    await expect(amount(page)).toHaveValue('37.35');
    await expect(amount(page)).toBeDisabled();
    await expect(page.getByRole('radio', { name: 'Travel' })).toBeChecked();
    await isAccessible(page);
    await fits(page);
    await submit(page);
    await expect(page.getByRole('heading', { name: 'Car, private', level: 1 })).toBeVisible();
    await expect(total(page)).toContainText('€37.35');
    await expect(total(page)).toContainText('Car, private: 124.5 km × €0.30');
    await expect(page.getByText('There is no receipt')).toHaveCount(0);
    await expect(page.getByText('A receipt is needed')).toHaveCount(0);

    // A dinner above its limit is said while it is typed, refused when it is submitted, and mended.
    await open(page, '/expenses/new');
    await amount(page).fill('84.50');
    await page.getByRole('textbox', { name: 'Paid to' }).fill('Trattoria');
    const limited = 'Catering is limited to €60.00; this is €84.50.';
    await expect(page.getByText(limited)).toHaveCount(0);
    await page.locator('.choice-chip', { hasText: 'Catering' }).click();
    await expect(page.locator('.policy-flag', { hasText: limited })).toBeVisible();
    await expect(page.locator('#before-submitting')).toContainText(`It cannot be submitted so: ${limited}`);
    await isAccessible(page);
    await submit(page);
    await expect(amount(page)).toHaveAccessibleDescription(limited);
    await expect(amount(page)).toHaveValue('84.50');
    await expect(page).toHaveURL('/expenses/new');
    await amount(page).fill('60');
    await expect(page.getByText(limited)).toHaveCount(0);
    await submit(page);
    await expect(page.getByRole('heading', { name: 'Catering, Trattoria', level: 1 })).toBeVisible();
    await expect(head(page)).toContainText('Pending');
    await expect(page.getByRole('status').filter({ hasText: 'Against the policy' })).toContainText(
      'A receipt is needed above €25.00; this is €60.00.',
    );

    // One receipt, two events: each budget counts its part.
    await open(page, '/expenses/new');
    await amount(page).fill('100');
    await page.getByRole('textbox', { name: 'Paid to' }).fill('Printer');
    await page.getByRole('combobox', { name: 'Event', exact: true }).selectOption(forum.title);
    await page.getByText('Divide over several events').click();
    // What was chosen is the first of several.
    await expect(page.getByLabel('Line 1, for').locator('option:checked')).toHaveText(forum.title);
    await page.getByRole('textbox', { name: 'Line 1, part' }).fill('120');
    await page.getByLabel('Line 2, for').selectOption(gala.title);
    await expect(page.getByText('The shares come to €120.00, which is €20.00 more than the claim.')).toBeVisible();
    await page.getByRole('textbox', { name: 'Line 1, part' }).fill('60');
    const parts = page.locator('.split-parts li');
    await expect(parts.filter({ hasText: gala.title })).toContainText('€40.00');
    await page.getByRole('textbox', { name: 'Line 2, part' }).fill('30');
    await expect(parts.filter({ hasText: "Left, and no event's" })).toContainText('€10.00');
    await page.getByRole('button', { name: 'Divide equally' }).click();
    await expect(parts.filter({ hasText: forum.title })).toContainText('€50.00');
    await page.getByRole('button', { name: 'Add an event' }).click();
    await expect(page.getByLabel('Line 4, for')).toBeFocused();
    await page.getByRole('button', { name: 'Remove line 4' }).click();
    await page.getByRole('textbox', { name: 'Line 1, part' }).fill('60');
    await isAccessible(page);
    await fits(page);
    await submit(page);
    await expect(head(page)).toContainText('Pending');
    await expect(parts.filter({ hasText: forum.title })).toContainText('€60.00');
    await expect(parts.filter({ hasText: gala.title })).toContainText('€40.00');
    await isAccessible(page);
    await fits(page);
    const claim = new URL(page.url()).pathname;
    for (const [event, part] of [[forum, '€60.00'], [gala, '€40.00']] as const) {
      await open(page, `${event.path}/budget`);
      await expect(page.getByRole('region', { name: 'What is spent, by type' })).toContainText(part);
      await open(page, `/expenses?event=${event.path.split('/')[2]}`);
      await expect(page.locator('.claims tbody tr')).toHaveCount(1);
    }

    // Divided otherwise, it says what it was.
    await open(page, `${claim}/edit`);
    await page.getByRole('textbox', { name: 'Line 1, part' }).fill('70');
    await page.getByRole('textbox', { name: 'Line 2, part' }).fill('');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await expect(history(page)).toContainText(`${forum.title} 60.00, ${gala.title} 40.00`);
    await expect(history(page)).toContainText(`${forum.title} 70.00, ${gala.title} 30.00`);
  });
});

test('a policy is suggested, saved, and shown to whoever saves over it', async ({ page, context, mishaps }) => {
  mishaps.expect(409, '/fn/policies/save');
  await signUp(page);
  await open(page, PATH);
  await page.getByRole('link', { name: 'Suggest rules' }).click();
  await expect(page.getByRole('textbox', { name: 'Catering, at most' })).toHaveValue('60.00');
  await expect(page.getByRole('textbox', { name: 'Days after paying to claim it' })).toHaveValue('90');
  const second = await context.newPage();
  await open(second, PATH);
  await page.getByRole('button', { name: 'Save policy' }).click();
  await expect(page.getByText('Saved by Femke de Vries')).toBeVisible();
  await second.getByRole('textbox', { name: 'Catering, at most' }).fill('80');
  await second.getByRole('button', { name: 'Save policy' }).click();
  await expect(second.locator('#conflict, [data-conflict], .conflict').first()).toBeVisible();
  await expect(second.getByText('60.00').first()).toBeVisible();

  await enterRate(page, 'Per diem', 'day', '28', ago(10));
  const row = page.getByRole('region', { name: 'What is paid for a unit' }).getByRole('row').filter({ hasText: 'Per diem' });
  await expect(row).toContainText('€28.00 per day');
  await row.getByRole('button', { name: /Stop offering/ }).click();
  await expect(row).toContainText('no longer offered');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row).not.toContainText('no longer offered');
  await isAccessible(page);
});
