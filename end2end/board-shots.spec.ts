import { aContact, signIn } from './support/people';
import { hydrated, test, type Page } from './support/test';
test('shots', async ({ page }) => {
  test.setTimeout(300000);
  await signIn(page, 'owner@lumen.example');
  await aContact(page, {
    first_name: 'Maximiliane-Henriette', last_name: 'AAvon und zu Hohenstein-Wolkenburg-Rabenau',
    company: 'Gesellschaft zur Förderung der zeitgenössischen Bühnenkunst im deutschsprachigen Raum e. V.',
    job_title: 'Geschäftsführende Vorstandsvorsitzende und Beauftragte für internationale Beziehungen',
    tags: 'Bühnenverein und Förderkreis, Ehrengast auf Lebenszeit, Sponsor', priority: 'high', lead_score: '100',
  });
  const go = async (w: number, h: number, path: string) => {
    await page.setViewportSize({ width: w, height: h });
    await page.goto(path);
    await hydrated(page);
    await page.evaluate(() => document.fonts.ready);
  };
  await go(1440, 900, '/contacts?layout=board');
  const card = page.locator('.board-card').nth(3);
  const box = (await card.boundingBox())!;
  await page.mouse.move(box.x + 80, box.y + 20);
  await page.screenshot({ path: '/tmp/b/shots/board-hover.png' });
  await page.mouse.down();
  await page.mouse.move(box.x + 480, box.y + 60, { steps: 10 });
  await page.screenshot({ path: '/tmp/b/shots/board-drag.png' });
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await page.mouse.move(700, 20);
  await page.locator('.board-link').nth(2).focus();
  await page.keyboard.press(' ');
  await page.keyboard.press('ArrowRight');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: '/tmp/b/shots/board-keys.png' });
  await page.keyboard.press('Escape');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('.board-card').nth(1).hover();
  await page.locator('.board-card').nth(1).locator('.board-more').click();
  await page.screenshot({ path: '/tmp/b/shots/board-menu.png' });
  await go(1440, 900, '/contacts?layout=board&type=plug&priority=high');
  await page.screenshot({ path: '/tmp/b/shots/board-partly.png' });
  await go(390, 844, '/contacts?layout=board');
  await page.screenshot({ path: '/tmp/b/shots/board-390-light.png' });
  await page.evaluate(() => window.scrollTo(0, 2000));
  await page.getByRole('navigation', { name: 'Columns' }).getByRole('link').nth(1).click();
  await page.waitForTimeout(600);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: '/tmp/b/shots/board-390-scrolled.png' });
});
