import { fits, isAccessible } from '../support/axe';
import { aContact, signIn, signUp, type Known } from '../support/people';
import { expect, hydrated, open, test, unique, type Page } from '../support/test';

const lane = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const card = (page: Page, contact: Known) => page.locator(`.board-lanes [data-card="${contact.id}"]`);
const count = (page: Page, name: string) => lane(page, name).locator('.board-head .count');
const spoken = (page: Page) => page.locator('.board > [role=status]');

/** The board of the contacts of one last name, which no other journey knows. */
const boardOf = (contact: Known) => `/contacts?layout=board&q=${contact.lastName}`;

async function middle(page: Page, selector: ReturnType<typeof card>) {
  const box = (await selector.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 30) };
}

async function carry(page: Page, contact: Known, to: string) {
  const from = await middle(page, card(page, contact));
  const target = (await lane(page, to).boundingBox())!;
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 8, from.y + 4, { steps: 3 });
  await expect(page.locator('.board-ghost')).toBeVisible();
  await page.mouse.move(target.x + target.width / 2, target.y + 120, { steps: 8 });
  await expect(lane(page, to)).toHaveAttribute('data-over', '');
  await page.mouse.up();
}

test.describe('at Lumen Events', () => {
  test.beforeEach(async ({ page }) => signIn(page, 'owner@lumen.example'));

  test('a contact is carried to another stage by mouse, and the move outlives a reload', async ({ page }) => {
    const contact = await aContact(page, { lead_score: '40' });
    await open(page, boardOf(contact));
    await expect(lane(page, 'Target')).toContainText(contact.name);
    await expect(count(page, 'Target')).toHaveText('1');
    await expect(lane(page, 'Target')).toContainText('Average score 40');

    await carry(page, contact, 'Plug');
    await expect(lane(page, 'Plug')).toContainText(contact.name);
    await expect(count(page, 'Plug')).toHaveText('1');
    await expect(count(page, 'Target')).toHaveText('0');
    await expect(page.getByText(`${contact.name} moved to Plug`, { exact: true })).toBeVisible();
    // The drag was no click: the board is still there.
    await expect(page).toHaveURL(boardOf(contact));
    await page.reload();
    await expect(lane(page, 'Plug')).toContainText(contact.name);
  });

  test('a move is taken back by Undo, and a carried card by Escape', async ({ page }) => {
    const contact = await aContact(page);
    await open(page, boardOf(contact));
    await carry(page, contact, 'Contact');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(lane(page, 'Target')).toContainText(contact.name);
    await expect(page.getByText(`${contact.name} moved to Target`, { exact: true })).toBeVisible();

    const from = await middle(page, card(page, contact));
    const target = (await lane(page, 'Plug').boundingBox())!;
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(target.x + 100, target.y + 100, { steps: 5 });
    await page.keyboard.press('Escape');
    await expect(page.locator('.board-ghost')).toBeHidden();
    await page.mouse.up();
    await expect(lane(page, 'Target')).toContainText(contact.name);
    await page.reload();
    await expect(lane(page, 'Target')).toContainText(contact.name);
  });

  test('a contact is moved by keyboard, and every step is said', async ({ page }) => {
    const contact = await aContact(page);
    await open(page, boardOf(contact));
    await page.getByRole('link', { name: contact.name }).focus();
    await page.keyboard.press(' ');
    await expect(spoken(page)).toContainText(`${contact.name} lifted. In Target, column 1 of 3.`);
    await page.keyboard.press('ArrowRight');
    await expect(spoken(page)).toHaveText('In Contact, column 2 of 3.');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(spoken(page)).toHaveText('In Plug, column 3 of 3.');
    await page.keyboard.press('Escape');
    await expect(spoken(page)).toHaveText(`${contact.name} stays in Target.`);

    await page.keyboard.press(' ');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press(' ');
    await expect(spoken(page)).toHaveText(`${contact.name} moved to Contact.`);
    await expect(lane(page, 'Contact')).toContainText(contact.name);
    // The focus went with the card, so that Enter opens it.
    await expect(page.getByRole('link', { name: contact.name })).toBeFocused();
    await page.reload();
    await expect(lane(page, 'Contact')).toContainText(contact.name);
  });

  test('arrow keys go from card to card and from column to column', async ({ page }) => {
    const last = unique('Rau');
    const add = (first_name: string, contact_type: string) => aContact(page, { first_name, last_name: last, contact_type });
    const [ada, bea, cleo] = [await add('Ada', 'target'), await add('Bea', 'target'), await add('Cleo', 'plug')];
    await open(page, `/contacts?layout=board&q=${last}`);
    const link = (of: Known) => page.getByRole('link', { name: of.name });
    await link(ada).focus();
    await page.keyboard.press('ArrowDown');
    await expect(link(bea)).toBeFocused();
    // Nobody is a contact: that column is passed by.
    await page.keyboard.press('ArrowRight');
    await expect(link(cleo)).toBeFocused();
    await page.keyboard.press('ArrowLeft');
    await expect(link(ada)).toBeFocused();
  });

  test('a contact is moved by menu', async ({ page }) => {
    const contact = await aContact(page);
    await open(page, boardOf(contact));
    await page.getByRole('button', { name: `Move ${contact.name}` }).click();
    const menu = page.getByRole('group', { name: 'Move to another column' });
    await expect(menu.getByRole('button', { name: 'Target' })).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(menu).toBeHidden();
    await expect(lane(page, 'Contact')).toContainText(contact.name);
    await expect(page.getByRole('link', { name: contact.name })).toBeFocused();
    await page.reload();
    await expect(lane(page, 'Contact')).toContainText(contact.name);
  });

  test('a move that the server refuses goes back, says why, and can be tried again', async ({ page, mishaps }) => {
    mishaps.expect(503, '/fn/contacts/move');
    const contact = await aContact(page);
    await open(page, boardOf(contact));
    let refusals = 1;
    await page.route('**/fn/contacts/move', async (route) => {
      if (refusals-- > 0) {
        await route.fulfill({ status: 503, json: { kind: 'unavailable', retry_after_seconds: 1 } });
      } else {
        await route.continue();
      }
    });
    await carry(page, contact, 'Plug');
    await expect(page.getByText(`${contact.name} stays in Target.`)).toBeVisible();
    await expect(lane(page, 'Target')).toContainText(contact.name);
    await expect(count(page, 'Target')).toHaveText('1');
    await expect(count(page, 'Plug')).toHaveText('0');

    await page.getByRole('button', { name: 'Retry' }).click();
    await expect(lane(page, 'Plug')).toContainText(contact.name);
    await expect(page.getByText(`${contact.name} moved to Plug`, { exact: true })).toBeVisible();
    await page.reload();
    await expect(lane(page, 'Plug')).toContainText(contact.name);
  });

  test('more cards come as one scrolls down', async ({ page }) => {
    await open(page, '/contacts?layout=board&sort=score');
    const targets = lane(page, 'Target');
    await expect(targets.locator('.board-card')).toHaveCount(20);
    await targets.locator('.board-cards').evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await expect.poll(() => targets.locator('.board-card').count()).toBeGreaterThan(40);
    const ids = await targets.locator('.board-card').evaluateAll((cards) => cards.map((card) => card.getAttribute('data-card')));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('table and board are two views of one list, and layout and order are remembered', async ({ page }) => {
    const contact = await aContact(page, { first_name: 'Zoë' });
    const other = await aContact(page, { first_name: 'Ada', last_name: contact.lastName, lead_score: '90' });
    await open(page, `/contacts?q=${contact.lastName}`);
    const switcher = page.getByRole('navigation', { name: 'Layout' });
    await switcher.getByRole('link', { name: 'Board' }).click();
    await expect(page).toHaveURL(`/contacts?q=${contact.lastName}&layout=board`);
    await expect(lane(page, 'Target').locator('.board-card')).toHaveCount(2);
    await expect(lane(page, 'Target').locator('.board-card').first()).toContainText(other.name);
    const sort = async () => {
      await page.locator('[popovertarget=contact-order]').click();
      await page.getByRole('group', { name: 'Sort by' }).getByRole('link', { name: 'Score' }).click();
    };
    await sort();
    await expect(page).toHaveURL(/sort=score/);
    await sort();
    await expect(page).toHaveURL(/dir=asc/);
    await expect(lane(page, 'Target').locator('.board-card').first()).toContainText(contact.name);

    // From elsewhere, by the sidebar and by the address bar.
    const nav = page.getByRole('navigation', { name: 'Main' });
    await nav.getByRole('link', { name: 'Home' }).click();
    await expect(page).toHaveURL('/');
    await nav.getByRole('link', { name: 'Contacts' }).click();
    await expect(page).toHaveURL('/contacts?sort=score&dir=asc&layout=board');
    await expect(lane(page, 'Plug')).toBeVisible();
    await page.goto('/contacts');
    await expect(page).toHaveURL('/contacts?sort=score&dir=asc&layout=board');
    await hydrated(page);

    // An address that says what it means is never overridden, and a step back shows what was there.
    await open(page, `/contacts?q=${contact.lastName}`);
    await expect(page.locator('tbody tr')).toHaveCount(2);
    await page.goBack();
    await expect(lane(page, 'Plug')).toBeVisible();
  });

  test('a column that is empty says so, and leads to a contact of its stage', async ({ page }) => {
    await signUp(page);
    await aContact(page);
    await open(page, '/contacts?layout=board');
    await expect(lane(page, 'Plug')).toContainText('No plug yet.');
    await isAccessible(page);
    await lane(page, 'Plug').getByRole('link', { name: 'Add a plug' }).click();
    await expect(page.getByLabel('Stage')).toHaveValue('plug');
  });

  test('the board is accessible and fits, with the longest names', async ({ page }) => {
    test.slow();
    const contact = await aContact(page, {
      first_name: 'Maximiliane-Henriette',
      last_name: unique('von und zu Hohenstein-Wolkenburg '),
      company: 'Gesellschaft zur Förderung der zeitgenössischen Bühnenkunst im deutschsprachigen Raum e. V.',
      job_title: 'Geschäftsführende Vorstandsvorsitzende und Beauftragte für internationale Beziehungen',
      tags: 'Bühnenverein und Förderkreis, Ehrengast auf Lebenszeit, Sponsor',
    });
    for (const width of [320, 390, 820, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      for (const path of ['/contacts?layout=board', `/contacts?layout=board&q=${contact.lastName.split(' ').at(-1)}`]) {
        await open(page, path);
        await fits(page);
        await isAccessible(page);
      }
    }
  });
});

test('a member sees whose contacts they may not move, and a stale page is put right', async ({ page, another, mishaps }) => {
  mishaps.expect(403, '/fn/contacts/move');
  await signIn(page, 'owner@lumen.example');
  const member = await another();
  await signIn(member, 'member@lumen.example');
  const contact = await aContact(member, { first_name: 'Stale' });
  // Created by the member, but in nobody's care: only those who edit everything may move it.
  await open(member, boardOf(contact));
  const from = await middle(member, card(member, contact));
  await member.mouse.move(from.x, from.y);
  await member.mouse.down();
  await member.mouse.move(from.x + 60, from.y + 10, { steps: 5 });
  await expect(member.getByText(`Nobody looks after ${contact.name}.`).first()).toBeVisible();
  await member.mouse.up();
  await expect(member).toHaveURL(boardOf(contact));
  await expect(member.getByRole('button', { name: `Move ${contact.name}` })).toHaveCount(0);

  // The page says that it may be moved, and in the meantime that has changed.
  await member.locator(`[data-card="${contact.id}"]`).evaluate((element) => element.removeAttribute('data-fixed'));
  await carry(member, contact, 'Plug');
  await expect(member.getByText(`${contact.name} stays in Target.`)).toBeVisible();
  await expect(lane(member, 'Target')).toContainText(contact.name);
});

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('a finger that rests carries a card, and one that swipes scrolls', async ({ page }) => {
    await signIn(page, 'owner@lumen.example');
    const contact = await aContact(page);
    await open(page, boardOf(contact));
    const touch = await page.context().newCDPSession(page);
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints });
    const glide = async (from: { x: number; y: number }, to: { x: number; y: number }) => {
      for (let step = 1; step <= 10; step += 1) {
        const at = (a: number, b: number) => a + ((b - a) * step) / 10;
        await send('touchMove', { x: at(from.x, to.x), y: at(from.y, to.y) });
        await page.waitForTimeout(16);
      }
    };
    const lanes = page.locator('.board-lanes');
    // A tap on what still glides only holds it.
    const still = () =>
      lanes.evaluate(async (board) => {
        for (let last = -1; last !== board.scrollLeft; ) {
          last = board.scrollLeft;
          await new Promise((done) => setTimeout(done, 200));
        }
      });

    // A swipe shows the next column, and lifts nothing.
    const start = await middle(page, card(page, contact));
    await send('touchStart', start);
    await glide(start, { x: start.x - 220, y: start.y });
    await send('touchEnd');
    await expect.poll(() => lanes.evaluate((board) => board.scrollLeft)).toBeGreaterThan(200);
    await expect(page.locator('.board-ghost')).toBeHidden();
    await expect(page.getByRole('navigation', { name: 'Columns' }).getByRole('link', { name: /^Contact/ })).toHaveAttribute(
      'aria-current',
      'true',
    );
    await still();
    await page.getByRole('navigation', { name: 'Columns' }).getByRole('link', { name: /^Target/ }).tap();
    await expect.poll(() => lanes.evaluate((board) => board.scrollLeft)).toBe(0);

    // At rest for a moment, then to the edge, where the board scrolls by itself.
    const again = await middle(page, card(page, contact));
    await send('touchStart', again);
    await expect(page.locator('.board-ghost')).toBeVisible();
    await glide(again, { x: 385, y: again.y + 40 });
    await expect(lane(page, 'Contact')).toHaveAttribute('data-over', '');
    await expect.poll(() => lanes.evaluate((board) => board.scrollLeft)).toBeGreaterThan(250);
    await glide({ x: 385, y: again.y + 40 }, { x: 200, y: again.y + 60 });
    // Between two columns it is over none.
    let x = 200;
    await expect(async () => {
      await send('touchMove', { x: (x += 8), y: again.y + 60 });
      await expect(page.locator('[data-over]')).toHaveCount(1, { timeout: 300 });
    }).toPass({ timeout: 6000 });
    const over = await page.locator('[data-over]').getAttribute('data-name');
    await send('touchEnd');
    await expect(page.getByText(`${contact.name} moved to ${over}`, { exact: true })).toBeVisible();
    await page.reload();
    await expect(lane(page, over!)).toContainText(contact.name);
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the board is read, its cards lead to where a contact is moved, and so do its columns', async ({ page }) => {
    await signIn(page, 'owner@lumen.example');
    const contact = await aContact(page);
    await page.goto(boardOf(contact));
    await expect(page.getByRole('button', { name: `Move ${contact.name}` })).toBeHidden();
    await page.getByRole('link', { name: contact.name }).click();
    await page.getByRole('button', { name: 'Target', exact: true }).click();
    await page.getByRole('button', { name: /^Plug Somebody/ }).click();
    await page.goto(boardOf(contact));
    await expect(lane(page, 'Plug')).toContainText(contact.name);
    await page.getByRole('navigation', { name: 'Layout' }).getByRole('link', { name: 'Table' }).click();
    await expect(page.locator('tbody tr')).toHaveCount(1);
  });
});
