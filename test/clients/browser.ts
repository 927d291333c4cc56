import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { onTestEnd } from '../support/cleanup';
import { needs, requireFrom } from '../support/needs';

/** The path of the browser: CHROMIUM, or Debian's chromium. */
const PATH = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** `describe` if there is a browser and the package that drives it. Otherwise the tests are skipped, with a line that says so. */
export const describeInBrowser = needs(
  `a browser at ${PATH}, or where CHROMIUM says, and playwright-core, which npm run setup installs`,
  () => existsSync(PATH) && requireFrom('test/clients').resolve('playwright-core'),
);

/** Starts a headless browser that can reach this machine only. It is closed after the tests of the file. */
export async function startBrowser(): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath: PATH,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP *.test 127.0.0.1',
    ],
  });
  onTestEnd(() => browser.close());
  return browser;
}
