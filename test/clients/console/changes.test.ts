import type { Browser } from 'playwright-core';
import { SAMPLE_IDS } from '../../../src/simulator/seed';
import { issue } from '../../support/certificates';
import { type Intercepted } from '../../support/interceptor';
import { describeInBrowser, startBrowser } from '../browser';
import { openCertificate, openConsole, startIntercepted } from './open-console';

const WWW = 'www.shop.example.com';
const API = 'api.shop.example.com';

describeInBrowser('the changes of the console', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });

  it('detach after the name was typed, report each domain, and attach again on demand', async () => {
    const { url, holder } = await startIntercepted();
    const { page, problems } = await openConsole(browser, url);
    await openCertificate(page, 'shop_wildcard', [WWW, API]);
    await page.getByRole('button', { name: 'Detach…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 site redirects to HTTPS and is cut off').waitFor();
    const button = dialog.getByRole('button', { name: 'Detach from 2 domains' });
    expect(await button.isDisabled()).toBe(true);
    const field = dialog.getByLabel(/type the name/);
    await field.fill('shop_wildcar');
    expect(await button.isDisabled()).toBe(true);
    await field.fill('shop_wildcard');
    await page.keyboard.press('Enter');
    expect(holder(WWW)).toBe(SAMPLE_IDS.shopCertificate);
    await button.click();
    await dialog.locator('[data-screen=DetachCertificateDomainsSuccess]').waitFor();
    expect(await dialog.locator('[data-outcome=DETACHED]').allTextContents()).toEqual([
      `${WWW} detached`,
      `${API} detached`,
    ]);
    await page.getByText('The certificate is detached from 2 domains.').last().waitFor();
    expect(holder(WWW)).toBeUndefined();
    await dialog.getByRole('button', { name: 'Undo: attach to 2 domains again' }).click();
    await dialog.locator('[data-screen=AttachCertificateDomainsSuccess]').waitFor();
    expect(holder(WWW)).toBe(SAMPLE_IDS.shopCertificate);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('heading', { name: '4 domains' }).waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('detach without the name where nothing is cut off, and not from the same domain on another gateway', async () => {
    const { url } = await startIntercepted();
    const { page } = await openConsole(browser, url);
    await openCertificate(page, 'shop_wildcard', [API]);
    await page.getByRole('button', { name: 'Detach…' }).click();
    const button = page.getByRole('button', { name: 'Detach from 1 domain' });
    await button.waitFor();
    expect(await button.evaluate((it) => it.ownerDocument.activeElement === it)).toBe(false);
    await button.click();
    await page.locator('[data-screen=DetachCertificateDomainsSuccess]').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: '3 domains' }).waitFor();
    expect(await page.getByRole('row', { name: API }).allTextContents()).toEqual([
      expect.stringContaining('gateway-partners'),
    ]);
    await page.context().close();
  });

  it('renew with a PEM that is checked first, and name the domains that are no longer covered', async () => {
    const { url } = await startIntercepted();
    const { page, problems } = await openConsole(browser, url);
    await openCertificate(page, 'shop_wildcard', []);
    await page.getByRole('button', { name: 'Renew' }).click();
    const dialog = page.getByRole('dialog');
    const check = () => dialog.getByRole('button', { name: 'Check and show the effect' }).click();
    const part = await issue({ san: ['*.shop.example.com'] });
    await dialog.getByLabel('New certificate').fill(part.key);
    await check();
    await dialog.getByText('This is a private key.').waitFor();
    await dialog.getByText('Paste or drop a PEM.').waitFor();
    await dialog.getByLabel('New certificate').fill(part.pem);
    await dialog.getByLabel('Private key').fill(part.key);
    await check();
    await dialog.getByText('1 domain is no longer covered').waitFor();
    const compared = (fact: string) => dialog.locator(`[data-fact="${fact}"] td`).allTextContents();
    expect(await compared('certificate.issuer')).toEqual(['Example Trust Services', 'Example Ltd']);
    expect(await compared('column.algorithm')).toEqual(['RSA', 'ECC, 256']);
    expect(await compared('certificate.names')).toEqual([expect.any(String), '*.shop.example.com']);
    const [before, after] = await compared('certificate.notBefore');
    expect(before).not.toBe(after);
    expect(await dialog.getByRole('button', { name: 'Renew shop_wildcard' }).isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Back' }).click();

    const whole = await issue({ san: ['*.assets.shop.example.com', '*.shop.example.com', 'shop.example.com'] });
    await dialog.getByLabel('New certificate').fill(whole.pem);
    await dialog.getByLabel('Private key').fill(whole.key);
    await check();
    await dialog.getByText('The new names cover all domains').waitFor();
    expect(await compared('certificate.names')).toEqual([expect.stringContaining('*.shop.example.com'), 'unchanged']);
    await dialog.getByRole('button', { name: 'Renew shop_wildcard' }).click();
    await dialog.locator('[data-screen=UpdateCertificateSuccess]').waitFor();
    expect(await page.content()).not.toContain('PRIVATE KEY');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('attach to domains that the certificate covers', async () => {
    const { url, holder } = await startIntercepted();
    const { page, problems } = await openConsole(browser, url);
    await openCertificate(page, 'shop_renewed', []);
    await page.getByRole('button', { name: 'Attach to domains' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: 'new.shop.example.com' }).check();
    expect(await dialog.getByRole('checkbox', { name: 'sandbox.partners' }).count()).toBe(0);
    await dialog.getByRole('button', { name: 'Show the effect' }).click();
    await dialog.getByRole('button', { name: 'Attach to 1 domain' }).click();
    await dialog.locator('[data-screen=AttachCertificateDomainsSuccess]').waitFor();
    expect(holder('new.shop.example.com')).toBe(SAMPLE_IDS.renewedCertificate);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('report the outcome of an attach for each domain', async () => {
    const { url } = await startIntercepted();
    const { page } = await openConsole(browser, url);
    await openCertificate(page, 'partners_mtls', []);
    await page.getByRole('button', { name: 'Attach to domains' }).click();
    const dialog = page.getByRole('dialog');
    for (const name of ['sandbox.partners.example.org', 'mtls.partners.example.org']) {
      await dialog.getByRole('checkbox', { name }).check();
    }
    await dialog.getByRole('checkbox', { name: /^partners\.example\.org/ }).check();
    await dialog.getByRole('button', { name: 'Show the effect' }).click();
    await dialog.getByRole('button', { name: 'Attach to 3 domains' }).click();
    await dialog.locator('[data-screen=AttachCertificateDomainsSuccess]').waitFor();
    const outcome = (name: string) => dialog.locator(`[data-outcome=${name}]`).allTextContents();
    expect(await outcome('ATTACHED')).toEqual([expect.stringMatching(/^sandbox.*attachedgateway-partners/)]);
    expect(await outcome('ALREADY_ATTACHED')).toEqual([expect.stringMatching(/^mtls.*was attached already/)]);
    expect(await outcome('VERIFICATION_CHANGED')).toEqual([
      expect.stringMatching(/^partners.*client verification changed.*verifies clients/),
    ]);
    await page.context().close();
  });

  /** Replaces shop_wildcard by shop_renewed on one domain. */
  async function replace(url: string, domain: string) {
    const opened = await openConsole(browser, url);
    await openCertificate(opened.page, 'shop_wildcard', [domain]);
    await opened.page.getByRole('button', { name: 'Replace…' }).click();
    await opened.page.getByLabel('Certificate to use instead').selectOption(SAMPLE_IDS.renewedCertificate);
    await opened.page.getByRole('button', { name: 'Show the effect' }).click();
    await opened.page.getByRole('button', { name: 'Replace on 1 domain' }).click();
    return opened;
  }

  const ASSETS = '*.assets.shop.example.com';
  const isAttach = (id: string, { url }: Intercepted) => url.includes(`${id}/domains/attach`);
  const REFUSED = { status: 400, body: { error_code: 'APIG.2103', error_msg: 'no match' } };

  it('replace, and report each domain', async () => {
    const { url, holder } = await startIntercepted();
    const { page, problems } = await replace(url, ASSETS);
    await page.locator('[data-outcome=REPLACED]').waitFor();
    expect(holder(ASSETS)).toBe(SAMPLE_IDS.renewedCertificate);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('show that the old certificate was restored when the new one is rejected', async () => {
    const { url, holder } = await startIntercepted((it) =>
      isAttach(SAMPLE_IDS.renewedCertificate, it) ? REFUSED : undefined,
    );
    const { page } = await replace(url, ASSETS);
    await page.locator('[data-outcome=RESTORED]').waitFor();
    await page.getByText('Not all domains were replaced').waitFor();
    expect(holder(ASSETS)).toBe(SAMPLE_IDS.shopCertificate);
    await page.context().close();
  });

  it('raise an alarm for a domain that was lost, and attach the old certificate again on demand', async () => {
    let isBroken = true;
    const { url, holder } = await startIntercepted((it) =>
      isBroken && /domains\/attach/.test(it.url) ? REFUSED : undefined,
    );
    const { page } = await replace(url, ASSETS);
    await page.getByText('Domains without a certificate: act now').waitFor({ timeout: 60_000 });
    expect(holder(ASSETS)).toBeUndefined();
    isBroken = false;
    await page.getByRole('button', { name: 'Attach the old certificate to 1 domain again' }).click();
    await page.locator('[data-screen=AttachCertificateDomainsSuccess]').waitFor();
    expect(holder(ASSETS)).toBe(SAMPLE_IDS.shopCertificate);
    await page.context().close();
  }, 90_000);

  it('delete what no domain uses, after its name was typed', async () => {
    const { url } = await startIntercepted();
    const { page, problems } = await openConsole(browser, url);
    await openCertificate(page, 'shop_wildcard', []);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('It is attached to 4 domains. Detach it first.').waitFor();
    expect(await page.getByRole('button', { name: 'Delete shop_wildcard' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('link', { name: 'All certificates' }).click();
    await openCertificate(page, 'shop_renewed', []);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByLabel(/type the name/).fill('shop_renewed');
    await page.getByRole('button', { name: 'Delete shop_renewed' }).click();
    await page.locator('[data-screen=DeleteCertificateSuccess]').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('6 certificates').first().waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
