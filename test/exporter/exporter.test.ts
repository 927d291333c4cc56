import { mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config/config';
import { SIMULATOR_DOMAIN, SIMULATOR_PASSWORD } from '../../src/simulator/iam';
import { SAMPLE_IDS } from '../../src/simulator/seed';
import { type ReceivedRequest, startSimulator } from '../../src/simulator/server';
import { OTHER_PROJECT_ID, SIMULATOR_PROJECT_ID } from '../../src/simulator/tokens';
import { startExporter } from '../../src/start-exporter';
import { onTestEnd } from '../support/cleanup';
import { startUpstream } from '../support/upstream';

/** Fails a request with a status, or cuts its list short and keeps its total. */
type Fault = (path: string) => number | 'cut' | undefined;

/** Starts an exporter on a simulator of its own, with a hop between them that can fail requests. */
async function start(env: Record<string, string> = {}, options: { tokenLifetimeMs?: number } = {}) {
  const received: ReceivedRequest[] = [];
  const log: string[] = [];
  const simulator = await startSimulator({
    port: 0,
    host: '127.0.0.1',
    onRequest: (it) => received.push(it),
    ...options,
  });
  onTestEnd(() => simulator.close());
  let fault: Fault = () => undefined;
  const hop = await startUpstream((incoming, response) => {
    const found = fault(incoming.url ?? '');
    if (typeof found === 'number') return void response.writeHead(found).end();
    const { method, url, headers } = incoming;
    const outgoing = request(`${simulator.url}${url}`, { method, headers }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const body = found === 'cut' ? withoutLast(text) : text;
        const { 'content-length': _, ...rest } = reply.headers;
        response.writeHead(reply.statusCode ?? 500, rest).end(body);
      });
    });
    incoming.pipe(outgoing);
  });
  const environment: Record<string, string> = {
    PORT: '0',
    APIG_ENDPOINT: hop,
    APIG_PROJECT_ID: SIMULATOR_PROJECT_ID,
    IAM_ENDPOINT: hop,
    IAM_DOMAIN: SIMULATOR_DOMAIN,
    IAM_USER: 'simulator-reader',
    IAM_PASSWORD: SIMULATOR_PASSWORD,
    EXPORTER_INTERVAL: '1',
    LOG_LEVEL: 'trace',
    UPSTREAM_RETRIES: '0',
    CIRCUIT_BREAKER: 'off',
    ...env,
  };
  const readAgain = () => readConfig(environment);
  const exporter = await startExporter(readAgain(), {
    readAgain,
    logDestination: { write: (line) => void log.push(line) },
  });
  onTestEnd(() => exporter.close());
  const metrics = async () => (await fetch(`${exporter.url}/metrics`)).text();
  /** Waits until a walk that started after now has ended. */
  const nextWalk = async () => {
    const ended = () => log.filter((line) => /walk (in)?complete|no token from IAM/.test(line)).length;
    const before = ended();
    // The walk in progress may have begun before.
    while (ended() < before + 2) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  return {
    simulator,
    received,
    log,
    metrics,
    nextWalk,
    environment,
    url: exporter.url,
    fail: (next: Fault) => {
      fault = next;
    },
  };
}

function withoutLast(text: string): string {
  const body = JSON.parse(text) as Record<string, unknown>;
  const certificates = body['certs'];
  return Array.isArray(certificates) ? JSON.stringify({ ...body, certs: certificates.slice(0, -1) }) : text;
}

/** Returns the values of a metric by the text of its labels, without those that are the same in all tests. */
function valuesOf(text: string, metric: string): Record<string, number> {
  const lines = text.matchAll(new RegExp(`^${metric}\\{(.*)\\} (\\S+)$`, 'gm'));
  return Object.fromEntries(
    [...lines].map(([, labels = '', value]) => [
      labels.replace(/(project|region|certificate_id|gateway_id)="[^"]*",?/g, '').replace(/,$/, ''),
      Number(value),
    ]),
  );
}

const seconds = (time: string | undefined) => Date.parse(time ?? '') / 1000;

describe('the expiry exporter', () => {
  it('exports the validity period and the domains of every certificate, and the domains that none covers', async () => {
    const { simulator, metrics, nextWalk } = await start();
    const [project] = simulator.projects;
    const legacy = project?.domains.find(({ name }) => name === 'legacy.example.net');
    if (!project || !legacy) throw new Error('no sample data');
    legacy.certificateId = SAMPLE_IDS.shopCertificate;
    await nextWalk();
    const text = await metrics();
    const expected = (field: 'not_after' | 'not_before') =>
      Object.fromEntries(project.certificates.map((it) => [`name="${it.name}"`, seconds(it[field])]));
    expect(project.certificates.length).toBeGreaterThan(5);
    expect(valuesOf(text, 'apig_certificate_expiration_timestamp_seconds')).toEqual(expected('not_after'));
    expect(valuesOf(text, 'apig_certificate_not_before_timestamp_seconds')).toEqual(expected('not_before'));
    expect(valuesOf(text, 'apig_certificate_attached_domains')).toMatchObject({
      'name="shop_wildcard"': 5,
      // Two pairs of ports are one domain.
      'name="billing_2026"': 2,
      'name="legacy_site"': 0,
    });
    expect(valuesOf(text, 'apig_domain_uncovered')).toEqual({
      'domain="new.shop.example.com",reason="no_certificate"': 1,
      'domain="sandbox.partners.example.org",reason="no_certificate"': 1,
      'domain="legacy.example.net",reason="name_mismatch"': 1,
    });
    const [certificate] = project.certificates;
    expect(text).toContain(
      `{project="${SIMULATOR_PROJECT_ID}",region="default",certificate_id="${certificate?.id}",name="${certificate?.name}"}`,
    );
  });

  it('follows new, renewed and deleted certificates, and reads a start date only after a change', async () => {
    const { simulator, received, metrics, nextWalk } = await start();
    await nextWalk();
    received.length = 0;
    await nextWalk();
    expect(received.filter(({ operation }) => operation === 'showCertificate')).toEqual([]);
    const certificates = simulator.projects[0]?.certificates ?? [];
    const renewed = certificates.find(({ id }) => id === SAMPLE_IDS.shopCertificate);
    if (!renewed) throw new Error('no sample data');
    Object.assign(renewed, {
      not_before: '2030-01-01T00:00:00Z',
      not_after: '2031-01-01T00:00:00Z',
      update_time: '2030-01-02T00:00:00Z',
    });
    certificates.splice(
      certificates.findIndex(({ name }) => name === 'partners_spare'),
      1,
    );
    await nextWalk();
    const text = await metrics();
    const expiration = valuesOf(text, 'apig_certificate_expiration_timestamp_seconds');
    expect(expiration['name="shop_wildcard"']).toBe(seconds('2031-01-01T00:00:00Z'));
    expect(Object.keys(expiration)).not.toContain('name="partners_spare"');
    expect(valuesOf(text, 'apig_certificate_not_before_timestamp_seconds')['name="shop_wildcard"']).toBe(
      seconds('2030-01-01T00:00:00Z'),
    );
    expect(received.filter(({ operation }) => operation === 'showCertificate')).toHaveLength(1);
  });

  it.concurrent.each<[string, Fault, Record<string, number>]>([
    [
      'the list of gateways fails',
      (path) => (/\/instances\?/.test(path) ? 500 : undefined),
      { certificates: 1, domains: 1 },
    ],
    ['all certificates fail', (path) => (/\/certificates/.test(path) ? 500 : undefined), { certificates: 3 }],
    [
      'the API groups of a gateway fail',
      (path) => (path.includes(`${SAMPLE_IDS.shopGateway}/api-groups`) ? 503 : undefined),
      { domains: 1 },
    ],
    [
      'a list is shorter than its total',
      (path) => (path.includes(`certificates?instance_id=${SAMPLE_IDS.shopGateway}`) ? 'cut' : undefined),
      { certificates: 1 },
    ],
    ['nothing responds', () => 502, { certificates: 1, domains: 1 }],
  ])('keeps every series while %s, and lets its staleness grow', async (_, fault, failures) => {
    const { fail, metrics, nextWalk } = await start();
    await nextWalk();
    const lasting = [
      'apig_certificate_expiration_timestamp_seconds',
      'apig_certificate_attached_domains',
      'apig_domain_uncovered',
    ];
    const before = await metrics();
    fail(fault);
    await nextWalk();
    const middle = await metrics();
    await nextWalk();
    const after = await metrics();
    for (const metric of lasting) {
      expect(Object.keys(valuesOf(before, metric)).length).toBeGreaterThan(0);
      expect(valuesOf(after, metric)).toEqual(valuesOf(before, metric));
    }
    const success = (text: string) => valuesOf(text, 'apig_exporter_last_success_timestamp_seconds');
    for (const collection of ['certificates', 'domains']) {
      const label = `collection="${collection}"`;
      const growth = Number(success(after)[label]) - Number(success(middle)[label]);
      if (collection in failures) expect([collection, growth]).toEqual([collection, 0]);
      else expect(growth).toBeGreaterThan(0);
    }
    const counted = Object.keys(valuesOf(after, 'apig_exporter_failures_total')).map((it) => /"(\w+)"/.exec(it)?.[1]);
    expect(new Set(counted)).toEqual(new Set(Object.keys(failures)));
    fail(() => undefined);
    await nextWalk();
    expect(success(await metrics())['collection="certificates"']).toBeGreaterThan(
      Number(success(before)['collection="certificates"']),
    );
  });

  it('walks several projects and regions, each with a token of its own, and one that fails alone', async () => {
    const { received, metrics, nextWalk, environment, fail } = await start({
      APIG_REGION: 'home',
      APIG_REGIONS: 'far=http://127.0.0.1:9',
      EXPORTER_PROJECTS: `${SIMULATOR_PROJECT_ID}, home/${OTHER_PROJECT_ID},far/elsewhere`,
    });
    expect(environment['APIG_REGIONS']).toContain('far');
    fail((path) => (path.includes('elsewhere') ? 500 : undefined));
    await nextWalk();
    await nextWalk();
    const text = await metrics();
    for (const project of [SIMULATOR_PROJECT_ID, OTHER_PROJECT_ID]) {
      expect(text).toMatch(
        new RegExp(`^apig_certificate_expiration_timestamp_seconds\\{project="${project}",region="home",`, 'm'),
      );
    }
    expect(text).toContain(
      'apig_exporter_last_success_timestamp_seconds{project="elsewhere",region="far",collection="certificates"} 0\n',
    );
    expect(text).toMatch(
      /^apig_exporter_failures_total\{project="elsewhere",region="far",.*kind="iam_refused"\} [1-9]/m,
    );
    const issued = received.filter(({ method, url }) => method === 'POST' && url === '/v3/auth/tokens');
    expect(issued.filter(({ body }) => body.includes('elsewhere')).length).toBeGreaterThan(0);
    expect(issued.filter(({ body }) => !body.includes('elsewhere'))).toHaveLength(2);
  });

  it('replaces a token before it expires, without a failed walk, and uses a changed password', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'exporter-')), 'password');
    writeFileSync(file, `${SIMULATOR_PASSWORD}\n`);
    const { environment, received, log, nextWalk } = await start(
      { IAM_PASSWORD: '', IAM_PASSWORD_FILE: file },
      { tokenLifetimeMs: 2_500 },
    );
    for (let walks = 0; walks < 3; walks++) await nextWalk();
    const issued = received.filter(({ url }) => url === '/v3/auth/tokens').length;
    expect(issued).toBeGreaterThan(1);
    expect(log.join('')).not.toContain('incomplete');
    expect(environment['IAM_PASSWORD']).toBe('');
    writeFileSync(file, 'another');
    while (!log.join('').includes('no token from IAM')) await nextWalk();
    writeFileSync(file, SIMULATOR_PASSWORD);
    const failures = log.filter((line) => line.includes('no token from IAM')).length;
    await nextWalk();
    await nextWalk();
    expect(log.filter((line) => line.includes('no token from IAM')).length).toBeLessThanOrEqual(failures + 1);
  });

  it('gets a new token when the upstream rejects the one it has', async () => {
    const { received, log, nextWalk, fail } = await start();
    await nextWalk();
    let rejections = 2;
    fail((path) => (/\/instances\?/.test(path) && rejections-- > 0 && rejections === 0 ? 401 : undefined));
    received.length = 0;
    await nextWalk();
    expect(received.filter(({ url }) => url === '/v3/auth/tokens')).toHaveLength(1);
    expect(log.join('')).not.toContain('incomplete');
  });

  it('logs and exports neither its password nor a token', async () => {
    const { received, log, metrics, nextWalk, fail, url } = await start();
    await nextWalk();
    fail(() => 500);
    await nextWalk();
    const tokens = received.map(({ headers }) => String(headers['x-auth-token'] ?? '')).filter((it) => it !== '');
    expect(tokens.length).toBeGreaterThan(0);
    const shown = [...log, await metrics(), await (await fetch(`${url}/readyz`)).text()].join('');
    for (const secret of [SIMULATOR_PASSWORD, ...tokens]) expect(shown).not.toContain(secret);
  });

  it.each([
    [{ IAM_ENDPOINT: '' }, 'IAM_ENDPOINT is not set, but the exporter needs it'],
    [{ IAM_DOMAIN: '' }, 'IAM_DOMAIN is not set'],
    [{ IAM_USER: '' }, 'IAM_USER is not set'],
    [{ IAM_PASSWORD: '' }, 'IAM_PASSWORD is not set'],
    [{ APIG_PROJECT_ID: '' }, 'EXPORTER_PROJECTS, or APIG_PROJECT_ID, is not set'],
    [{ EXPORTER_PROJECTS: 'moon/p' }, 'EXPORTER_PROJECTS="moon/p" has no endpoint: give one of the regions default.'],
    [{ EXPORTER_PROJECTS: 'a/b/c' }, 'EXPORTER_PROJECTS="a/b/c" is not accepted'],
  ])('does not start with %j', async (env, message) => {
    await expect(start(env)).rejects.toThrow(message);
  });
});
