import { fits, isAccessible } from '../support/axe';
import { sqlWithin } from '../support/database';
import { aColleague, aContact, signUp, type Colleague, type Known } from '../support/people';
import { expect, open, test, type Page } from '../support/test';

/** A change shows within a second; a machine that does much else is given more. */
const SOON = { timeout: 5000 };

const bell = (page: Page) => page.getByRole('banner').getByRole('button', { name: /^Notifications/ });
const panel = (page: Page) => page.getByRole('group', { name: 'Notifications' });
const told = (contact: Known) => `${contact.name} was put into your care`;

async function give(page: Page, contact: Known, to: Colleague) {
  const response = await page.request.post('/fn/contacts/set-owner', {
    form: { contact_id: contact.id, owner_id: to.id },
    headers: { origin: new URL(page.url()).origin, accept: 'application/json' },
  });
  expect(response.ok(), await response.text()).toBe(true);
}

test('whoever is given a contact hears of it at once, follows it, and has it by mail', async ({ page, another }) => {
  const founder = await signUp(page);
  await open(page, '/');
  const jana = await another();
  const colleague = await aColleague(jana, founder, 'manager', ['Jana', 'Nowak']);
  await open(jana, '/companies');
  await expect(bell(jana)).toHaveAccessibleName('Notifications');

  const contact = await aContact(page);
  await give(page, contact, colleague);
  await expect(bell(jana)).toHaveAccessibleName('Notifications, 1 unread', SOON);
  await expect(bell(page)).toHaveAccessibleName('Notifications');
  await bell(jana).click();
  await expect(panel(jana)).toContainText('By Femke de Vries');
  await isAccessible(jana);
  await panel(jana).getByRole('link', { name: told(contact) }).click();
  await expect(jana).toHaveURL(contact.path);
  await expect(panel(jana)).toBeHidden();
  await expect(bell(jana)).toHaveAccessibleName('Notifications');
  await jana.reload();
  await expect(bell(jana)).toHaveAccessibleName('Notifications');

  // What is kept of mail, the founder reads.
  await expect(async () => {
    await page.goto('/dev/mail');
    await expect(page.getByRole('row', { name: told(contact) })).toContainText('Kept', { timeout: 500 });
  }).toPass();
});

test('the list is filtered, marked one by one and all at once, and that is taken back', async ({ page, another }) => {
  const founder = await signUp(page);
  await open(page, '/');
  const jana = await another();
  const colleague = await aColleague(jana, founder, 'manager', ['Jana', 'Nowak']);
  const contacts = [await aContact(page), await aContact(page), await aContact(page)];
  for (const contact of contacts) await give(page, contact, colleague);
  await open(jana, '/notifications');
  const entries = jana.getByRole('main').getByRole('listitem').filter({ hasText: 'was put into your care' });
  await expect(entries).toHaveCount(3);
  await isAccessible(jana);
  await fits(jana);

  await jana.getByRole('button', { name: `Mark as read: ${told(contacts[0])}` }).click();
  await expect(bell(jana)).toHaveAccessibleName('Notifications, 2 unread');
  const tabs = jana.getByRole('navigation', { name: 'Notifications' });
  await tabs.getByRole('link', { name: 'Unread' }).click();
  await expect(entries).toHaveCount(2);
  await jana.getByRole('main').getByRole('button', { name: 'Mark all as read' }).click();
  await expect(jana.getByRole('heading', { name: 'All read' })).toBeVisible();
  await expect(bell(jana)).toHaveAccessibleName('Notifications');
  await jana.getByRole('button', { name: 'Undo' }).click();
  await expect(entries).toHaveCount(2);
  await expect(bell(jana)).toHaveAccessibleName('Notifications, 2 unread');
  await tabs.getByRole('link', { name: 'Read', exact: true }).click();
  await expect(entries).toHaveCount(1);
});

test('without JavaScript one reads them, marks them and says what one wants to be told', async ({ page, another }) => {
  const founder = await signUp(page);
  await open(page, '/');
  const jana = await another({ javaScriptEnabled: false });
  const colleague = await aColleague(jana, founder, 'manager', ['Jana', 'Nowak']);
  const [first, second] = [await aContact(page), await aContact(page)];
  await give(page, first, colleague);
  await jana.goto('/');
  await jana.getByRole('banner').getByRole('link', { name: 'Notifications, 1 unread' }).click();
  await jana.getByRole('button', { name: `Mark as read: ${told(first)}` }).click();
  await expect(jana.getByRole('button', { name: `Mark as unread: ${told(first)}` })).toBeVisible();

  await jana.getByRole('link', { name: 'What you are told' }).first().click();
  const mailed = jana.getByRole('checkbox', { name: 'Contacts put into your care: by e-mail' });
  await expect(mailed).toBeChecked();
  await mailed.uncheck();
  await jana.getByRole('button', { name: 'Save' }).click();
  await expect(jana.getByText('Saved.')).toBeVisible();
  await expect(mailed).not.toBeChecked();
  await expect(jana.getByRole('checkbox', { name: 'Contacts put into your care: here' })).toBeChecked();

  await give(page, second, colleague);
  await jana.goto('/notifications');
  await expect(jana.getByRole('link', { name: told(second) })).toBeVisible();
  const letters = sqlWithin(founder.email, `select count(*) from mails where user_id = '${colleague.id}' and kind = 'notification'`);
  expect(letters.trim()).toBe('1');
});

test('a reminder arrives without reloading when something that was planned is due', async ({ page }) => {
  const founder = await signUp(page);
  const contact = await aContact(page);
  await open(page, contact.path);
  await expect(bell(page)).toHaveAccessibleName('Notifications');
  sqlWithin(
    founder.email,
    `insert into contact_interactions (organization_id, contact_id, user_id, interaction_type, subject, status, interaction_date)
       select organization_id, '${contact.id}', id, 'call', 'About the lamps', 'scheduled', now() - interval '1 minute'
       from users where email_lower = '${founder.email}';
     insert into jobs (organization_id, queue, kind) values (app.current_organization(), 'mail', 'contacts/remind')`,
  );
  await expect(bell(page)).toHaveAccessibleName('Notifications, 1 unread', { timeout: 15_000 });
  await bell(page).click();
  await expect(panel(page)).toContainText('Call: About the lamps, planned for');
  await panel(page).getByRole('link', { name: `Your follow-up with ${contact.name} is due` }).click();
  await expect(bell(page)).toHaveAccessibleName('Notifications');
});
