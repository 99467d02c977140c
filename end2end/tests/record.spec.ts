import { isAccessible } from '../support/axe';
import { aContact, signIn, signUp } from '../support/people';
import { expect, open, test, unique, type Page } from '../support/test';

const history = (page: Page) => page.getByRole('list', { name: 'History, latest first' });

test.describe('at Lumen Events', () => {
  test.beforeEach(async ({ page }) => signIn(page, 'owner@lumen.example'));

  test('a contact is added, with every field', async ({ page }) => {
    const lastName = unique('Ñandú-');
    await open(page, '/contacts');
    await page.getByRole('link', { name: 'Add contact' }).click();
    await expect(page.getByRole('textbox', { name: 'First name' })).toBeFocused();

    const texts = {
      'First name': 'Inés',
      'Last name': lastName,
      Company: 'Grüne Bühne & Töchter',
      'Job title': 'Head of "Everything" <really>',
      'E-mail': 'ines@buehne.example',
      Phone: '+49 (30) 123-45',
      LinkedIn: 'linkedin.com/in/ines',
      'Lead score': '73',
      Industry: 'Theatre',
      'Business type': 'Venue',
      'Network type': 'Culture',
      Bio: 'Knows everybody.\n\nEven you.',
      Notes: '</textarea><script>alert(1)</script>',
    };
    for (const [label, text] of Object.entries(texts)) {
      await page.getByRole('textbox', { name: label, exact: true }).fill(text);
    }
    await page.getByLabel('Stage').selectOption('Contact');
    await page.getByLabel('Status').selectOption('Hot lead');
    await page.getByLabel('Priority').selectOption('High');
    await page.getByLabel('Owner').selectOption('Tomasz Wieczorek');
    await page.getByRole('combobox', { name: 'Tags' }).pressSequentially('venue,VIP,');
    await isAccessible(page);
    await page.getByRole('button', { name: 'Add contact' }).click();

    await expect(page.getByRole('heading', { name: `Inés ${lastName}`, level: 1 })).toBeVisible();
    await expect(page.getByText(`Inés ${lastName} added`)).toBeVisible();
    await expect(page).toHaveURL(/\/contacts\/[0-9a-f-]{36}$/);
    const main = page.getByRole('main');
    for (const [label, text] of Object.entries(texts)) {
      if (label.endsWith('name')) continue;
      await expect(main).toContainText(text);
    }
    for (const text of ['Hot lead', 'High', 'Tomasz Wieczorek', 'venue', 'VIP']) await expect(main).toContainText(text);
    await expect(page.getByRole('link', { name: 'ines@buehne.example' })).toHaveAttribute('href', 'mailto:ines@buehne.example');
    await expect(history(page)).toContainText('Ingrid Solhaug added this contact');

    await page.getByRole('link', { name: 'Edit', exact: true }).first().click();
    await expect(page.getByRole('textbox', { name: 'Notes' })).toHaveValue(texts.Notes);
    await expect(page.getByRole('textbox', { name: 'Bio' })).toHaveValue(texts.Bio);
  });

  test('what cannot be stored is said next to its field, and nothing that was typed is lost', async ({ page }) => {
    const lastName = unique('Okonkwo');
    const long = 'x'.repeat(10_001);
    await open(page, '/contacts/new');
    await page.getByRole('textbox', { name: 'Last name' }).fill(lastName);
    await page.getByRole('textbox', { name: 'E-mail' }).fill('chi at okonkwo');
    await page.getByRole('textbox', { name: 'LinkedIn' }).fill('javascript:alert(1)');
    await page.getByRole('textbox', { name: 'Lead score' }).fill('101');
    await page.getByRole('textbox', { name: 'Notes' }).fill(long);
    await page.getByRole('button', { name: 'Add contact' }).click();

    await expect(page.getByRole('alert')).toContainText('Some fields need another look.');
    const said = async (field: string, message: RegExp) =>
      expect(page.getByRole('textbox', { name: field, exact: true })).toHaveAccessibleDescription(message);
    await said('First name', /Write the first name/);
    await said('E-mail', /name@example.com/);
    await said('LinkedIn', /linkedin.com/);
    await said('Lead score', /0 to 100/);
    await said('Notes', /At most 10000 characters; this has 10001/);
    await expect(page.getByRole('textbox', { name: 'First name' })).toBeFocused();
    await expect(page.getByRole('textbox', { name: 'Last name' })).toHaveValue(lastName);
    await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveValue('chi at okonkwo');
    await expect(page.getByRole('textbox', { name: 'Notes' })).toHaveValue(long);
    await isAccessible(page);

    // The list above leads to each field, without asking whether to leave.
    await page.getByRole('alert').getByRole('link', { name: 'Lead score' }).click();
    await expect(page.getByRole('textbox', { name: 'Lead score' })).toBeFocused();
    await expect(page.getByRole('dialog', { name: 'Leave without saving?' })).toBeHidden();

    await page.getByRole('textbox', { name: 'First name' }).fill('Chi');
    await page.getByRole('textbox', { name: 'E-mail' }).fill('chi@okonkwo.example');
    await page.getByRole('textbox', { name: 'LinkedIn' }).fill('');
    await page.getByRole('textbox', { name: 'Lead score' }).fill('100');
    await page.getByRole('textbox', { name: 'Notes' }).fill('Short.');
    await expect(page.getByRole('alert')).toHaveCount(0);
    await page.getByRole('button', { name: 'Add contact' }).click();
    await expect(page.getByRole('heading', { name: `Chi ${lastName}`, level: 1 })).toBeVisible();
  });

  test('a record is edited', async ({ page }) => {
    const contact = await aContact(page, { company: 'Before' });
    await open(page, contact.path);
    await page.getByRole('link', { name: 'Edit', exact: true }).first().click();
    await expect(page.getByRole('heading', { name: `Edit ${contact.name}` })).toBeVisible();
    await page.getByRole('textbox', { name: 'Company' }).fill('After');
    await page.getByLabel('Status').selectOption('New client');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page).toHaveURL(contact.path);
    await expect(page.getByText('Saved')).toBeVisible();
    await expect(page.getByRole('main')).toContainText('After');
    await expect(page.getByRole('main')).toContainText('New client');
  });

  test('a form with something typed in it asks before it is left', async ({ page }) => {
    const contact = await aContact(page);
    await open(page, contact.path);
    await page.getByRole('link', { name: 'Edit', exact: true }).first().click();
    await page.getByRole('textbox', { name: 'Company' }).fill('Not saved yet');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Home' }).click();
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
    await expect(dialog).toBeVisible();
    await isAccessible(page);
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('textbox', { name: 'Company' })).toHaveValue('Not saved yet');

    await page.goBack();
    await expect(dialog).toBeVisible();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(page).toHaveURL(`${contact.path}/edit`);
    await expect(page.getByRole('textbox', { name: 'Company' })).toHaveValue('Not saved yet');

    await page.getByRole('link', { name: 'Cancel' }).click();
    await dialog.getByRole('button', { name: 'Leave without saving' }).click();
    await expect(page).toHaveURL(contact.path);
  });

  test('a stage is changed by menu, and the history says who did it', async ({ page }) => {
    const contact = await aContact(page);
    await open(page, contact.path);
    for (const [from, to] of [['Target', 'Contact'], ['Contact', 'Plug']]) {
      await page.getByRole('button', { name: from, exact: true }).click();
      await page.getByRole('button', { name: new RegExp(`^${to} Somebody`) }).click();
      await expect(page.getByRole('button', { name: to, exact: true })).toBeVisible();
      await expect(history(page).getByRole('listitem').first()).toContainText(`Ingrid Solhaug moved from ${from} to ${to}`);
    }
    await page.reload();
    await expect(page.getByRole('button', { name: 'Plug', exact: true })).toBeVisible();
    await expect(history(page).getByRole('listitem')).toHaveCount(3);
  });

  test('a contact is given to a colleague, by menu', async ({ page }) => {
    const contact = await aContact(page);
    await open(page, contact.path);
    await page.getByRole('button', { name: 'Nobody' }).click();
    await page.getByRole('group', { name: 'Choose who looks after this contact' }).getByRole('button', { name: 'Amélie Fournier' }).click();
    await expect(page.getByRole('button', { name: 'Amélie Fournier' }).first()).toBeVisible();
    await page.reload();
    await expect(page.getByRole('button', { name: 'Amélie Fournier' }).first()).toBeVisible();
  });

  test('a call is logged in one line, and becomes the last interaction', async ({ page }) => {
    const contact = await aContact(page);
    const subject = unique('About the stage ');
    await open(page, contact.path);
    await expect(page.getByRole('main')).toContainText('Never');
    await page.getByLabel('Type').selectOption('Call');
    await page.getByRole('textbox', { name: 'Subject' }).fill(subject);
    await page.getByRole('textbox', { name: 'Subject' }).press('Enter');
    const line = history(page).getByRole('listitem').first();
    await expect(line).toContainText(subject);
    await expect(line).toContainText('Call · Ingrid Solhaug');
    await expect(page.getByRole('textbox', { name: 'Subject' })).toHaveValue('');
    await expect(page.getByRole('main')).not.toContainText('Never');
    await isAccessible(page);
  });

  test('a line of the history is edited, deleted and brought back', async ({ page }) => {
    const contact = await aContact(page);
    const subject = unique('Coffee ');
    await open(page, contact.path);
    await page.getByLabel('Type').selectOption('Meeting');
    await page.getByRole('textbox', { name: 'Subject' }).fill(subject);
    await page.getByRole('button', { name: 'Log it' }).click();
    await expect(history(page)).toContainText(subject);

    await page.getByRole('button', { name: `Actions for ${subject}` }).click();
    await page.getByRole('link', { name: 'Edit', exact: true }).last().click();
    await page.getByRole('textbox', { name: 'Outcome' }).fill('Likes the house.');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(history(page)).toContainText('Likes the house.');

    await page.getByRole('button', { name: `Actions for ${subject}` }).click();
    await page.getByRole('button', { name: 'Move to trash' }).click();
    await expect(history(page)).not.toContainText(subject);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(history(page)).toContainText(subject);
  });

  test('a contact is deleted, and Undo brings it back', async ({ page }) => {
    const contact = await aContact(page);
    await open(page, `/contacts?q=${contact.lastName}`);
    await page.getByRole('link', { name: contact.name }).click();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('button', { name: 'Move to trash' }).click();

    // Back at the list from which the record was opened.
    await expect(page).toHaveURL(`/contacts?q=${contact.lastName}`);
    await expect(page.getByText(`${contact.name} moved to trash`)).toBeVisible();
    await expect(page.getByRole('link', { name: contact.name })).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByRole('link', { name: contact.name })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('link', { name: contact.name })).toBeVisible();
  });

  test('a contact is restored from the trash, with its history', async ({ page }) => {
    const contact = await aContact(page);
    const subject = unique('Before the trash ');
    await open(page, contact.path);
    await page.getByRole('textbox', { name: 'Subject' }).fill(subject);
    await page.getByRole('button', { name: 'Log it' }).click();
    await expect(history(page)).toContainText(subject);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('button', { name: 'Move to trash' }).last().click();
    await expect(page.getByText(`${contact.name} moved to trash`)).toBeVisible();

    await page.getByRole('link', { name: 'Trash' }).click();
    const row = page.getByRole('row').filter({ hasText: contact.name });
    await expect(row).toContainText('with 1 interaction');
    await isAccessible(page);
    await row.getByRole('button', { name: `Restore ${contact.name}` }).click();
    await expect(row).toBeHidden();
    await expect(page.getByText(`${contact.name} restored`)).toBeVisible();
    await open(page, contact.path);
    await expect(history(page)).toContainText(subject);
  });

  test('a record in the trash says so and can be restored where it is', async ({ page }) => {
    const contact = await aContact(page);
    await open(page, contact.path);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('button', { name: 'Move to trash' }).click();
    await expect(page.getByText(`${contact.name} moved to trash`)).toBeVisible();
    await open(page, contact.path);
    await expect(page.getByRole('heading', { name: 'This contact is in the trash' })).toBeVisible();
    await isAccessible(page);
    await page.getByRole('button', { name: 'Restore' }).click();
    await expect(page.getByRole('button', { name: 'Target' })).toBeVisible();
  });
});

test('a follow-up is planned, stands on the first page and is ticked off there', async ({ page }) => {
  await signUp(page);
  const contact = await aContact(page);
  const subject = unique('Send the plans ');
  await open(page, contact.path);
  await page.getByLabel('Type').selectOption('Follow-up');
  await page.getByRole('textbox', { name: 'Subject' }).fill(subject);
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' }).format(new Date());
  await page.getByLabel('When').fill(`${today}T23:59`);
  await page.getByRole('button', { name: 'Plan it' }).click();
  await expect(history(page).getByRole('listitem').first()).toContainText('Planned');

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Home' }).click();
  await expect(page.getByRole('main')).toContainText(subject);
  await expect(page.getByRole('main')).toContainText(contact.name);
  await isAccessible(page);
  await page.getByRole('button', { name: `Complete ${subject}` }).click();
  await expect(page.getByRole('button', { name: `Complete ${subject}` })).toBeHidden();
  await expect(page.getByText('Follow-up completed')).toBeVisible();

  await open(page, contact.path);
  await expect(history(page).getByRole('listitem').first()).not.toContainText('Planned');
});
