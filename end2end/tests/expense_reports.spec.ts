import { fits, isAccessible } from '../support/axe';
import { aClaim, ago, decide } from '../support/claims';
import { aColleague, signIn, signUp } from '../support/people';
import { expect, open, test } from '../support/test';

const REPORTS = '/expenses/reports';

// The money is spent today, in the year that a report is of unless another is asked for.
const day = ago(0);
const [year] = day.split('-').map(Number) as [number];
const monthName = new Date(day).toLocaleString('en', { month: 'long', timeZone: 'UTC' });

test('what is approved counts in a report, by type, person and month, and goes into a file with its accounts', async ({ page, another }) => {
  const founder = await signUp(page);
  await open(page, REPORTS);
  await expect(page.getByRole('heading', { name: 'Nothing spent this year' })).toBeVisible();
  await isAccessible(page);

  const member = await another();
  await aColleague(member, founder, 'member', ['Tomasz', 'Wójcik']);
  const train = await aClaim(member, { amount: '119.00', expense_type: 'travel', expense_date: day, tax_rate: '19', tax_amount: '19.00' }, true);
  const lamps = await aClaim(member, { amount: '50.00', expense_type: 'venue', expense_date: day }, true);
  await decide(page, train, 'approve');

  const line = (name: string) => page.getByRole('row').filter({ has: page.getByRole('cell', { name, exact: true }) });
  await open(page, REPORTS);
  await expect(line('Travel')).toContainText('€119.00');
  await expect(line('Travel')).toContainText('€100.00');
  await expect(line('Venue')).toHaveCount(0);
  await expect(page.getByRole('img', { name: new RegExp(`most in ${monthName}`) })).toBeVisible();

  // What waits counts where it is asked for, and others' decisions arrive by themselves.
  await page.getByRole('button', { name: 'Claims', exact: true }).click();
  await page.getByRole('link', { name: 'All submitted' }).click();
  await expect(line('Venue')).toContainText('€50.00');
  await expect(page).toHaveURL(/counted=all/);

  // From a person to what they spent, and back.
  await page.getByRole('link', { name: 'Person', exact: true }).click();
  await page.getByRole('link', { name: 'Tomasz Wójcik' }).click();
  await expect(page.getByText('Person: Tomasz Wójcik')).toBeVisible();
  await expect(line('Total')).toContainText('€169.00');
  await page.getByRole('link', { name: 'Remove Person: Tomasz Wójcik' }).click();
  await page.getByRole('link', { name: 'Month', exact: true }).click();
  await page.getByRole('link', { name: `${monthName} ${year}` }).click();
  await expect(page).toHaveURL(new RegExp(`from=${day.slice(0, 7)}&to=${day.slice(0, 7)}`));
  await expect(line('Total')).toContainText('€169.00');

  // Any other period, typed.
  await page.getByRole('textbox', { name: 'From' }).fill(`${year - 1}-03`);
  await page.getByRole('textbox', { name: 'To', exact: true }).fill(`${year - 1}-08`);
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByText('No claim counts in this period.')).toBeVisible();

  // The accounts of the books stand in the file.
  await open(page, '/settings/accounts');
  await page.getByLabel('Travel').fill('46;70');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Write letters and digits, like 4670 or 4670/01.')).toBeVisible();
  await page.getByLabel('Travel').fill('4670');
  await page.getByLabel('Input tax').fill('1576');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Accounts saved')).toBeVisible();
  await isAccessible(page);
  await open(page, `${REPORTS}?counted=all`);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe(`expenses-${year}-01-${year}-12.csv`);
  const lines = (await (await file.createReadStream()).toArray()).join('');
  expect(lines).toContain(',4670,1576,,EUR,119.00,100.00,19.00,19,EUR,119.00,100.00,19.00,1,');
  expect(lines).toContain(lamps.title);

  // Members see their own; the table is readable on a telephone.
  await open(member, `${REPORTS}?counted=all&by=person`);
  await expect(member.getByText('What your claims come to')).toBeVisible();
  for (const width of [390, 820, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await open(page, `${REPORTS}?counted=all`);
    await fits(page);
    await isAccessible(page);
  }
});

test('without JavaScript a period is chosen by a form', async ({ page, another }) => {
  const founder = await signUp(page);
  await aClaim(page, { amount: '50.00', expense_type: 'venue', expense_date: day }, true);
  const plain = await another({ javaScriptEnabled: false });
  await signIn(plain, founder.email, founder.password);
  await plain.goto(`${REPORTS}?counted=waiting`);
  await expect(plain.getByRole('row').filter({ hasText: 'Venue' })).toContainText('€50.00');
  await plain.getByRole('textbox', { name: 'From' }).fill(`${year - 1}-03`);
  await plain.getByRole('textbox', { name: 'To', exact: true }).fill(`${year - 1}-04`);
  await plain.getByRole('button', { name: 'Show' }).click();
  await expect(plain).toHaveURL(/counted=waiting&from=\d{4}-03&to=\d{4}-04$/);
  await expect(plain.getByText('No claim counts in this period.')).toBeVisible();
});
