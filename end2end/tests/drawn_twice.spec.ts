import { aContact, calls, signUp } from '../support/people';
import { expect, hydrated, open, test, type Page } from '../support/test';

// Taking over a page, the browser keeps the texts and attributes that the server drew and compares none of them with its
// own. Only where it draws the same page itself does it show what it makes of the same data: in another zone and language
// than the server's, which must make no difference.
test.use({ timezoneId: 'Asia/Tokyo', locale: 'de-DE' });

/** What a page says, in order: its texts, and the attributes that people meet or follow. */
function said(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const told = ['href', 'aria-label', 'title', 'placeholder', 'datetime', 'value', 'aria-sort', 'aria-current'];
    const lines: string[] = [];
    const hear = (node: Node) => {
      if (node instanceof Text) {
        if (node.data.trim() !== '') lines.push(node.data.trim());
      } else if (node instanceof HTMLElement && !node.matches('script, template, #elsewhere, [aria-live]')) {
        for (const name of told) {
          if (node.hasAttribute(name)) lines.push(`${node.localName} ${name}=${node.getAttribute(name)}`);
        }
        node.childNodes.forEach(hear);
      }
    };
    hear(document.body);
    // Texts that stand beside each other may be one node for the one and two for the other.
    return lines.join(' ').replace(/\s+/g, ' ').split(/(?<=[.:…!?]) |(?= \w+ href=)/);
  });
}

/** Goes there as a link does, without asking the server for a page. */
async function follow(page: Page, path: string) {
  await page.evaluate((href) => {
    const link = document.createElement('a');
    Object.assign(link, { id: 'elsewhere', href, textContent: href });
    document.body.append(link);
    link.click();
    link.remove();
  }, path);
  await expect(page).toHaveURL(path);
}

test('a page reads the same whether the server draws it or the browser', async ({ page }) => {
  test.slow();
  // An organisation of its own, in which nobody changes anything between the one look and the other.
  await signUp(page);
  await open(page, '/contacts');
  await page.getByRole('button', { name: 'Add sample contacts' }).click();
  await expect(page.getByText('These are sample contacts')).toBeVisible();
  const contact = await aContact(page, { company: 'Ångström & Søn', email: 'marta@angstrom.example', tags: 'vip' });
  await calls(page, contact, 3);
  for (const path of [
    '/',
    '/contacts?layout=table',
    '/contacts?layout=board',
    '/contacts?layout=table&search=mart&sort=company',
    `/contacts?layout=table&panel=${contact.id}`,
    '/contacts/new',
    contact.path,
    `${contact.path}/edit`,
    '/contacts/trash',
    '/companies',
    '/events',
    '/events/new',
    `/companies/${encodeURIComponent('Ångström & Søn')}`,
    '/jobs',
    '/mail',
    '/account',
    '/settings',
    '/settings/rates',
    '/settings/accounts',
    '/expenses',
    '/expenses/reports?counted=all',
    '/settings/policies',
  ]) {
    await test.step(path, () =>
      // A second time where a minute turned in between.
      expect(async () => {
        await open(page, path);
        const server = await said(page);
        await open(page, path === '/contacts/trash' ? '/' : '/contacts/trash');
        await page.evaluate(() => Object.assign(window, { stayed: true }));
        await follow(page, path);
        await hydrated(page);
        await expect.poll(() => said(page), { message: path, timeout: 5_000 }).toEqual(server);
        expect(await page.evaluate(() => 'stayed' in window), 'the page was drawn in the browser').toBe(true);
      }).toPass({ timeout: 30_000 }),
    );
  }
});
