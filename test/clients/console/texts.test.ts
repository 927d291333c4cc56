import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { TOKENS } from '../../../src/simulator/tokens';
import { onTestEnd } from '../../support/cleanup';
import { startServerProcess } from '../../support/process';
import { describeInBrowser, startBrowser } from '../browser';
import { openCertificate, openConsole } from './open-console';

describeInBrowser('the texts and file buttons of the console', () => {
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    browser = await startBrowser();
    ({ url } = await startServerProcess({ RATE_LIMIT: 'off' }));
  });

  it('ask to sign in after the session has expired, and not to try again later', async () => {
    const { page } = await openConsole(browser, url, { token: TOKENS.expired });
    const screen = page.locator('[data-screen=ApigUnauthenticatedError]');
    await screen.getByText('Sign in again').waitFor();
    expect(await screen.textContent()).not.toMatch(/later/);
    await page.context().close();
  });

  it('say what is known of the chain', async () => {
    const { page } = await openConsole(browser, url);
    await openCertificate(page, 'shop_wildcard', []);
    await page.getByText('API Gateway names the issuer only.').waitFor();
    await page.context().close();
  });

  it('choose a file with the keyboard, read it, and say so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'console-'));
    onTestEnd(() => rm(folder, { recursive: true }));
    const file = join(folder, 'shop.pem');
    const large = join(folder, 'large.pem');
    writeFileSync(file, '-----BEGIN CERTIFICATE----- the text of the file');
    writeFileSync(large, 'x'.repeat(70_000));
    const { page, problems } = await openConsole(browser, url);
    await openCertificate(page, 'shop_wildcard', []);
    await page.getByRole('button', { name: 'Renew', exact: true }).click();
    const field = page.getByLabel('New certificate and its chain (PEM)', { exact: true });
    await field.focus();
    await page.keyboard.press('Tab');
    const button = page.locator('.file .button').first();
    expect(await button.evaluate((it) => it.ownerDocument.defaultView?.getComputedStyle(it).outlineStyle)).toBe(
      'solid',
    );
    const input = page.getByLabel('Choose a file').first();
    expect(await input.evaluate((it) => it === it.ownerDocument.activeElement)).toBe(true);
    expect(
      await input.evaluate(
        (it) => it.ownerDocument.getElementById(it.getAttribute('aria-describedby') ?? '')?.textContent,
      ),
    ).toBe('New certificate and its chain (PEM)');
    const choosing = page.waitForEvent('filechooser');
    await page.keyboard.press('Enter');
    await (await choosing).setFiles(file);
    await page.getByText('shop.pem was read.').waitFor();
    expect(await field.inputValue()).toBe('-----BEGIN CERTIFICATE----- the text of the file');

    const again = page.waitForEvent('filechooser');
    await button.click();
    await (await again).setFiles(large);
    await page.getByText('This file is too large for a PEM').waitFor();
    expect(await field.inputValue()).toBe('-----BEGIN CERTIFICATE----- the text of the file');
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
