import { aContact, signIn, signUp } from '../support/people';
import { expect, open, test, unique, type Page } from '../support/test';

const palette = (page: Page) => page.getByRole('dialog', { name: 'Search or jump to' });

async function look(page: Page, typed: string) {
  if (!(await palette(page).isVisible())) await page.keyboard.press('Control+k');
  await palette(page).getByRole('combobox').fill(typed);
}

test('a contact is found without its accents, by a word of its company, by its address and with a slip', async ({ page }) => {
  await signIn(page, 'owner@lumen.example');
  const company = unique('Querfeld');
  const email = `${unique('bjorn.')}@querfeld.example`;
  const contact = await aContact(page, { first_name: 'Bjørn', last_name: `Ångström${unique('q')}`, company: `Büro ${company} AG`, email });
  const plain = contact.lastName.replace('Å', 'a').replace('ö', 'o').toLowerCase();
  const swapped = plain.slice(0, 2) + plain[3] + plain[2] + plain.slice(4);
  await open(page, '/');
  for (const typed of [`bjorn ${plain}`, `${plain} bjorn`, company.toLowerCase(), `${company} buro`, email, email.replace('@', ''), `bjron ${plain}`, swapped]) {
    await look(page, typed);
    await expect(palette(page).getByRole('option', { name: contact.name }), typed).toBeVisible();
  }
  await look(page, unique('nobody'));
  await expect(palette(page).getByRole('option', { name: contact.name })).toHaveCount(0);
});

test('what another organisation has is not found', async ({ page, another }) => {
  await signUp(page);
  const contact = await aContact(page);
  const elsewhere = await another();
  await signIn(elsewhere, 'owner@lumen.example');
  await open(elsewhere, '/');
  for (const typed of [contact.lastName, `${contact.firstName} ${contact.lastName}`]) {
    const answered = elsewhere.waitForResponse('**/fn/contacts/search');
    await look(elsewhere, typed);
    await answered;
    await expect(palette(elsewhere).getByRole('option', { name: new RegExp(`^${contact.name}`) })).toHaveCount(0);
  }
});
