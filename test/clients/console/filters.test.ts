import type { Browser, Page } from 'playwright-core';
import { startServerProcess } from '../../support/process';
import { describeInBrowser, startBrowser } from '../browser';
import { openConsole } from './open-console';

describeInBrowser('the filters of the console', () => {
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    browser = await startBrowser();
    ({ url } = await startServerProcess({ RATE_LIMIT: 'off' }));
  });

  const count = (page: Page, text: string) => page.locator('.card').getByText(text, { exact: true }).waitFor();
  const names = (page: Page) => page.locator('.grid-body .cell.name').allTextContents();
  const states = (page: Page) => page.locator('.grid-body .cell.state').allTextContents();
  const FILTERED = '?covers=www.shop.example.com&sort=-expiry';

  it.each<[string, (page: Page) => Promise<unknown>]>([
    ['the navigation', (page) => page.getByRole('navigation').getByRole('link', { name: 'Certificates' }).click()],
    ['the link back', (page) => page.getByRole('link', { name: 'All certificates' }).click()],
    ["the browser's Back", (page) => page.goBack()],
  ])('are the same after a certificate was looked at: by %s', async (_, back) => {
    const { page, problems } = await openConsole(browser, url);
    await count(page, '7 certificates');
    await page.getByLabel('Covers domain').fill('www.shop.example.com');
    await count(page, '3 certificates');
    await page.getByRole('button', { name: 'Expires' }).click();
    await page.locator('[aria-sort=descending]').waitFor();
    await page.getByRole('link', { name: 'shop_renewed' }).click();
    await page.getByRole('heading', { name: 'shop_renewed' }).waitFor();
    await back(page);
    await count(page, '3 certificates');
    await page.locator('[aria-sort=descending]').waitFor();
    expect(new URL(page.url()).search).toBe(FILTERED);
    expect(await page.getByLabel('Covers domain').inputValue()).toBe('www.shop.example.com');

    await page.getByRole('button', { name: 'Clear filters' }).click();
    await count(page, '7 certificates');
    expect(await page.getByLabel('Covers domain').inputValue()).toBe('');
    expect(new URL(page.url()).search).toBe('?sort=-expiry');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('are forgotten when the user signs out', async () => {
    const { page } = await openConsole(browser, url, { path: '/certificates?name=shop' });
    await count(page, '3 certificates');
    await page.getByRole('navigation').getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'simulator-admin-token' }).click();
    await page.locator('button[type=submit]').click();
    const link = page.getByRole('navigation').getByRole('link', { name: 'Certificates' });
    expect(await link.getAttribute('href')).toBe('/console/certificates');
    await page.context().close();
  });

  it('belong to a section that the navigation marks, on the screen of a certificate too', async () => {
    const { page } = await openConsole(browser, url);
    const marked = () =>
      page
        .getByRole('navigation')
        .locator('[aria-current]')
        .evaluateAll((links) => links.map((it) => [it.textContent, it.getAttribute('aria-current'), it.className]));
    await count(page, '7 certificates');
    expect(await marked()).toEqual([['Certificates', 'page', 'nav-link active']]);
    await page.getByRole('link', { name: 'shop_renewed' }).click();
    await page.getByRole('heading', { name: 'shop_renewed' }).waitFor();
    expect(await marked()).toEqual([['Certificates', 'true', 'nav-link active']]);
    await page.getByRole('navigation').getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    expect(await marked()).toEqual([['Overview', 'page', 'nav-link active']]);
    await page.context().close();
  });

  it('keep the rows when the server rejects one of them, and show the reason at its field', async () => {
    const { page, problems } = await openConsole(browser, url);
    await count(page, '7 certificates');
    const rows = await names(page);
    const field = page.getByLabel('Covers domain');
    await field.fill('no host name!');
    await page.getByText('Not applied: must be a domain name').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(
      await field.evaluate(
        (it) => it.ownerDocument.getElementById(it.getAttribute('aria-describedby') ?? '')?.textContent,
      ),
    ).toMatch(/^Not applied: must be a domain name .* such as www\.example\.com/);
    expect(await page.locator('[data-screen]').count()).toBe(0);
    expect(await names(page)).toEqual(rows);
    // The rows that are there are exported: those of the last filters that were accepted.
    expect(await page.getByRole('button', { name: 'Export 7 as CSV' }).isEnabled()).toBe(true);

    await field.fill('www.shop.example.com');
    await count(page, '3 certificates');
    expect(await field.getAttribute('aria-invalid')).toBeNull();
    expect(await page.getByText('Not applied').count()).toBe(0);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('show the reason for a choice that only a URL can have, and every other problem on its screen', async () => {
    const { page } = await openConsole(browser, url, { path: '/certificates?gateway=no!id&covers=no!host' });
    await page.getByText('Not applied').nth(1).waitFor();
    expect(await page.locator('[aria-invalid=true]').count()).toBe(2);
    expect(await page.getByText('No certificate matches').count()).toBe(0);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await count(page, '7 certificates');
    await page.getByLabel('Name contains').fill('simulate-APIG-2012');
    await page.locator('[data-screen=ApigInvalidInputError]').waitFor();
    await page.getByLabel('Name contains').fill('shop');
    await count(page, '3 certificates');
    await page.context().close();
  });

  it('tell the state of all rows, where a list without start dates cannot', async () => {
    const { page } = await openConsole(browser, url);
    await count(page, '7 certificates');
    expect([...new Set(await states(page))]).toEqual(['Expired', 'Expires soon', 'Not expired']);
    await page.getByLabel('State').selectOption({ label: 'Not yet valid' });
    await count(page, '1 certificate');
    expect(await states(page)).toEqual(['Not yet valid']);
    await page.getByLabel('State').selectOption({ label: 'Valid' });
    await count(page, '4 certificates');
    expect([...new Set(await states(page))]).toEqual(['Valid']);
    await page.context().close();
  });
});
