import type { BrowserContext, ConsoleMessage, Page, Request, Response } from '@playwright/test';

/** A refusal that a journey provokes on purpose. */
export type Expected = { status: number; path: string | RegExp };

/** Everything that goes wrong in a browser while somebody is on their journey. */
export class Mishaps {
  private readonly found: string[] = [];
  private readonly expected: Expected[] = [];
  private offline = false;

  /** From here on the server may refuse this; whatever else it refuses is a mishap. */
  expect(status: number, path: string | RegExp) {
    this.expected.push({ status, path });
  }

  /** From here on requests may fail on their way. */
  expectNoConnection() {
    this.offline = true;
  }

  get all(): readonly string[] {
    return this.found;
  }

  watch(context: BrowserContext, runsScripts = true) {
    context.on('console', (message) => this.hear(message, runsScripts));
    context.on('weberror', (error) => this.uncaught(error.error()));
    context.on('response', (response) => this.see(response));
    context.on('requestfailed', (request) => this.miss(request, runsScripts));
    context.on('page', (page) => this.accompany(page));
  }

  private accompany(page: Page) {
    page.on('crash', () => this.note('the page crashed'));
  }

  private hear(message: ConsoleMessage, runsScripts: boolean) {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    // The answer itself says more, and says whether it was expected.
    if (message.text().startsWith('Failed to load resource')) return;
    if (this.isOfAPiece(message.text())) return;
    // What only scripts would have used.
    if (!runsScripts && message.text().includes('was preloaded using link preload but not used')) return;
    // In the frame of a mail nothing runs, and not what drives the browser either.
    if (/\/dev\/mail\/[^']+' because the document's frame is sandboxed/.test(message.text())) return;
    this.note(`${message.type()} in the console of ${message.location().url}: ${message.text()}`);
  }

  private uncaught(error: Error) {
    if (this.isOfAPiece(error.message)) return;
    this.note(`an error nobody caught: ${error.stack ?? error}`);
  }

  /** So says what fetches the pieces of the app, before the app itself hears of it. */
  private isOfAPiece(text: string) {
    return this.offline && text.includes('Failed to fetch');
  }

  private see(response: Response) {
    if (response.status() < 400) return;
    const path = new URL(response.url()).pathname;
    const isExpected = this.expected.some(
      (one) =>
        one.status === response.status() && (typeof one.path === 'string' ? one.path === path : one.path.test(path)),
    );
    if (!isExpected) this.note(`${response.status()} for ${response.request().method()} ${path}`);
  }

  private miss(request: Request, runsScripts: boolean) {
    const reason = request.failure()?.errorText ?? '';
    // A page that is left drops what it was still waiting for.
    if (reason === 'net::ERR_ABORTED' || this.offline) return;
    // That is how a browser says that it was told to run no scripts.
    if (!runsScripts && reason === 'csp' && request.resourceType() === 'script') return;
    this.note(`${request.method()} ${request.url()} failed: ${reason}`);
  }

  private note(what: string) {
    this.found.push(what);
  }
}
