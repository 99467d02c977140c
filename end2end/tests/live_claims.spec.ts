import { aClaim, decide } from '../support/claims';
import { signIn, signUp, type Founder } from '../support/people';
import { sqlWithin } from '../support/database';
import { expect, open, test, unique, type Page } from '../support/test';

/** A change shows within a second; a machine that does much else is given more. */
const SOON = { timeout: 5000 };

/** Somebody else of a founder's organisation, signed in. */
async function colleague(page: Page, founder: Founder, role: string): Promise<Page> {
  const email = `${unique(`${role}-`)}@atelier.example`;
  sqlWithin(
    founder.email,
    `insert into users (organization_id, email, password_hash, first_name, last_name, role, is_admin, is_verified, timezone)
     select organization_id, '${email}', password_hash, 'Tomasz', 'Wójcik', '${role}', ${role === 'admin'}, true, timezone
     from users where email_lower = '${founder.email}'`,
  );
  await signIn(page, email, founder.password);
  return page;
}

/** A team of a founder's organisation with everybody of these roles. */
function together(founder: Founder, roles: string[]) {
  const among = roles.map((role) => `'${role}'`).join(', ');
  sqlWithin(
    founder.email,
    `with team as (
       insert into teams (organization_id, name, created_by)
       select organization_id, 'Berlin', id from users where email_lower = '${founder.email}' returning organization_id, id
     )
     insert into team_members (organization_id, team_id, user_id)
     select team.organization_id, team.id, one.id from team join users one using (organization_id) where one.role in (${among})`,
  );
}

test('whoever claims sees on the open page that it was approved, and in the list that it was rejected', async ({ page, another }) => {
  const founder = await signUp(page);
  const member = await colleague(await another(), founder, 'member');
  const [claim, other] = [await aClaim(member, {}, true), await aClaim(member, { amount: '31.00' }, true)];
  await open(member, claim.path);
  await expect(member.locator('.page-head')).toContainText('Pending');
  await decide(page, claim, 'approve');
  await expect(member.locator('.page-head')).toContainText('Approved', SOON);

  await open(member, '/expenses');
  const row = member.locator('.claims tbody tr').filter({ hasText: other.title });
  await expect(row).toContainText('Pending');
  await decide(page, other, 'reject', 'Twice');
  await expect(row).toContainText('Rejected', SOON);
});

test('a manager sees that a claim of their team has come', async ({ page, another }) => {
  const founder = await signUp(page);
  const member = await colleague(await another(), founder, 'member');
  const manager = await colleague(await another(), founder, 'manager');
  together(founder, ['member', 'manager']);
  await open(manager, '/expenses/approvals');
  await expect(manager.getByText('Nothing waits for you')).toBeVisible();
  const claim = await aClaim(member, {}, true);
  await expect(manager.locator('.inbox-row').filter({ hasText: claim.title })).toBeVisible(SOON);
});
