import { fits, isAccessible } from '../support/axe';
import { sqlWithin } from '../support/database';
import { aContact, signUp } from '../support/people';
import { expect, open, test, type Page } from '../support/test';

const list = (page: Page) => page.getByRole('listbox', { name: 'Colleagues' });
const options = (page: Page) => list(page).getByRole('option');
const subject = (page: Page) => page.getByRole('textbox', { name: 'Subject' });

/** A record of a founder who has colleagues. */
async function aRecord(page: Page): Promise<string> {
  const { email } = await signUp(page);
  sqlWithin(
    email,
    `insert into users (organization_id, email, password_hash, first_name, last_name, role, is_verified)
     select organization_id, lower(first) || '@atelier.example', '!', first, last, 'manager', true
     from users cross join (values ('Jana', 'Nowák'), ('Jan', 'de Groot'), ('Grace', 'Hopper')) as one (first, last)
     where email_lower = '${email}'`,
  );
  const contact = await aContact(page);
  await open(page, contact.path);
  return email;
}

const told = (email: string) =>
  sqlWithin(
    email,
    `select string_agg(u.first_name, ',' order by u.first_name) from notifications n
     join users u on u.organization_id = n.organization_id and u.id = n.user_id
     where n.organization_id = app.current_organization() and n.kind = 'mentioned' and n.channel = 'in_app'`,
  );

test('a colleague is named from a list, with the keyboard alone', async ({ page }) => {
  const email = await aRecord(page);
  await subject(page).click();
  await page.keyboard.type('Ask @');
  await expect(options(page)).toHaveCount(3);
  await isAccessible(page);
  await fits(page);
  await page.keyboard.type('nowa');
  await expect(options(page)).toHaveCount(1);
  await expect(options(page)).toHaveAccessibleName('Jana Nowák');
  await page.keyboard.press('Enter');
  await expect(subject(page)).toHaveValue('Ask @Jana Nowák ');
  await expect(list(page)).toBeHidden();

  await page.keyboard.type('and @jan');
  await expect(options(page)).toHaveCount(2);
  await expect(options(page).first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(options(page).nth(1)).toHaveAttribute('aria-selected', 'true');
  const chosen = await options(page).nth(1).locator('.menu-text').textContent();
  await page.keyboard.press('Tab');
  await expect(subject(page)).toHaveValue(`Ask @Jana Nowák and @${chosen} `);
  await expect(subject(page)).toBeFocused();

  // Closed, the keys do what they do.
  await page.keyboard.type('@gra');
  await expect(options(page)).toHaveAccessibleName('Grace Hopper');
  await page.keyboard.press('Escape');
  await expect(list(page)).toBeHidden();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main').getByText('Ask @Jana Nowák and')).toBeVisible();
  await expect.poll(() => told(email)).toContain('Jana');
  expect(told(email)).not.toContain('Grace');
});

test('an address is no name, and a name is put in by pointer into a longer text too', async ({ page }) => {
  const email = await aRecord(page);
  await subject(page).fill('jana@');
  await expect(list(page)).toBeHidden();
  await page.getByText('More: plan it').click();
  const description = page.getByRole('textbox', { name: 'Description' });
  await description.click();
  await page.keyboard.type('First line\n(@hop');
  await options(page).filter({ hasText: 'Grace Hopper' }).click();
  await expect(description).toHaveValue('First line\n(@Grace Hopper ');
  await page.keyboard.type('knows)');
  await page.getByRole('button', { name: 'Log it' }).click();
  await expect.poll(() => told(email)).toBe('Grace');
});

test('a colleague is named in the notes of a contact', async ({ page }) => {
  const email = await aRecord(page);
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  const notes = page.getByRole('textbox', { name: 'Notes' });
  await notes.click();
  await page.keyboard.type('Grew up with @hop');
  await options(page).filter({ hasText: 'Grace Hopper' }).click();
  await expect(notes).toHaveValue('Grew up with @Grace Hopper ');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('main').getByText('Grew up with @Grace Hopper')).toBeVisible();
  await expect.poll(() => told(email)).toBe('Grace');
});

test.describe('by finger', () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  test('a colleague is tapped', async ({ page }) => {
    await aRecord(page);
    await subject(page).tap();
    await page.keyboard.type('@gra');
    await options(page).first().tap();
    await expect(subject(page)).toHaveValue('@Grace Hopper ');
    await expect(subject(page)).toBeFocused();
    await fits(page);
  });
});
