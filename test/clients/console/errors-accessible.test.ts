import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, isObjectType } from 'graphql';
import type { Browser, Page } from 'playwright-core';
import { TOKENS } from '../../../src/simulator/tokens';
import { ROOT, startServerProcess } from '../../support/process';
import { describeInBrowser, startBrowser } from '../browser';
import { APPEARANCES, violations } from './axe';
import { openCertificate, openConsole, operationOf, signIn } from './open-console';

const DOMAIN = 'api.shop.example.com';

const NAMES = { domainNames: [DOMAIN, 'a-long-name-of-a-domain.that-has-to-be-wrapped.example.com'] };

/** The fields of each error type beside those of `ApigError`. */
const ERRORS: Readonly<Record<string, object>> = {
  ApigInvalidInputError: {
    violations: [{ __typename: 'InputViolation', path: ['first'], message: 'first is wrong.' }],
  },
  ApigUnauthenticatedError: {},
  ApigPermissionDeniedError: { encodedAuthorizationMessage: 'AQ'.repeat(200), requiredAction: 'apig:certificate:list' },
  ApigCertificateNotFoundError: { certificateId: 'a'.repeat(32) },
  ApigDomainNotFoundError: NAMES,
  ApigDomainNotAttachedError: NAMES,
  ApigGatewayNotFoundError: { instanceIds: ['a'.repeat(32)] },
  ApigInvalidCertificateError: {},
  ApigQuotaExceededError: {},
  ApigConflictError: {},
  ApigRateLimitedError: { retryAfter: 100 },
  ApigUpstreamError: { upstreamStatus: 500, outcome: null },
  ApigReplacementIncompleteError: { replacements: ['RESTORED', 'REPLACED'].map(replaced) },
};

/** Further screens of a change. */
const CHANGES: Readonly<Record<string, object>> = {
  ApigUpstreamError: { upstreamStatus: 500, outcome: 'UNKNOWN' },
  ApigConflictError: { retryable: true },
  ApigReplacementIncompleteError: { replacements: ['LOST', 'UNKNOWN', 'UNCHANGED'].map(replaced) },
  ApigFutureError: { retryable: true },
};

describeInBrowser('the error screens of the console for everyone', () => {
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    browser = await startBrowser();
    ({ url } = await startServerProcess({ RATE_LIMIT: 'off' }));
  });

  it('are all looked at', () => {
    const schema = buildSchema(readFileSync(join(ROOT, 'schema/api.graphql'), 'utf8'));
    const types = Object.values(schema.getTypeMap()).filter(
      (type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'ApigError'),
    );
    expect(Object.keys(ERRORS).sort()).toEqual(types.map(({ name }) => name).sort());
  });

  it.each(APPEARANCES)(
    'have no violation of WCAG 2.2 AA that axe finds: %s, %s',
    async (lang, colorScheme) => {
      const found: string[] = [];
      const { page } = await openConsole(browser, url, { colorScheme, path: `/domains?lang=${lang}`, token: null });
      let reply: object | 'abort' | undefined;
      await page.route('**/graphql', async (route) => {
        const { operationName } = operationOf(route.request().postData());
        const field = { ConsoleCertificates: 'certificates', ConsoleDetach: 'detachCertificateDomains' }[operationName];
        if (!field || !reply) await route.continue();
        else if (reply === 'abort') await route.abort();
        else await route.fulfill({ json: { data: { [field]: reply } } });
      });
      await signIn(page, TOKENS.admin);
      const look = async (name: string) => {
        const screen = page.locator(`[data-screen=${name}]`);
        await screen.waitFor();
        found.push(...(await violations(page)).map((it) => `${name}: ${it}`));
        await page.setViewportSize({ width: 320, height: 740 });
        const width = await page.evaluate<number>('document.documentElement.scrollWidth');
        if (width > 320) found.push(`${name} is ${width} px wide`);
        await page.setViewportSize({ width: 1280, height: 900 });
      };
      for (const [name, fields] of Object.entries(ERRORS)) {
        reply = errorOf(name, fields);
        await page.locator('nav a').nth(2).click();
        await page.locator('nav a').nth(1).click();
        await look(name);
      }
      reply = 'abort';
      await page.locator('nav a').nth(2).click();
      await page.locator('nav a').nth(1).click();
      await look('TransportProblem');

      for (const [name, fields] of [...Object.entries(CHANGES), ['TransportProblem', undefined] as const]) {
        reply = undefined;
        await openDetach(page);
        reply = fields ? errorOf(name, fields) : 'abort';
        await page.locator('[role=alertdialog] .button.danger, [role=dialog] .button.danger').click();
        await look(name);
        await page.keyboard.press('Escape');
        await page.locator('.backdrop').waitFor({ state: 'detached' });
      }
      expect(found).toEqual([]);
      await page.context().close();
    },
    90_000,
  );
});

async function openDetach(page: Page): Promise<void> {
  await page.locator('nav a').nth(2).click();
  await page.locator('nav a').nth(1).click();
  await openCertificate(page, 'shop_wildcard', [DOMAIN]);
  await page.locator('.card .button.danger').click();
  await page.locator('.confirm').waitFor();
}

function errorOf(name: string, fields: object): object {
  const shared = { code: 'APIG.9999', message: 'As the server says.', retryable: false, requestId: 'a'.repeat(32) };
  return { __typename: name, ...shared, ...fields };
}

function replaced(outcome: string, index: number): object {
  const error = { __typename: 'ApigUpstreamError', code: 'APIG.9999', message: 'As the server says.' };
  return { __typename: 'DomainReplacement', domain: `d${index}.example.com`, outcome, error };
}
