import { expect, type Page } from '@playwright/test';
import { sqlWithin } from './database';
import { unique } from './test';

export type Claimed = { id: string; title: string; path: string };

/** What a page's own form would send. */
export async function ask<T>(page: Page, path: string, form: Record<string, string>): Promise<T> {
  const origin = new URL(process.env.BASE_URL ?? 'http://127.0.0.1:3000').origin;
  const response = await page.request.post(path, { form, headers: { origin, accept: 'application/json' } });
  expect(response.ok(), `${path}: ${response.status()} ${await response.text()}`).toBe(true);
  return response.json() as Promise<T>;
}

/** The day that lies so many days back. */
export const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/** A claim that is there already, a draft unless it is submitted. */
export async function aClaim(page: Page, fields: Record<string, string> = {}, isSubmitted = false): Promise<Claimed> {
  const form = {
    title: unique('Taxi '),
    merchant: 'City Cabs',
    amount: '24.50',
    currency: 'EUR',
    expense_date: ago(3),
    expense_type: 'travel',
    ...fields,
  };
  const id = await ask<string>(page, '/fn/expenses/create', isSubmitted ? { ...form, submit: 'true' } : form);
  return { id, title: form.title, path: `/expenses/${id}` };
}

/** What becomes of a claim, decided by whoever this page is of. */
export async function decide(page: Page, claim: Claimed, verdict: 'approve' | 'reject' | 'question', comment = '') {
  const { version } = await ask<{ version: number }>(page, '/fn/expenses/get', { expense_id: claim.id });
  await ask(page, '/fn/expenses/decide', { 'claims[0]': `${claim.id}:${version}`, verdict, comment });
}

/** What one of another currency is worth in euros, for the organisation of whoever has this address. */
export function aRate(email: string, currency: string, rate: number) {
  sqlWithin(
    email,
    `insert into exchange_rates (organization_id, base_currency, quote_currency, rate, rate_date, source, created_by)
     select organization_id, '${currency}', 'EUR', ${rate}, current_date - 5, 'manual', id from users where email_lower = '${email}'`,
  );
}

/** A photograph of a receipt, as a telephone takes it: a JPEG that is drawn by the browser. */
export async function aReceipt(page: Page, shop: string, total: string): Promise<Buffer> {
  const data = await page.evaluate(
    ([shop, total]) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [900, 1400];
      const paper = canvas.getContext('2d')!;
      paper.fillStyle = '#5b5148';
      paper.fillRect(0, 0, 900, 1400);
      paper.fillStyle = '#fbfaf6';
      paper.fillRect(110, 70, 680, 1260);
      paper.fillStyle = '#222';
      paper.textAlign = 'center';
      paper.font = 'bold 58px monospace';
      paper.fillText(shop.toUpperCase(), 450, 190, 620);
      paper.font = '32px monospace';
      paper.fillText('12 Harbour Row', 450, 250);
      paper.fillText('----------------------------', 450, 330);
      ['1 x Espresso', '2 x Set lunch', '1 x Mineral water'].forEach((line, at) => {
        paper.textAlign = 'left';
        paper.fillText(line, 160, 420 + at * 60);
      });
      paper.textAlign = 'center';
      paper.fillText('----------------------------', 450, 640);
      paper.font = 'bold 64px monospace';
      paper.fillText(total, 450, 760);
      paper.font = '28px monospace';
      paper.fillText('Thank you. VAT included.', 450, 900);
      return canvas.toDataURL('image/jpeg', 0.85).split(',')[1];
    },
    [shop, total],
  );
  return Buffer.from(data, 'base64');
}

/** Files are dropped onto the page from elsewhere. */
export async function drop(page: Page, files: { name: string; mimeType: string; buffer: Buffer }[]) {
  const held = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, data: buffer.toString('base64') }));
  const dataTransfer = await page.evaluateHandle((held) => {
    const transfer = new DataTransfer();
    for (const { name, mimeType, data } of held) {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type: mimeType }));
    }
    return transfer;
  }, held);
  await page.dispatchEvent('main', 'dragover', { dataTransfer });
  await expect(page.getByText('Drop receipts: each becomes a draft')).toBeVisible();
  await page.dispatchEvent('main', 'drop', { dataTransfer });
}
