import type { Browser, Page } from 'playwright-core';
import type { Project } from '../../../src/simulator/estate';
import { certificate, domain, gateway, group, sampleProject } from '../../../src/simulator/seed';
import { SIMULATOR_PROJECT_ID } from '../../../src/simulator/tokens';
import { startServerProcess } from '../../support/process';
import { startTestSimulator } from '../../support/simulator';
import { describeInBrowser, startBrowser } from '../browser';
import { openConsole } from './open-console';

const GATEWAYS = 130;
const DOMAINS = 620;
const EXPIRED = 640;
/** The id of a certificate that has not expired. */
const SOON = id('c', EXPIRED + 1);

describeInBrowser('the overview and the domains of the console', () => {
  let browser: Browser;
  let sample: string;
  let expiring: string;
  let many: string;
  beforeAll(async () => {
    browser = await startBrowser();
    ({ url: sample } = await startServerProcess({ RATE_LIMIT: 'off' }));
    expiring = await serve(largeProject(2));
    many = await serve(largeProject(GATEWAYS));
  });

  const serve = async (project: Project) => {
    const { simulator } = await startTestSimulator({ projects: [project] });
    const env = { APIG_ENDPOINT: simulator.url, APIG_PROJECT_ID: SIMULATOR_PROJECT_ID, RATE_LIMIT: 'off' };
    return (await startServerProcess(env)).url;
  };

  const tiles = async (page: Page) => {
    await page.locator('.tiles', { hasNotText: '…' }).waitFor();
    return page
      .locator('.tile')
      .evaluateAll((all) => all.map((it) => [...it.children].map((part) => part.textContent).join(' ')));
  };

  it('count in the grammar of their number', async () => {
    const { page, problems } = await openConsole(browser, sample, { path: '/' });
    expect(await tiles(page)).toEqual([
      '1 expired',
      '0 expire within 7 days',
      '1 expires within 14 days',
      '1 expires within 30 days',
      '2 domains without certificate',
      '3 unused certificates',
    ]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('say what is counted of how many, and read the rest', async () => {
    const { page, problems } = await openConsole(browser, expiring, { path: '/' });
    expect(await tiles(page)).toEqual([
      '500+ expired',
      '0+ expire within 7 days',
      '0+ expire within 14 days',
      '0+ expire within 30 days',
      '2 domains without certificate',
      `${EXPIRED - 1} unused certificates`,
    ]);
    await page.getByText('The first 500 of 641 certificates are counted and shown.').waitFor();
    await page.getByRole('button', { name: 'Read the rest' }).click();
    await page.getByText('The first 500').waitFor({ state: 'detached' });
    expect((await tiles(page)).slice(0, 4)).toEqual([
      '640 expired',
      '0 expire within 7 days',
      '1 expires within 14 days',
      '1 expires within 30 days',
    ]);
    expect(await page.locator('.timeline ul > li').count()).toBe(641);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('count the domains of all gateways', async () => {
    const { page } = await openConsole(browser, many, { path: '/' });
    await page.locator('.tile', { hasText: `${GATEWAYS}domains without certificate` }).waitFor();
    await page.context().close();
  });

  it('list all gateways, and more domains of one when asked', async () => {
    const { page, problems } = await openConsole(browser, many, { path: '/domains' });
    const last = page.locator('.card').last();
    await page.getByText(`gateway_${GATEWAYS - 1}`, { exact: true }).waitFor();
    await last.getByText('The first 500 of 621 domains are shown.').waitFor();
    expect(await last.locator('tbody tr').count()).toBe(500);
    await last.getByRole('button', { name: 'Show more' }).click();
    await last.getByText('The first 500').waitFor({ state: 'detached' });
    expect(await last.locator('tbody tr').count()).toBe(DOMAINS + 1);
    expect(new Set(await last.locator('tbody th').allTextContents()).size).toBe(DOMAINS + 1);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('offer all domains of a gateway to attach to, more when asked', async () => {
    const { page, problems } = await openConsole(browser, expiring, { path: `/certificates/${SOON}` });
    await page.getByRole('button', { name: 'Attach to domains' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('No domain on the gateways matches').waitFor();
    await dialog.getByRole('checkbox', { name: 'Also show domains' }).check();
    await dialog.getByText('The first 500 of 621 domains are shown.').waitFor();
    await dialog.getByRole('button', { name: 'Show more' }).click();
    await dialog.getByText('The first 500').waitFor({ state: 'detached' });
    expect(await dialog.getByRole('checkbox').count()).toBe(1 + 2 + 1 + DOMAINS);
    await dialog.getByRole('checkbox', { name: `x${DOMAINS - 1}.example.com` }).check();
    await dialog.getByRole('button', { name: 'Show the effect' }).click();
    await dialog.getByText('would be rejected', { exact: true }).waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('mark a certificate that has expired, expires soon, or does not cover its domain', async () => {
    const { page } = await openConsole(browser, sample, { path: '/domains' });
    const row = (name: string) =>
      page
        .getByRole('row')
        .filter({ has: page.getByText(name, { exact: true }) })
        .first();
    await row('legacy.example.net').getByText('Expired', { exact: true }).waitFor();
    await row('invoices.billing.example.com').getByText('Expires soon', { exact: true }).waitFor();
    expect(await row('www.shop.example.com').locator('.tag').count()).toBe(0);
    await page.context().close();

    const other = await openConsole(browser, many, { path: '/domains' });
    const first = other.page.getByRole('row').filter({ hasText: 'served.example.com' });
    await first.getByText('does not cover the domain').waitFor();
    await first.getByText('Expired', { exact: true }).waitFor();
    await other.page.context().close();
  });

  it('say so when the domains of a gateway could not be read', async () => {
    const { page } = await openConsole(browser, sample, { path: '/', token: null });
    let isBroken = true;
    await page.route('**/graphql', async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      if (isBroken && body.data?.gateways) body.data.gateways.edges[0].node.domains = null;
      await route.fulfill({ response, json: body });
    });
    await page.getByRole('button', { name: 'simulator-admin-token' }).click();
    await page.locator('button[type=submit]').click();
    expect((await tiles(page))[4]).toBe('1+ domains without certificate');
    await page.getByRole('navigation').getByRole('link', { name: 'Domains' }).click();
    await page.getByText('The domains of this gateway could not be read.').waitFor();
    isBroken = false;
    await page.getByRole('button', { name: 'Read again' }).click();
    await page.getByText('www.shop.example.com', { exact: true }).waitFor();
    await page.context().close();
  });
});

function id(kind: string, index: number): string {
  return `${kind}${String(index).padStart(31, '0')}`;
}

/** A project with this number of gateways, and more domains and expired certificates than a page has. */
function largeProject(count: number): Project {
  const now = new Date();
  const indices = Array.from({ length: count }, (_, index) => index);
  const gateways = indices.map((index) =>
    gateway(SIMULATOR_PROJECT_ID, id('a', index), `gateway_${index}`, 'BASIC', '203.0.113.1', now),
  );
  const groups = indices.map((index) => group(id('b', index), id('a', index), `group_${index}`, now));
  const certificates = Array.from({ length: EXPIRED }, (_, index) =>
    certificate(id('c', index), `expired_${index}`, ['other.example.com'], { now, days: [-90, -10] }),
  );
  const served = certificate(id('c', EXPIRED), 'served', ['other.example.com'], { now, days: [-90, -1] });
  const soon = certificate(SOON, 'soon', ['other.example.com'], { now, days: [-90, 10] });
  const domains = groups.map((of, index) => domain(index, `d${index}.example.com`, of, {}));
  const [first] = groups;
  const last = groups.at(-1);
  if (!first || !last) throw new Error('there are no groups');
  domains.push(
    domain(10_000, 'served.example.com', first, { certificateId: served.id }),
    ...Array.from({ length: DOMAINS }, (_, index) =>
      domain(20_000 + index, `x${index}.example.com`, last, { certificateId: soon.id }),
    ),
  );
  return { ...sampleProject(now), gateways, groups, domains, certificates: [...certificates.slice(1), served, soon] };
}
