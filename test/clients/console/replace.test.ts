import type { Browser } from 'playwright-core';
import { SAMPLE_IDS } from '../../../src/simulator/seed';
import { type Intercepted, type Interception } from '../../support/interceptor';
import { describeInBrowser, startBrowser } from '../browser';
import { openCertificate, openConsole, startIntercepted } from './open-console';

const WWW = 'www.shop.example.com';
const API = 'api.shop.example.com';
const ASSETS = '*.assets.shop.example.com';

describeInBrowser('replacing a certificate in the console', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });

  /** Starts a server whose requests to the simulator pass a rule, and opens the dialog for domains of a certificate. */
  async function open(
    name: string,
    domains: readonly string[],
    rule: (it: Intercepted) => Interception = () => undefined,
  ) {
    const { url, holder } = await startIntercepted(rule);
    const opened = await openConsole(browser, url);
    await openCertificate(opened.page, name, domains);
    await opened.page.getByRole('button', { name: 'Replace…' }).click();
    return { ...opened, holder };
  }

  it('offers the certificates that cover all domains, and names the reasons against the others', async () => {
    const { page, problems } = await open('shop_wildcard', [API, ASSETS]);
    const dialog = page.getByRole('dialog');
    const choices = dialog.getByLabel('Certificate to use instead').locator('option');
    await choices.nth(1).waitFor({ state: 'attached' });
    expect(await choices.allTextContents()).toEqual(['Choose a certificate', expect.stringMatching(/^shop_renewed/)]);
    await dialog.getByText('5 other certificates are not suitable').click();
    const reasons = (name: string) => dialog.locator(`[data-unsuitable=${name}] .hint li`).allTextContents();
    expect(await reasons('shop_wildcard_next')).toEqual([
      `Does not cover: ${ASSETS}`,
      'The certificate is not valid yet. Clients would reject it.',
    ]);
    expect(await reasons('legacy_site')).toEqual([expect.stringContaining(API), 'The certificate has expired.']);
    expect(await reasons('partners_spare')).toEqual([
      expect.stringContaining(API),
      'The certificate is for another gateway.',
    ]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('says that no certificate can be used where clients are verified', async () => {
    const { page } = await open('partners_mtls', ['mtls.partners.example.org']);
    await page.getByText('No other certificate can serve all of the chosen domains.').waitFor();
    await page.getByText('6 other certificates are not suitable').click();
    const spare = page.locator('[data-unsuitable=partners_spare] .hint li');
    expect(await spare.allTextContents()).toEqual(['Clients are verified there, and the certificate has no root CA.']);
    await page.context().close();
  });

  it('refuses in the preview a certificate that is not valid yet if the list could not tell', async () => {
    const { page } = await open('shop_wildcard', [API]);
    await page.keyboard.press('Escape');
    await page.route('**/graphql', async (route) => {
      const sent = route.request().postData() ?? '';
      if (!sent.includes('ConsoleCertificateNames')) return route.continue();
      return route.fulfill({ json: { data: { certificates: null }, errors: [{ message: 'Broken.' }] } });
    });
    await page.getByRole('button', { name: 'Replace…' }).click();
    await page.getByLabel('Certificate to use instead').selectOption(SAMPLE_IDS.upcomingCertificate);
    await page.getByRole('button', { name: 'Show the effect' }).click();
    await page.locator('[data-refusal=ApigInvalidCertificateError]').filter({ hasText: 'is not valid yet' }).waitFor();
    await page.context().close();
  });

  const isAttach = (id: string, { url }: Intercepted) => url.includes(`${id}/domains/attach`);

  it('links to the new certificate, and undoes what was replaced', async () => {
    const { page, problems, holder } = await open('shop_wildcard', [ASSETS]);
    await page.getByLabel('Certificate to use instead').selectOption(SAMPLE_IDS.renewedCertificate);
    await page.getByRole('button', { name: 'Show the effect' }).click();
    await page.getByRole('button', { name: 'Replace on 1 domain' }).click();
    await page.getByText('1 domain has shop_renewed now.').waitFor();
    expect(holder(ASSETS)).toBe(SAMPLE_IDS.renewedCertificate);
    await page.getByRole('button', { name: 'Undo: replace by shop_wildcard on 1 domain' }).click();
    await page.locator('[data-screen=UndoReplaceSuccess]').waitFor();
    expect(holder(ASSETS)).toBe(SAMPLE_IDS.shopCertificate);
    await page.getByRole('link', { name: 'Open shop_renewed' }).click();
    await page.getByRole('heading', { name: 'shop_renewed', level: 1 }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('undoes an incomplete replacement where it was made, and nowhere else', async () => {
    let attached = 0;
    const { page, holder } = await open('shop_wildcard', [WWW, API], (it) => {
      if (!isAttach(SAMPLE_IDS.renewedCertificate, it)) return undefined;
      attached += 1;
      return attached === 2 ? { status: 400, body: { error_code: 'APIG.2103', error_msg: 'no match' } } : undefined;
    });
    await page.getByLabel('Certificate to use instead').selectOption(SAMPLE_IDS.renewedCertificate);
    await page.getByRole('button', { name: 'Show the effect' }).click();
    await page.getByLabel(/type the name/).fill('shop_wildcard');
    await page.getByRole('button', { name: 'Replace on 2 domains' }).click();
    await page.locator('[data-outcome=RESTORED]').waitFor();
    const before = [WWW, API].filter((it) => holder(it) === SAMPLE_IDS.renewedCertificate);
    expect(before).toHaveLength(1);
    await page.getByRole('button', { name: 'Undo: replace by shop_wildcard on 1 domain' }).click();
    await page.locator('[data-screen=UndoReplaceSuccess]').waitFor();
    expect([WWW, API].map(holder)).toEqual([SAMPLE_IDS.shopCertificate, SAMPLE_IDS.shopCertificate]);
    await page.context().close();
  });
});
