import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { TOKENS } from '../../../src/simulator/tokens';
import { startServerProcess } from '../../support/process';
import { describeInBrowser, startBrowser } from '../browser';
import { APPEARANCES, violations } from './axe';
import { openCertificate, openConsole } from './open-console';

describeInBrowser('the console for everyone', () => {
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    browser = await startBrowser();
    ({ url } = await startServerProcess({ RATE_LIMIT: 'off' }));
  });

  /** Shows every screen of the console in turn. */
  async function visit(
    options: BrowserContextOptions & { lang: string },
    look: (page: Page, screen: string) => Promise<void>,
  ): Promise<void> {
    const { lang, ...context } = options;
    const { page, problems } = await openConsole(browser, url, { ...context, path: `/?lang=${lang}`, token: null });
    await page.locator('form').waitFor();
    await look(page, 'sign-in');
    await page.locator('input[type=password]').fill(TOKENS.admin);
    await page.locator('button[type=submit]').click();
    await page.locator('.timeline li').first().waitFor();
    await look(page, 'overview');
    await page.locator('nav a').nth(2).click();
    await page.locator('.sites').first().waitFor();
    await look(page, 'domains');
    await page.locator('nav a').nth(1).click();
    await page.locator('.grid-body .cell.name').first().waitFor();
    await look(page, 'certificates');
    await page.locator('.page-header .actions .button').first().click();
    await page.locator('textarea').first().waitFor();
    await look(page, 'create');
    await page.keyboard.press('Escape');
    await openCertificate(page, 'shop_wildcard', ['www.shop.example.com']);
    await look(page, 'certificate');
    await page.locator('.card .button.danger').click();
    await page.locator('.confirm').waitFor();
    await look(page, 'detach');
    await page.keyboard.press('Escape');
    await page.locator('.page-header .actions .button').first().click();
    await page.locator('textarea').first().waitFor();
    await look(page, 'renew');
    await page.keyboard.press('Escape');
    await page.locator('.top-bar .actions .button').first().click();
    await page.locator('kbd').first().waitFor();
    await look(page, 'help');
    await page.keyboard.press('Escape');
    expect(problems).toEqual([]);
    await page.context().close();
  }

  it.each(APPEARANCES)(
    'has no violation of WCAG 2.2 AA that axe finds: %s, %s',
    async (lang, colorScheme) => {
      const found: string[] = [];
      await visit({ lang, colorScheme }, async (page, screen) => {
        expect(await page.locator('html').getAttribute('lang')).toBe(lang);
        found.push(...(await violations(page)).map((it) => `${screen}: ${it}`));
      });
      expect(found).toEqual([]);
    },
    60_000,
  );

  it.each([
    ['360 px wide', { width: 360, height: 740 }],
    ['at 400 % zoom of 1,280 px', { width: 320, height: 256 }],
  ])(
    'needs no scrolling to the side %s, and its controls have 24 px',
    async (_, viewport) => {
      const found: string[] = [];
      await visit({ lang: 'en', viewport, forcedColors: 'active', reducedMotion: 'reduce' }, async (page, screen) => {
        const width = await page.evaluate<number>('document.documentElement.scrollWidth');
        if (width > viewport.width) found.push(`${screen} is ${width} px wide`);
        const small = await page.evaluate<string[]>(
          `[...document.querySelectorAll('button, select, input, textarea, .cell a, .nav-link')].filter((it) => {
          const { width, height } = it.getBoundingClientRect();
          return width > 0 && (width < 24 || height < 24);
        }).map((it) => it.outerHTML.slice(0, 100))`,
        );
        found.push(...small.map((it) => `${screen}: ${it}`));
        expect(await page.evaluate<number>('document.getAnimations().length')).toBe(0);
      });
      expect(found).toEqual([]);
    },
    60_000,
  );

  it('has no text outside the catalogue', async () => {
    const found: string[] = [];
    await visit({ lang: 'en-XA' }, async (page, screen) => {
      const bare = await page.evaluate<string[]>(
        `(() => {
          const bare = [];
          const isFine = (text) => !/\\p{L}/u.test(text) || /[⟦⟧]/.test(text);
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            if (node.parentElement.closest('[translate=no], time, script, h1')) continue;
            if (!isFine(node.textContent)) bare.push(node.textContent);
          }
          for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
            for (const it of document.querySelectorAll('[' + name + ']:not(time)')) {
              if (!isFine(it.getAttribute(name))) bare.push(name + '=' + it.getAttribute(name));
            }
          }
          return bare;
        })()`,
      );
      found.push(...bare.map((it) => `${screen}: ${it}`));
    });
    expect(found).toEqual([]);
  }, 60_000);

  it('is used with the keyboard alone, and returns the focus', async () => {
    const { page } = await openConsole(browser, url);
    const focused = () => page.evaluate<string>('document.activeElement.textContent || document.activeElement.type');
    await page.locator('.grid-body .cell.name').first().waitFor();
    expect(await focused()).toBe('Certificates');
    await page.keyboard.press('/');
    expect(await focused()).toBe('search');
    await page.keyboard.type('billing');
    await page.getByText('1 certificate', { exact: true }).first().waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.waitForTimeout(100);
    expect(await focused()).toBe('billing_2026');
    await page.keyboard.press('x');
    await page.getByRole('button', { name: 'Export 1 selected as CSV' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '2 domains' }).waitFor();
    expect(await focused()).toBe('billing_2026');
    await page.locator('tbody tr').nth(1).waitFor();
    await page.waitForTimeout(100);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.waitForTimeout(100);
    await page.keyboard.press('x');
    await page.getByText('1 domain selected').waitFor();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const button = page.getByRole('button', { name: 'Detach…' });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Detach from 1/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.waitForFunction("document.activeElement.textContent === 'Detach…'");
    await page.context().close();
  }, 60_000);

  it('loads less than 250 KB of compressed scripts', async () => {
    const { page } = await openConsole(browser, url);
    await page.locator('.grid-body .cell.name').first().waitFor();
    const [bytes, paint, interactive] = await page.evaluate<[number, number, number]>(
      `[
        performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js')).reduce((sum, it) => sum + it.encodedBodySize, 0),
        performance.getEntriesByName('first-contentful-paint')[0].startTime,
        performance.getEntriesByType('navigation')[0].domInteractive,
      ]`,
    );
    console.log(
      `scripts: ${bytes} bytes; first paint: ${Math.round(paint)} ms; interactive: ${Math.round(interactive)} ms`,
    );
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(250_000);
    await page.context().close();
  });
});
