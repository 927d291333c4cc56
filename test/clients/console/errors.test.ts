import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, isObjectType } from 'graphql';
import type { Browser, Page, Route } from 'playwright-core';
import { TOKENS } from '../../../src/simulator/tokens';
import { issue } from '../../support/certificates';
import { ROOT, startServerProcess } from '../../support/process';
import { describeInBrowser, startBrowser } from '../browser';
import { openCertificate, openConsole, operationOf, type SentOperation, signIn } from './open-console';

const DOMAIN = 'api.shop.example.com';

/** The ids of the simulator that provoke each error, and what its screen offers. */
const PROVOKED: Readonly<Record<string, { readonly id: string; readonly shows: RegExp }>> = {
  ApigInvalidInputError: { id: 'simulate-APIG-2012', shows: /not valid/ },
  ApigUnauthenticatedError: { id: 'simulate-APIG-1001', shows: /Sign in again/ },
  ApigPermissionDeniedError: { id: 'simulate-APIG-1020', shows: /apig:certificate:batchUnbindDomain/ },
  ApigCertificateNotFoundError: { id: 'simulate-APIG-3025', shows: /does not exist/ },
  ApigDomainNotFoundError: { id: 'simulate-APIG-3020', shows: /domain does not exist/ },
  ApigGatewayNotFoundError: { id: 'simulate-APIG-3030', shows: /gateway does not exist/ },
  ApigConflictError: { id: 'simulate-APIG-2051', shows: /state has changed/ },
  ApigRateLimitedError: { id: 'simulate-APIGW-0308', shows: /Tries again in/ },
  ApigUpstreamError: { id: 'simulate-hangup', shows: /Nobody knows yet/ },
};

/** The errors that no id provokes in a detach, with the fields that their screens need. */
const ADDED: Readonly<Record<string, { readonly fields: object; readonly shows: RegExp }>> = {
  ApigDomainNotAttachedError: { fields: { domainNames: [DOMAIN] }, shows: /Not attached any more/ },
  ApigInvalidCertificateError: { fields: {}, shows: /cannot be used/ },
  ApigQuotaExceededError: { fields: {}, shows: /quota is used up/ },
  ApigReplacementIncompleteError: {
    fields: {
      replacements: [
        { __typename: 'DomainReplacement', domain: DOMAIN, outcome: 'RESTORED', error: null },
        { __typename: 'DomainReplacement', domain: 'www.shop.example.com', outcome: 'REPLACED', error: null },
      ],
    },
    shows: /old certificate restored/,
  },
  ApigFutureError: { fields: {}, shows: /The request failed/ },
};

describeInBrowser('the error screens of the console', () => {
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    browser = await startBrowser();
    ({ url } = await startServerProcess({ RATE_LIMIT: 'off' }));
  });

  /** Opens the dialog, with a rule for the request of the detach. */
  async function openDetach(onDetach: (route: Route, sent: SentOperation) => Promise<void>) {
    const opened = await openConsole(browser, url);
    await opened.page.route('**/graphql', async (route) => {
      const sent = operationOf(route.request().postData());
      if (sent.operationName === 'ConsoleDetach') await onDetach(route, sent);
      else await route.continue();
    });
    await openCertificate(opened.page, 'shop_wildcard', [DOMAIN]);
    await opened.page.getByRole('button', { name: 'Detach…' }).click();
    return opened;
  }

  const confirm = (page: Page) => page.getByRole('button', { name: 'Detach from 1 domain' }).click();

  it('are one for each error type of the schema, and one for types to come', () => {
    const schema = buildSchema(readFileSync(join(ROOT, 'schema/api.graphql'), 'utf8'));
    const types = Object.values(schema.getTypeMap()).filter(
      (type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'ApigError'),
    );
    const tested = [...Object.keys(PROVOKED), ...Object.keys(ADDED)].filter((name) => name !== 'ApigFutureError');
    expect(tested.sort()).toEqual(types.map(({ name }) => name).sort());
  });

  it.each(Object.entries(PROVOKED))('show %s as the server sends it', async (name, { id, shows }) => {
    const { page, problems } = await openDetach((route, sent) =>
      route.continue({
        postData: JSON.stringify({ ...sent, variables: { ...sent.variables, certificateId: id } }),
      }),
    );
    await confirm(page);
    const screen = page.locator(`[data-screen=${name}]`);
    await screen.filter({ hasText: shows }).waitFor();
    expect(await screen.evaluate((it) => it.contains(it.ownerDocument.activeElement))).toBe(true);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it.each(Object.entries(ADDED))('show %s', async (name, { fields, shows }) => {
    const { page, problems } = await openDetach((route) =>
      route.fulfill({
        json: {
          data: {
            detachCertificateDomains: {
              __typename: name,
              code: 'APIG.9999',
              message: 'As the server says.',
              retryable: false,
              requestId: null,
              ...fields,
            },
          },
        },
      }),
    );
    await confirm(page);
    await page.locator(`[data-screen=${name}]`).filter({ hasText: shows }).waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('ask to sign in again, keep what was typed, and continue with the new token', async () => {
    const { page } = await openConsole(browser, url, { path: '/certificates' });
    await openCertificate(page, 'partners_mtls', ['mtls.partners.example.org']);
    let token: string | undefined = TOKENS.expired;
    await page.route('**/graphql', (route) => {
      const headers = route.request().headers();
      return route.continue(token ? { headers: { ...headers, 'x-auth-token': token } } : {});
    });
    await page.getByRole('button', { name: 'Renew' }).click();
    const { pem, key } = await issue({ san: ['*.partners.example.org', 'partners.example.org'] });
    await page.getByLabel('New certificate and its chain').fill(pem);
    await page.getByLabel('Private key').fill(key);
    await page.getByRole('button', { name: 'Check and show' }).click();
    await page.locator('[data-screen=ApigUnauthenticatedError]').waitFor();
    token = undefined;
    await signIn(page, TOKENS.admin);
    await page.getByText('The new names cover all domains').waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    expect(await page.getByLabel('New certificate and its chain').inputValue()).toBe(pem);
    await page.context().close();
  });

  it('say that nobody knows when the connection is lost, and do not send the change again', async () => {
    const { page, operations } = await openDetach((route) => route.abort());
    await confirm(page);
    const screen = page.locator('[data-screen=TransportProblem]').filter({ hasText: 'Nobody knows yet' });
    await screen.waitFor();
    expect(await screen.getByRole('button').allTextContents()).toEqual(['Read the state now']);
    const before = operations.length;
    await screen.getByRole('button').click();
    await page.getByRole('button', { name: 'Detach from 1 domain' }).waitFor();
    expect(operations.slice(before).sort()).toEqual(['ConsoleCertificate', 'ConsoleDetachPreview']);
    await page.context().close();
  });

  it("count down after the server's own 429, and try again by themselves", async () => {
    let refused = false;
    const { page } = await openDetach((route) => {
      if (refused) return route.continue();
      refused = true;
      return route.fulfill({ status: 429, headers: { 'retry-after': '1' }, json: { errors: [{ message: 'Slow' }] } });
    });
    await confirm(page);
    await page.getByText(/Tries again in 1 second/).waitFor();
    await page.locator('[data-screen=DetachCertificateDomainsSuccess]').waitFor();
    await page.context().close();
  });

  it('refresh the page when a domain is not attached any more', async () => {
    const { page } = await openDetach(async (route, sent) => {
      const twice = { headers: { 'content-type': 'application/json', 'x-auth-token': TOKENS.admin }, method: 'POST' };
      await fetch(`${url}/graphql`, { ...twice, body: JSON.stringify(sent) });
      await route.continue();
    });
    await page.keyboard.press('Escape');
    await page.getByRole('checkbox', { name: DOMAIN }).first().uncheck();
    await page.getByRole('checkbox', { name: '*.assets.shop.example.com' }).check();
    await page.getByRole('button', { name: 'Detach…' }).click();
    await confirm(page);
    await page.locator('[data-screen=ApigDomainNotAttachedError]').waitFor();
    await page.getByRole('button', { name: 'Read again' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('checkbox', { name: '*.assets.shop.example.com' }).waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('keep what was chosen when the token may only read, continue with another, and warn the next time', async () => {
    const { page, problems } = await openConsole(browser, url, { token: TOKENS.reader });
    await openCertificate(page, 'partners_mtls', ['mtls.partners.example.org']);
    const open = () => page.getByRole('button', { name: 'Detach…' }).click();
    await open();
    await page.getByRole('button', { name: 'Detach from 1 domain' }).waitFor();
    expect(await page.locator('[data-denied]').count()).toBe(0);
    await confirm(page);
    const screen = page.locator('[data-screen=ApigPermissionDeniedError]');
    await screen.getByText('apig:certificate:batchUnbindDomain').waitFor();
    await page.keyboard.press('Escape');
    await open();
    await page.locator('[data-denied]').getByText('apig:certificate:batchUnbindDomain').waitFor();
    await confirm(page);
    await screen.getByText('Continue with another token').click();
    await screen.getByText('What you chose and entered is kept.').waitFor();
    await signIn(page, TOKENS.admin);
    await page.locator('[data-screen=DetachCertificateDomainsSuccess]').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Attach to domains' }).click();
    await page.getByText('Choose the domains to attach it to.').waitFor();
    expect(await page.locator('[data-denied]').count()).toBe(0);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
