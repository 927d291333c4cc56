import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { TOKENS } from '../../src/simulator/tokens';
import { onTestEnd } from '../support/cleanup';
import { ROOT, startServerProcess } from '../support/process';
import { describeInBrowser, startBrowser } from './browser';

describeInBrowser('the explorer in a browser', () => {
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    browser = await startBrowser();
    ({ url } = await startServerProcess());
  });

  async function open(path: string, width = 1440): Promise<{ page: Page; problems: string[]; requested: string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const problems: string[] = [];
    const requested: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('request', (request) => requested.push(request.url()));
    await page.goto(url + path);
    return { page, problems, requested };
  }

  /** Replaces the contents of the header editor. */
  async function writeHeaders(page: Page, text: string) {
    await page.click('.graphiql-editor-tool .view-lines >> visible=true');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('Delete');
    await page.keyboard.insertText(text);
  }

  /** Runs an operation by clicking, and waits for a response that contains the text. */
  async function run(page: Page, operation: string, expected: string): Promise<string> {
    await page.click('button.graphiql-execute-button');
    await page.click(`[role="menuitem"]:has-text("${operation}")`);
    const answer = page.locator('.graphiql-response .view-lines');
    await answer.filter({ hasText: expected }).waitFor({ timeout: 10_000 });
    return ((await answer.textContent()) ?? '').replaceAll('\u00a0', ' ');
  }

  it('opens the docs of the union, sets the token, detaches by clicking, and shows the member of the union', async () => {
    const { page, problems, requested } = await open('/explorer');
    await page.locator('.graphiql-doc-explorer-title', { hasText: 'DetachCertificateDomainsResult' }).waitFor();
    await page.locator('.graphiql-doc-explorer', { hasText: 'ApigDomainNotAttachedError' }).waitFor();

    await writeHeaders(page, '{"X-Auth-Token": "simulator-reader-token"}');
    expect(await run(page, 'DetachDomains', 'ApigPermissionDeniedError')).toContain('APIG.1020');

    await writeHeaders(page, JSON.stringify({ 'X-Auth-Token': TOKENS.admin }));
    const answer = await run(page, 'DetachDomains', 'DetachCertificateDomainsSuccess');
    expect(answer).toContain('"outcome": "DETACHED"');
    expect(answer).toContain('"totalCount": 3');
    await page.screenshot({ path: join(ROOT, 'coverage', 'explorer.png') });

    expect(await run(page, 'CertificateState', 'shop_wildcard')).toContain('"state": "VALID"');
    expect(problems).toEqual([]);
    expect(requested.length).toBeGreaterThan(5);
    for (const it of requested) expect(new URL(it).origin).toBe(url);
    const stored = await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })');
    expect(stored).not.toContain('simulator-');
    await page.close();
  }, 60_000);

  it.each([1200, 700, 400])(
    'closes the docs in a window of %i px, and shows the button and the response',
    async (width) => {
      const { page, problems } = await open('/explorer', width);
      const button = page.locator('button.graphiql-execute-button');
      await button.waitFor();
      expect(await page.locator('.graphiql-doc-explorer').count()).toBe(0);
      const answer = await run(page, 'CertificateState', 'expiresInDays');
      expect(answer).toContain('"name": "shop_wildcard"');
      for (const it of [button, page.locator('.graphiql-response')]) {
        const { x = -1, y = -1, width: w = 0, height = 0 } = (await it.boundingBox()) ?? {};
        expect([x >= 0, y >= 0, x + w <= width, y + height <= 900, w > 20]).toEqual([true, true, true, true, true]);
      }
      const [editors, response] = await Promise.all(
        ['.graphiql-editors', '.graphiql-response'].map((it) => page.locator(it).boundingBox()),
      );
      expect((response?.y ?? 0) >= (editors?.y ?? 0) + (editors?.height ?? 0)).toBe(width <= 700);
      expect(problems).toEqual([]);
      await page.close();
    },
    60_000,
  );

  it('shows Apollo Sandbox at /graphql', async () => {
    const { page, requested } = await open('/graphql');
    expect(await page.title()).toBe('Apollo Server');
    expect(requested.some((it) => it.includes('embeddable-sandbox.cdn.apollographql.com'))).toBe(true);
    await page.close();
  });

  it('lets a page of an allowed origin read a response, and no page of another one', async () => {
    const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestEnd(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as AddressInfo;
    const askFrom = async (origin: string) => {
      const page = await browser.newPage();
      await page.goto(origin);
      const answer = await page.evaluate(async (target) => {
        try {
          const response = await fetch(`${target}/graphql`, {
            method: 'POST',
            headers: {
              'content-type': 'application/json',
              'x-auth-token': 'simulator-admin-token',
              'x-project-id': '73d69ae0cfcf460190522d06b60f05ad',
            },
            body: JSON.stringify({ query: '{ certificates { __typename } }' }),
          });
          return { text: await response.text(), requestId: response.headers.get('x-request-id') };
        } catch (error) {
          return { text: String(error), requestId: null };
        }
      }, url);
      await page.close();
      return answer;
    };
    expect(await askFrom(`http://localhost:${port}/`)).toEqual({
      text: '{"data":{"certificates":{"__typename":"CertificateConnection"}}}\n',
      requestId: expect.any(String),
    });
    expect(await askFrom(`http://foreign.test:${port}/`)).toEqual({
      text: 'TypeError: Failed to fetch',
      requestId: null,
    });
  });
});

describe('the explorer over HTTP', () => {
  it('is a page with its files, and may load nothing from other origins', async () => {
    const { url } = await startServerProcess();
    const page = await fetch(`${url}/explorer`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none';script-src 'self'");
    expect(page.headers.get('cache-control')).toBe('no-store');
    const html = await page.text();
    const [, script = ''] = /<script src="([^"]+)">/.exec(html) ?? [];
    const file = await fetch(url + script);
    expect([file.status, file.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    for (const path of [
      '/explorer/',
      '/explorer/manifest.json',
      '/explorer/..%2f..%2fpackage.json',
      '/explorer/x-ABCDEFGH.js',
    ]) {
      expect([path, (await fetch(url + path)).status]).toEqual([path, 404]);
    }
  });

  it('contains no token and no certificate if a real upstream is configured', async () => {
    const { url } = await startServerProcess({ APIG_ENDPOINT: 'https://apig.example.com' });
    expect(await (await fetch(`${url}/explorer`)).text()).not.toMatch(/simulator-|a27be832/);
  });

  it('is not served in production, unless it is switched on', async () => {
    const off = await startServerProcess({ NODE_ENV: 'production', SIMULATOR: 'on' });
    expect((await fetch(`${off.url}/explorer`)).status).toBe(404);
    const on = await startServerProcess({ NODE_ENV: 'production', SIMULATOR: 'on', EXPLORER: 'on' });
    expect((await fetch(`${on.url}/explorer`)).status).toBe(200);
  });
});
