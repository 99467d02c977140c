import { isAccessible } from '../support/axe';
import { aContact, signIn, type Known } from '../support/people';
import { expect, open, test, type Page } from '../support/test';

/** Two people have the same form open, and the first of them has saved. */
async function twoAtOnce(ingrid: Page, tomasz: Page): Promise<Known> {
  await signIn(ingrid, 'owner@lumen.example');
  await signIn(tomasz, 'admin@lumen.example');
  const contact = await aContact(ingrid, { company: 'Before', job_title: 'Stage manager' });
  await open(tomasz, `${contact.path}/edit`);
  await open(ingrid, `${contact.path}/edit`);
  await ingrid.getByRole('textbox', { name: 'Company' }).fill('What Ingrid heard');
  await ingrid.getByRole('textbox', { name: 'Job title' }).fill('Director');
  await ingrid.getByRole('button', { name: 'Save' }).click();
  await expect(ingrid).toHaveURL(contact.path);
  await tomasz.getByRole('textbox', { name: 'Company' }).fill('What Tomasz heard');
  await tomasz.getByRole('textbox', { name: 'Notes' }).fill('A long note that took a while.');
  return contact;
}

test('the second to save sees both values, loses nothing, and keeps their own', async ({ page, another, mishaps }) => {
  mishaps.expect(409, '/fn/contacts/update');
  const tomasz = await another();
  const contact = await twoAtOnce(page, tomasz);
  await tomasz.getByRole('button', { name: 'Save' }).click();

  const conflict = tomasz.getByRole('alert');
  await expect(conflict).toContainText('Ingrid Solhaug changed this');
  await expect(conflict).toContainText('What Ingrid heard');
  await expect(conflict).toContainText('What Tomasz heard');
  await expect(conflict).toContainText('Also changed, and taken over: Job title.');
  await expect(tomasz.getByRole('textbox', { name: 'Company' })).toHaveValue('What Tomasz heard');
  await expect(tomasz.getByRole('textbox', { name: 'Notes' })).toHaveValue('A long note that took a while.');
  await expect(tomasz.getByRole('textbox', { name: 'Job title' })).toHaveValue('Director');
  await isAccessible(tomasz);

  await tomasz.getByRole('button', { name: 'Save' }).click();
  await expect(tomasz).toHaveURL(contact.path);
  for (const text of ['What Tomasz heard', 'A long note that took a while.', 'Director']) {
    await expect(tomasz.getByRole('main')).toContainText(text);
  }
  await expect(tomasz.getByRole('main')).not.toContainText('What Ingrid heard');
});

test('the second to save can take the other one’s value, field by field', async ({ page, another, mishaps }) => {
  mishaps.expect(409, '/fn/contacts/update');
  const tomasz = await another();
  const contact = await twoAtOnce(page, tomasz);
  await tomasz.getByRole('button', { name: 'Save' }).click();
  await tomasz.getByRole('button', { name: /Theirs/ }).first().click();
  await expect(tomasz.getByRole('textbox', { name: 'Company' })).toHaveValue('What Ingrid heard');
  await tomasz.getByRole('button', { name: /Mine/ }).first().click();
  await expect(tomasz.getByRole('textbox', { name: 'Company' })).toHaveValue('What Tomasz heard');
  await tomasz.getByRole('button', { name: 'Take all theirs' }).click();
  await tomasz.getByRole('button', { name: 'Save' }).click();
  await expect(tomasz).toHaveURL(contact.path);
  for (const text of ['What Ingrid heard', 'A long note that took a while.', 'Director']) {
    await expect(tomasz.getByRole('main')).toContainText(text);
  }
});

test('where theirs cannot be fetched, what was typed stands and both values are told', async ({ page, another, mishaps }) => {
  mishaps.expect(409, '/fn/contacts/update');
  mishaps.expectNoConnection();
  const tomasz = await another();
  const contact = await twoAtOnce(page, tomasz);
  await tomasz.route('**/fn/contacts/get*', (route) => route.abort('connectionfailed'));
  await tomasz.getByRole('button', { name: 'Save' }).click();
  const conflict = tomasz.getByRole('alert');
  await expect(conflict).toContainText('What Ingrid heard');
  await expect(conflict).toContainText('What you typed still stands below');
  await expect(tomasz.getByRole('button', { name: 'Keep all mine' })).toHaveCount(0);
  await expect(tomasz.getByRole('textbox', { name: 'Company' })).toHaveValue('What Tomasz heard');
  await expect(tomasz.getByRole('textbox', { name: 'Notes' })).toHaveValue('A long note that took a while.');
  await isAccessible(tomasz);
  await tomasz.getByRole('button', { name: 'Save' }).click();
  await expect(tomasz).toHaveURL(contact.path);
});

test('a record that was deleted in the meantime is not saved over, and what was typed stays', async ({ page, another, mishaps }) => {
  mishaps.expect(404, '/fn/contacts/update');
  const tomasz = await another();
  await signIn(page, 'owner@lumen.example');
  await signIn(tomasz, 'admin@lumen.example');
  const contact = await aContact(page);
  await open(tomasz, `${contact.path}/edit`);
  await tomasz.getByRole('textbox', { name: 'Notes' }).fill('Typed while it went away.');
  await open(page, contact.path);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Move to trash' }).click();
  await expect(page.getByText(`${contact.name} moved to trash`)).toBeVisible();

  await tomasz.getByRole('button', { name: 'Save' }).click();
  await expect(tomasz.getByRole('alert')).toContainText('was deleted');
  await expect(tomasz.getByRole('textbox', { name: 'Notes' })).toHaveValue('Typed while it went away.');
});

test('without JavaScript the second to save sees both values too', async ({ page, another }) => {
  const tomasz = await another({ javaScriptEnabled: false });
  await signIn(page, 'owner@lumen.example');
  await signIn(tomasz, 'admin@lumen.example');
  const contact = await aContact(page, { company: 'Before' });
  await tomasz.goto(`${contact.path}/edit`);
  await open(page, `${contact.path}/edit`);
  await page.getByRole('textbox', { name: 'Company' }).fill('What Ingrid heard');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page).toHaveURL(contact.path);

  await tomasz.getByRole('textbox', { name: 'Company' }).fill('What Tomasz heard');
  await tomasz.getByRole('button', { name: 'Save' }).click();
  await expect(tomasz.getByRole('alert')).toContainText('What Ingrid heard');
  await expect(tomasz.getByRole('textbox', { name: 'Company' })).toHaveValue('What Tomasz heard');
  await tomasz.getByRole('button', { name: 'Save' }).click();
  await expect(tomasz).toHaveURL(contact.path);
  await expect(tomasz.getByRole('main')).toContainText('What Tomasz heard');
});
