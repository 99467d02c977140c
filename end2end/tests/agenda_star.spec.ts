import { anEvent, anItem, rooms } from '../support/agendas';
import { fits, isAccessible } from '../support/axe';
import { signUp } from '../support/people';
import { expect, open, test, type Page } from '../support/test';

const card = (page: Page, title: string) => page.locator('.plan-card').filter({ hasText: title });
const star = (page: Page, title: string) => page.getByRole('button', { name: `${title} in my agenda` });
const isStarred = (page: Page, title: string, is: boolean) =>
  expect(star(page, title)).toHaveAttribute('aria-pressed', String(is));

async function twoItems(page: Page) {
  await signUp(page);
  const event = await anEvent(page);
  const { Hall } = await rooms(page, event, { Hall: 300 });
  await anItem(page, event, 'Keynote', ['10:00', '11:00'], { room_id: Hall });
  await anItem(page, event, 'Panel', ['11:30', '12:30'], { room_id: Hall });
  return event;
}

test('an item is starred in the grid by mouse and keyboard, stands in one’s own agenda, and is carried as before', async ({ page }) => {
  const event = await twoItems(page);
  await open(page, event.path);
  await isStarred(page, 'Keynote', false);
  await card(page, 'Keynote').hover();
  await star(page, 'Keynote').click();
  await isStarred(page, 'Keynote', true);
  await isAccessible(page);
  await fits(page);
  // The focus stays where it is, and the same press takes it out again.
  await star(page, 'Panel').focus();
  await page.keyboard.press('Enter');
  await isStarred(page, 'Panel', true);
  await expect(star(page, 'Panel')).toBeFocused();
  await page.keyboard.press('Enter');
  await isStarred(page, 'Panel', false);
  await page.keyboard.press('Enter');
  await isStarred(page, 'Panel', true);
  // A card that is carried keeps its star.
  await card(page, 'Keynote').locator('.plan-link').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await expect(card(page, 'Keynote').locator('.plan-time')).toContainText('10:05');
  await isStarred(page, 'Keynote', true);
  await page.reload();
  await isStarred(page, 'Keynote', true);
  await isStarred(page, 'Panel', true);
  await open(page, '/agenda');
  await expect(page.getByRole('link', { name: /Keynote/ })).toBeVisible();
});

test('a star that the server refuses goes out again', async ({ page, mishaps }) => {
  const event = await twoItems(page);
  await open(page, event.path);
  mishaps.expect(503, '/fn/agenda/star');
  await page.route('**/fn/agenda/star', (route) =>
    route.fulfill({ status: 503, contentType: 'application/json', body: '{"kind":"unavailable","retry_after_seconds":2}' }),
  );
  await star(page, 'Keynote').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('The service is busy.')).toBeVisible();
  await isStarred(page, 'Keynote', false);
});

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('an item is starred in the list', async ({ page }) => {
    const event = await twoItems(page);
    await open(page, event.path);
    const box = await star(page, 'Keynote').boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
    await star(page, 'Keynote').tap();
    await isStarred(page, 'Keynote', true);
    await fits(page);
    await isAccessible(page);
  });
});
