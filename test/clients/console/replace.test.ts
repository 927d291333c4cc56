import type { Browser } from 'playwright-core';
import { SAMPLE_IDS } from '../../../src/simulator/seed';
import { SIMULATOR_PROJECT_ID } from '../../../src/simulator/tokens';
import { type Intercepted, type Interception, startInterceptor } from '../../support/interceptor';
import { startServerProcess } from '../../support/process';
import { startTestSimulator } from '../../support/simulator';
import { describeInBrowser, startBrowser } from '../browser';
import { openCertificate, openConsole } from './open-console';

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
    const { simulator } = await startTestSimulator();
    const upstream = await startInterceptor(() => simulator.url, rule);
    const { url } = await startServerProcess({
      APIG_ENDPOINT: upstream,
      APIG_PROJECT_ID: SIMULATOR_PROJECT_ID,
      RATE_LIMIT: 'off',
    });
    const opened = await openConsole(browser, url);
    await openCertificate(opened.page, name, domains);
    await opened.page.getByRole('button', { name: 'Replace…' }).click();
    const holder = (domain: string) =>
      simulator.projects.flatMap((it) => it.domains).find((it) => it.name === domain)?.certificateId;
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

  it('warns in the preview of a certificate that is not valid yet if the list could not tell', async () => {
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
    await page.getByText('The certificate is not valid yet. Clients would reject it.').waitFor();
    await page.context().close();
  });
});
