import { test as base, expect, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import { Mishaps } from './watch';

export { expect };
export type { Page };

/** What the demo's people sign in with. */
export const PASSWORD = 'the-plugs-demo';

type Journey = {
  /** What went wrong in any browser of the journey; a journey fails unless it is empty in the end. */
  mishaps: Mishaps;
  /** A browser of its own for one more person. */
  another: (options?: BrowserContextOptions) => Promise<Page>;
};

export const test = base.extend<Journey>({
  mishaps: [
    async ({}, use) => {
      const mishaps = new Mishaps();
      await use(mishaps);
      expect(mishaps.all, 'nothing goes wrong unnoticed').toEqual([]);
    },
    { auto: true },
  ],

  // Each journey comes from an address of its own, so that none is held back for the attempts of others.
  contextOptions: async ({ contextOptions }, use) => {
    await use({ ...contextOptions, extraHTTPHeaders: { 'x-forwarded-for': someAddress() } });
  },

  context: async ({ context, javaScriptEnabled, mishaps }, use) => {
    mishaps.watch(context, javaScriptEnabled);
    await use(context);
  },

  another: async ({ browser, contextOptions, baseURL, mishaps }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({ ...contextOptions, baseURL, ...options });
      contexts.push(context);
      mishaps.watch(context, options.javaScriptEnabled);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

/** An address from the block that is kept for tests (RFC 2544). */
function someAddress(): string {
  const part = () => Math.floor(Math.random() * 254) + 1;
  return `198.18.${part()}.${part()}`;
}

let made = 0;

/** A word that no other journey uses. */
export function unique(word: string): string {
  made += 1;
  const letters = (Date.now().toString(36) + process.pid.toString(36) + made.toString(36)).replace(/[0-9]/g, (digit) =>
    String.fromCharCode('a'.charCodeAt(0) + Number(digit)),
  );
  return word + letters;
}

/** Waits until the browser has taken over the page that the server drew. */
export async function hydrated(page: Page) {
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
}

/** Opens a page and waits until it is alive. */
export async function open(page: Page, path: string) {
  await page.goto(path);
  await hydrated(page);
}
