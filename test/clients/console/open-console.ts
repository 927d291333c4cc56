import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { SIMULATOR_PROJECT_ID, TOKENS } from '../../../src/simulator/tokens';
import { type Intercepted, type Interception, startInterceptor } from '../../support/interceptor';
import { startServerProcess } from '../../support/process';
import { startTestSimulator } from '../../support/simulator';

/** A page with the console, and a record of it. */
export interface OpenedConsole {
  readonly page: Page;
  /** Errors that the page threw or logged. */
  readonly problems: string[];
  /** The URLs that were requested. */
  readonly requested: string[];
  /** The names of the operations that were sent. */
  readonly operations: string[];
}

/** Starts a server of its own simulator, whose requests to it pass a rule. `holder` returns the certificate that a domain has there. */
export async function startIntercepted(rule: (request: Intercepted) => Interception = () => undefined) {
  const { simulator } = await startTestSimulator();
  const upstream = await startInterceptor(() => simulator.url, rule);
  const { url } = await startServerProcess({
    APIG_ENDPOINT: upstream,
    APIG_PROJECT_ID: SIMULATOR_PROJECT_ID,
    RATE_LIMIT: 'off',
  });
  const holder = (name: string) =>
    simulator.projects.flatMap(({ domains }) => domains).find((it) => it.name === name)?.certificateId;
  return { url, holder };
}

/** Opens a page of the console and signs in, unless the token is null. */
export async function openConsole(
  browser: Browser,
  url: string,
  {
    path = '/certificates',
    token = TOKENS.admin,
    ...options
  }: BrowserContextOptions & { path?: string; token?: string | null } = {},
): Promise<OpenedConsole> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  const requested: string[] = [];
  const operations: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('request', (request) => {
    requested.push(request.url());
    if (request.url().endsWith('/graphql')) operations.push(operationOf(request.postData()).operationName);
  });
  await page.goto(`${url}/console${path}`);
  if (token !== null) await signIn(page, token);
  return { page, problems, requested, operations };
}

/** Types a token into the form that asks for it. */
export async function signIn(page: Page, token: string): Promise<void> {
  await page.locator('input[type=password]').fill(token);
  await page.locator('button[type=submit]').click();
}

/** Opens the page of a certificate of the sample data, and selects domains of it. */
export async function openCertificate(page: Page, name: string, domains: readonly string[]): Promise<void> {
  await page.getByRole('link', { name, exact: true }).click();
  for (const domain of domains) await page.getByRole('checkbox', { name: domain }).first().check();
}

/** An operation as it is sent. */
export interface SentOperation {
  readonly operationName: string;
  readonly variables: Record<string, unknown>;
  readonly query: string;
}

/** Reads the body of a GraphQL request. */
export function operationOf(body: string | null): SentOperation {
  return JSON.parse(body ?? '{}') as SentOperation;
}
