import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/**
 * Fails on what axe calls serious or critical, and on every finding about contrast, in light and in dark. In the dark it
 * looks at what colours can change: names, roles and order are the same.
 */
export async function isAccessible(page: Page) {
  // Before the colours change, so that none of them is caught on its way.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await drawAll(page);
  for (const colorScheme of ['light', 'dark'] as const) {
    let findings = await findingsIn(page, colorScheme);
    // Now and then Chromium leaves one element the inherited colour of before. A fault of the page is there each time.
    for (let again = 0; findings.length > 0 && again < 2; again += 1) {
      await page.emulateMedia({ colorScheme: colorScheme === 'dark' ? 'light' : 'dark' });
      await atRest(page);
      findings = await findingsIn(page, colorScheme);
    }
    expect(findings, `${new URL(page.url()).pathname}, ${colorScheme}`).toEqual([]);
  }
  await page.evaluate(() => (document.adoptedStyleSheets = []));
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: null });
}

async function findingsIn(page: Page, colorScheme: 'light' | 'dark') {
  await page.emulateMedia({ colorScheme });
  await atRest(page);
  // Without the legacy mode each look opens a page more, for frames of other origins, of which there are none.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  if (colorScheme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block']);
  const { violations } = await axe.analyze();
  return violations
    .filter((violation) => ['serious', 'critical'].includes(violation.impact ?? '') || violation.id === 'color-contrast')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(' ')} (${node.failureSummary})`).join('; ')}`);
}

/** What is out of sight and therefore not drawn keeps the colours of before, and axe would look at those. */
async function drawAll(page: Page) {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { content-visibility: visible !important }');
    document.adoptedStyleSheets = [sheet];
  });
}

/** Waits until what moves has come to its end, and the page is drawn. */
export async function atRest(page: Page) {
  await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    await frame();
    await frame();
    await Promise.allSettled(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity)
        .map((animation) => animation.finished),
    );
  });
}

/** Fails where a page is wider than its window. */
export async function fits(page: Page) {
  const surplus = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(surplus, `pixels by which ${new URL(page.url()).pathname} is too wide`).toBeLessThanOrEqual(0);
}
