import type { Browser, Page } from 'playwright-core';
import { readCertificate } from '../../../examples/console/src/changes/read-certificate';
import { SAMPLE_IDS } from '../../../src/simulator/seed';
import { SIMULATOR_PROJECT_ID, TOKENS } from '../../../src/simulator/tokens';
import { issue } from '../../support/certificates';
import { startServerProcess } from '../../support/process';
import { startTestSimulator } from '../../support/simulator';
import { describeInBrowser, startBrowser } from '../browser';
import { openConsole } from './open-console';

describe('a certificate that the console reads itself', () => {
  it('shows names, validity and issuer', async () => {
    const issued = await issue({ san: ['a.example.com', '*.example.com'], days: [3, 90], algorithm: 'RSA' });
    const { notBefore, notAfter } = issued.certificate;
    expect(readCertificate(`text before\n${issued.pem}`)).toEqual({
      names: ['a.example.com', '*.example.com'],
      notBefore,
      notAfter,
      issuer: 'Example Ltd',
      algorithm: 'RSA',
      bits: 2048,
    });
    expect(readCertificate(issued.pem.replaceAll('\n', '\\n'))?.names).toHaveLength(2);
  });

  it('shows the size of a key on a curve', async () => {
    expect(readCertificate((await issue({})).pem)).toMatchObject({ algorithm: 'ECC', bits: 256 });
  });

  it('has no names where the certificate has none', async () => {
    expect(readCertificate((await issue({})).pem)?.names).toEqual([]);
  });

  it('is nothing where the text is cut off or no certificate', async () => {
    const { pem } = await issue({ san: ['a.example.com'] });
    const block = (base64: string) => `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----`;
    expect(readCertificate('')).toBeUndefined();
    expect(readCertificate(block('AAAA'))).toBeUndefined();
    expect(readCertificate(block('no base64!'))).toBeUndefined();
    const [, body = ''] = /-----\n([\s\S]+?)\n-----END/.exec(pem) ?? [];
    expect(readCertificate(block(body.replaceAll('\n', '').slice(0, 200)))).toBeUndefined();
  });
});

describeInBrowser('creating a certificate in the console', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });

  /** Starts a server of its own simulator, and opens the dialog. */
  async function open(options: { token?: string } = {}) {
    const { simulator } = await startTestSimulator();
    const { url } = await startServerProcess({
      APIG_ENDPOINT: simulator.url,
      APIG_PROJECT_ID: SIMULATOR_PROJECT_ID,
      RATE_LIMIT: 'off',
    });
    const opened = await openConsole(browser, url, options);
    await opened.page.getByRole('button', { name: 'Create certificate' }).click();
    const stored = (name: string) =>
      simulator.projects.flatMap(({ certificates }) => certificates).filter((it) => it.name === name);
    return { ...opened, stored };
  }

  async function fill(page: Page, name: string, { pem, key }: { pem: string; key: string }) {
    await page.getByRole('dialog').getByLabel('Name').fill(name);
    await page.getByLabel('New certificate').fill(pem);
    await page.getByLabel('Private key').fill(key);
  }

  const check = (page: Page) => page.getByRole('button', { name: 'Check', exact: true }).click();

  it('checks the fields, shows what it covers, creates it for one gateway, and leads to it', async () => {
    const { page, problems, stored } = await open();
    const dialog = page.getByRole('dialog');
    await check(page);
    await dialog.getByText('Paste or drop a PEM.').first().waitFor();
    expect(await dialog.getByLabel('Name').getAttribute('aria-invalid')).toBe('true');
    const issued = await issue({ san: ['*.new.example.com'], days: [3, 90] });
    await fill(page, 'new', issued);
    await dialog.getByLabel('Scope').selectOption('INSTANCE');
    await check(page);
    await dialog.getByText('Choose the gateway that it is for.').waitFor();
    await dialog.getByLabel('Gateway', { exact: true }).selectOption(SAMPLE_IDS.shopGateway);
    await check(page);
    expect(await dialog.getByLabel('Name').getAttribute('aria-invalid')).toBe('true');
    await dialog.getByLabel('Name').fill('new_site');
    await check(page);
    await dialog.getByText('*.new.example.com').waitFor();
    await dialog.getByText('The certificate is not valid yet.').waitFor();
    await dialog.getByText('Example Ltd').waitFor();
    expect(stored('new_site')).toEqual([]);
    await dialog.getByRole('button', { name: 'Create new_site' }).click();
    await dialog.locator('[data-screen=CreateCertificateSuccess]').waitFor();
    expect(stored('new_site')).toEqual([expect.objectContaining({ instance_id: SAMPLE_IDS.shopGateway })]);
    await dialog.getByRole('link', { name: 'Open new_site' }).click();
    await page.getByRole('heading', { name: 'new_site', level: 1 }).waitFor();
    expect(await page.content()).not.toContain('PRIVATE KEY');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('is in the list when the dialog is closed, wherever it stands in its order', async () => {
    const { page } = await open();
    const dialog = page.getByRole('dialog');
    // Only one expires earlier.
    await fill(page, 'soon_over', await issue({ san: ['soon.example.com'], days: [-1, 2] }));
    await check(page);
    await dialog.getByRole('button', { name: 'Create soon_over' }).click();
    await dialog.locator('[data-screen=CreateCertificateSuccess]').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByText('8 certificates').first().waitFor();
    const names = await page.locator('.grid-body .cell.name').allTextContents();
    expect(names).toHaveLength(8);
    expect(names.slice(0, 3)).toEqual(['legacy_site', 'soon_over', 'billing_2026']);
    await page.context().close();
  });

  it('keeps what was entered when the name is taken, or the server refuses the content', async () => {
    const { page } = await open();
    const dialog = page.getByRole('dialog');
    const issued = await issue({ san: ['new.example.com'] });
    await fill(page, 'shop_renewed', issued);
    await check(page);
    await dialog.getByRole('button', { name: 'Create shop_renewed' }).click();
    await dialog.locator('[data-screen=ApigConflictError]').filter({ hasText: 'The name is taken' }).waitFor();
    await dialog.getByRole('button', { name: 'Back' }).click();
    await dialog.getByRole('button', { name: 'Back' }).click();
    expect(await dialog.getByLabel('New certificate').inputValue()).toBe(issued.pem);
    await fill(page, 'new_site', { ...issued, key: (await issue({})).key });
    await check(page);
    await dialog.getByRole('button', { name: 'Create new_site' }).click();
    await dialog.locator('[data-screen=ApigInvalidCertificateError]').waitFor();
    await page.context().close();
  });

  it('shows that the token may only read', async () => {
    const { page } = await open({ token: TOKENS.reader });
    await fill(page, 'new_site', await issue({ san: ['new.example.com'] }));
    await check(page);
    await page.getByRole('button', { name: 'Create new_site' }).click();
    await page.locator('[data-screen=ApigPermissionDeniedError]').waitFor();
    await page.context().close();
  });

  it('offers to send it again after an unknown outcome, and creates nothing twice', async () => {
    const { page, stored } = await open();
    const name = 'new_site';
    let isLost = true;
    await page.route('**/graphql', async (route) => {
      if (!isLost || !route.request().postData()?.includes('ConsoleCreate')) return route.continue();
      isLost = false;
      await route.fetch();
      await route.abort();
    });
    await fill(page, name, await issue({ san: ['new.example.com'] }));
    await check(page);
    await page.getByRole('button', { name: 'Create new_site' }).click();
    await page.getByText('Sending it again is safe').waitFor();
    expect(stored(name)).toHaveLength(1);
    await page.getByRole('button', { name: 'Send it again' }).click();
    await page.getByText('new_site exists already with the same content.').waitFor();
    expect(stored(name)).toHaveLength(1);
    await page.context().close();
  });

  it('says why a file cannot be used, chosen or dropped, until another one can', async () => {
    const { page, problems } = await open();
    const field = page.locator('.field').filter({ hasText: 'New certificate' });
    const { pem, certificate } = await issue({ san: ['new.example.com'] });
    const choose = (buffer: Buffer) =>
      field.locator('input[type=file]').setInputFiles({ name: 'site.cer', mimeType: 'application/x-x509', buffer });
    await choose(Buffer.from(certificate.rawData));
    await field.getByText('This file is not in PEM format.').waitFor();
    await choose(Buffer.alloc(65_537, pem));
    await field.getByText('This file is too large for a PEM: at most 65,536 characters.').waitFor();
    expect(await field.locator('textarea').getAttribute('aria-invalid')).toBe('true');
    expect(await field.locator('textarea').inputValue()).toBe('');
    await choose(Buffer.from(pem));
    await field.getByText('This file is too large').waitFor({ state: 'detached' });
    expect(await field.locator('textarea').inputValue()).toBe(pem);
    const drop = (text: string) =>
      page.evaluate<void>(`(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([${JSON.stringify(text)}], 'site.der'));
        const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
        document.querySelector('textarea').dispatchEvent(event);
      })()`);
    await drop('no PEM');
    await field.getByText('This file is not in PEM format.').waitFor();
    await field.locator('textarea').fill(`${pem} `);
    await field.getByText('This file is not in PEM format.').waitFor({ state: 'detached' });
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('says that a file cannot be read', async () => {
    const { page } = await open();
    const field = page.locator('.field').filter({ hasText: 'New certificate' });
    await page.evaluate(`File.prototype.text = () => Promise.reject(new DOMException('gone', 'NotReadableError'))`);
    await field
      .locator('input[type=file]')
      .setInputFiles({ name: 'a.pem', mimeType: 'text/plain', buffer: Buffer.from('a') });
    await field.getByText('This file cannot be read.').waitFor();
    await page.context().close();
  });
});
