import { fits, isAccessible } from '../support/axe';
import { aContact, signIn, signUp } from '../support/people';
import { expect, open, test, unique, type Page } from '../support/test';

const rows = (page: Page) => page.locator('tbody tr:not([hidden])');
const history = (page: Page) => page.getByRole('list', { name: 'History, latest first' });

/** Something that was done with a contact, as its own page would note it. */
async function noted(page: Page, contact: { id: string }, fields: Record<string, string>) {
  const response = await page.request.post('/fn/contacts/log-interaction', {
    form: { contact_id: contact.id, status: 'completed', interaction_type: 'meeting', direction: 'both', ...fields },
    headers: { origin: new URL(page.url()).origin, accept: 'application/json' },
  });
  expect(response.ok(), await response.text()).toBe(true);
}

test('companies are found, sorted and opened', async ({ page }) => {
  await signIn(page, 'owner@lumen.example');
  await open(page, '/');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Companies' }).click();
  await expect(page).toHaveURL('/companies');
  await expect(rows(page)).toHaveCount(50);
  await isAccessible(page);
  await fits(page);

  const first = page.locator('tbody .row-link').first();
  const before = (await first.textContent()) ?? '';
  await page.getByRole('columnheader', { name: 'People' }).getByRole('link').click();
  await expect(page).toHaveURL('/companies?sort=people');
  await expect(page.getByRole('columnheader', { name: 'People' })).toHaveAttribute('aria-sort', 'descending');
  await expect(first).not.toHaveText(before);
  const name = (await first.textContent()) ?? '';
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page).toHaveURL(/after=/);
  await page.getByRole('link', { name: 'Previous' }).click();
  await expect(first).toHaveText(name);

  await page.getByRole('searchbox', { name: 'Search companies' }).fill(name.slice(0, 6).toUpperCase());
  await expect(page).toHaveURL(/q=/);
  await page.locator('tbody .row-link', { hasText: name }).first().click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  await expect(history(page).getByRole('listitem')).toHaveCount(20);
  await page.getByRole('link', { name: 'Show older' }).click();
  await expect(history(page).getByRole('listitem')).not.toHaveCount(20);
  await isAccessible(page);
  await fits(page);
});

test('a company says how well we know it, and why', async ({ page }) => {
  await signUp(page);
  const company = unique('Café Æther ');
  const ada = await aContact(page, { first_name: 'Ada', company });
  const grace = await aContact(page, { first_name: 'Grace', company: company.toUpperCase() });
  await aContact(page, { first_name: 'Joan', company });
  await open(page, ada.path);
  await noted(page, ada, { subject: 'Coffee' });
  await noted(page, ada, { subject: 'Lunch' });
  await noted(page, grace, { subject: 'They wrote', interaction_type: 'email', direction: 'in' });

  await page.reload();
  await page.getByRole('button', { name: /Strength: Good/ }).click();
  await expect(page.getByRole('group', { name: 'What the strength is made of' })).toContainText('2 × Meeting25.0');
  await page.keyboard.press('Escape');
  await page.getByRole('main').getByRole('link', { name: company }).click();

  await expect(page.getByRole('heading', { name: company, level: 1 })).toBeVisible();
  const main = page.getByRole('main');
  await expect(main).toContainText('3 people');
  await expect(main).toContainText(`${company.toUpperCase()} once`);
  await expect(main).toContainText(`Femke de Vries knows ${ada.name}`);
  await expect(rows(page)).toHaveCount(3);
  await page.getByRole('row', { name: grace.name }).getByRole('button', { name: /Strength: Weak/ }).click();
  await expect(page.locator('[popover]:popover-open')).toContainText('1 × E-mail, they reached out4.5');
  await isAccessible(page);
  await page.keyboard.press('Escape');
  await expect(history(page)).toContainText('Coffee');
  await expect(history(page)).toContainText(`They wrote · ${grace.name}`);

  await page.getByRole('link', { name: 'Add contact' }).click();
  await expect(page.getByRole('textbox', { name: 'Company' })).toHaveValue(company);
});

test('a company is found under whatever it is called, by a link as by its address', async ({ page, mishaps }) => {
  await signUp(page);
  const names = ['A/S Møller', '..', '🎪 Zirkus', '50% \\ off?#&=+~2F', 'Gesellschaft zur Förderung '.repeat(3) + 'der Bühnenkunst e.V'];
  for (const company of names) await aContact(page, { company });
  for (const company of names) {
    await open(page, '/companies');
    await page.getByRole('link', { name: company, exact: true }).click();
    await expect(page.getByRole('heading', { name: company, exact: true, level: 1 })).toBeVisible();
    await expect(rows(page)).toHaveCount(1);
    await page.reload();
    await expect(page.getByRole('heading', { name: company, exact: true, level: 1 })).toBeVisible();
    await page.setViewportSize({ width: 390, height: 844 });
    await fits(page);
    await page.setViewportSize({ width: 1280, height: 800 });
  }
  mishaps.expect(404, '/companies/nobody');
  await page.goto('/companies/nobody');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/not found|does not exist|nothing/i);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('companies are searched and read', async ({ page }) => {
    await signUp(page);
    const company = unique('Ångström ');
    await aContact(page, { company });
    await page.goto('/companies');
    await page.getByRole('searchbox', { name: 'Search companies' }).fill('angstrom');
    await page.getByRole('searchbox', { name: 'Search companies' }).press('Enter');
    await page.getByRole('link', { name: company }).click();
    await expect(page.getByRole('heading', { name: company, level: 1 })).toBeVisible();
    await page.getByRole('button', { name: /Strength: None/ }).first().click();
    await expect(page.locator('[popover]:popover-open')).toContainText('Nothing has happened');
  });
});
