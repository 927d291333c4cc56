import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { certificate, sampleProject } from '../../../src/simulator/seed';
import { SIMULATOR_PROJECT_ID, TOKENS } from '../../../src/simulator/tokens';
import { startServerProcess } from '../../support/process';
import { startTestSimulator } from '../../support/simulator';
import { describeInBrowser, startBrowser } from '../browser';
import { openConsole } from './open-console';

describeInBrowser('the certificates of the console', () => {
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    browser = await startBrowser();
    ({ url } = await startServerProcess());
  });

  const names = (page: Page) => page.locator('.grid-body .cell.name').allTextContents();
  const exported = async (page: Page) => {
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: /as CSV/ }).click();
    return readFileSync(await (await downloading).path(), 'utf8');
  };

  it('are listed with two requests, to this server alone, and the token is kept nowhere', async () => {
    const { page, problems, requested, operations } = await openConsole(browser, url);
    await page.getByText('7 certificates').first().waitFor();
    expect((await names(page)).slice(0, 2)).toEqual(['legacy_site', 'billing_2026']);
    expect(operations.sort()).toEqual(['ConsoleCertificates', 'ConsoleGatewayNames']);
    for (const it of requested) expect(new URL(it).origin).toBe(url);
    const kept = await page.evaluate(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href])',
    );
    expect(kept).not.toContain(TOKENS.admin);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('are sorted and filtered, and the filters are in the URL', async () => {
    const { page, problems } = await openConsole(browser, url);
    await page.getByText('7 certificates').first().waitFor();
    await page.getByRole('button', { name: 'Expires' }).click();
    await page.locator('[aria-sort=descending]').waitFor();
    await page.locator('.grid-body .cell.name').first().getByText('shop_wildcard_next').waitFor();

    await page.getByLabel('Covers domain').fill('www.shop.example.com');
    await page.getByText('3 certificates').first().waitFor();
    await page.getByLabel('In use').selectOption({ label: 'Attached to a domain' });
    await page.locator('.card').getByText('1 certificate', { exact: true }).waitFor();
    expect(await names(page)).toEqual(['shop_wildcard']);
    expect(new URL(page.url()).search).toBe('?sort=-expiry&covers=www.shop.example.com&attached=yes');

    await page.getByLabel('Covers domain').fill('');
    await page.getByLabel('In use').selectOption({ label: 'Any' });
    await page.getByText('7 certificates').first().waitFor();
    await page.getByLabel('State').selectOption({ label: 'Not yet valid' });
    await page.getByRole('link', { name: 'shop_wildcard_next' }).waitFor();
    await page.locator('.card').getByText('1 certificate', { exact: true }).waitFor();
    expect(await names(page)).toEqual(['shop_wildcard_next']);
    await page.getByLabel('Name contains').fill('nothing');
    await page.getByText('No certificate matches the filters.').waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('are exported as the filters match them, or as selected, without key material', async () => {
    const { page } = await openConsole(browser, url, { path: '/certificates?name=shop' });
    await page.getByText('3 certificates').first().waitFor();
    const csv = await exported(page);
    expect(csv.split('\r\n')).toHaveLength(5);
    expect(csv).toContain('"shop_renewed"');
    expect(csv).not.toMatch(/PRIVATE|BEGIN/);
    await page.getByRole('checkbox', { name: 'Select shop_renewed' }).check();
    expect((await exported(page)).split('\r\n')).toHaveLength(3);
    await page.context().close();
  });

  it('have columns that can be chosen', async () => {
    const { page } = await openConsole(browser, url);
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'Key' }).check();
    await page.getByRole('checkbox', { name: 'Covers' }).uncheck();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('columnheader').allTextContents()).toEqual([
      'Select',
      'Name',
      'State',
      'Expires ▲',
      'Time left',
      'Scope',
      'Key',
    ]);
    await page.context().close();
  });

  it('stay few in the document with 2,000 of them, and are read page by page as the table is scrolled', async () => {
    const now = new Date();
    const sample = sampleProject(now);
    const certificates = Array.from({ length: 2_000 }, (_, index) =>
      certificate(`c${index}`, `certificate_${String(index).padStart(4, '0')}`, ['a.example.com'], {
        now,
        days: [-10, 100 + index],
      }),
    );
    const { simulator } = await startTestSimulator({ projects: [{ ...sample, domains: [], certificates }] });
    const many = await startServerProcess({ APIG_ENDPOINT: simulator.url, APIG_PROJECT_ID: SIMULATOR_PROJECT_ID });
    const { page, operations } = await openConsole(browser, many.url);
    await page.getByText('2,000 certificates').first().waitFor();
    expect(operations).toHaveLength(2);
    const nextPage = page.waitForResponse('**/graphql');
    await page.locator('.scroller').evaluate((it) => it.scrollTo(0, 490 * 48));
    await page.getByRole('link', { name: 'certificate_0490' }).waitFor();
    await nextPage;
    expect(operations).toHaveLength(3);
    expect(await page.getByRole('row').count()).toBeLessThan(60);
    await page.context().close();
  });
});
