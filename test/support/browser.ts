import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { onTestEnd } from './cleanup';
import { needs } from './needs';

/** Debian's chromium, or the one that CHROMIUM names. */
const PATH = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** `describe` where there is a browser; else its tests are skipped, with a line that says so. */
export const describeInBrowser = needs(`a browser at ${PATH}, or where CHROMIUM says`, () => existsSync(PATH));

/** A headless browser, closed after the tests of the file. It reaches this machine alone. */
export async function startBrowser(): Promise<Browser> {
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
