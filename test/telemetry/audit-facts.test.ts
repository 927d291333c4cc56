import { join } from 'node:path';
import { SIMULATOR_DOMAIN, SIMULATOR_USERS } from '../../src/simulator/iam';
import { SAMPLE_DOMAIN, SAMPLE_IDS } from '../../src/simulator/seed';
import { TOKENS } from '../../src/simulator/tokens';
import { scrape, sum } from '../support/metrics';
import { spawnServer } from '../support/process';
import { startTestServer } from '../support/server';
import { startTestSimulator } from '../support/simulator';
import { startUpstream } from '../support/upstream';
import { folder, linesOf } from './audit-records';

const { shopCertificate, shopGateway, renewedCertificate } = SAMPLE_IDS;
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const TRACEPARENT = `00-${TRACE_ID}-b7ad6b7169203331-01`;
const DOMAINS = `domains: [{ domain: "${SAMPLE_DOMAIN}" }]`;
const DETACH = `mutation { detachCertificateDomains(certificateId: "${shopCertificate}", ${DOMAINS}, ifNotAttached: SKIP) { __typename } }`;
const REPLACE = `mutation { replaceCertificate(from: "${shopCertificate}", to: "${renewedCertificate}", ${DOMAINS}) { __typename } }`;
const USER = { ...SIMULATOR_USERS[TOKENS.admin], domain: SIMULATOR_DOMAIN };

type AuditRecord = Record<string, unknown>;

async function start({ env = {}, iam }: { env?: Record<string, string>; iam?: string } = {}) {
  const { simulator } = await startTestSimulator();
  const path = join(folder(), 'audit.log');
  const server = await startTestServer({
    endpoint: simulator.url,
    env: { AUDIT_LOG: `file:${path}`, ...(iam === undefined ? {} : { IAM_ENDPOINT: iam }), ...env },
  });
  const records = (): AuditRecord[] => linesOf(path).map((line) => JSON.parse(line) as AuditRecord);
  return { simulator, server, path, records };
}

async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Starts IAM, which tells the user of a token after a time. */
async function startIam(delayMs: number, reply?: { status: number; body: string }) {
  const calls: string[] = [];
  const body = {
    token: { expires_at: '2030-01-01T00:00:00.000000Z', user: { ...USER, domain: { name: USER.domain } } },
  };
  const url = await startUpstream((request, response) => {
    calls.push(`${request.method} ${request.url} ${request.headers['x-subject-token']}`);
    setTimeout(() => {
      response.writeHead(reply?.status ?? 200, { 'content-type': 'application/json' });
      response.end(reply?.body ?? JSON.stringify(body));
    }, delayMs).unref();
  });
  return { url, calls };
}

describe('the records of a change', () => {
  it('have the address, the region, the trace, and the states that the change has seen', async () => {
    const { server, records } = await start({ env: { APIG_REGION: 'eu-west-101', TRUSTED_PROXIES: '1' } });
    const headers = { traceparent: TRACEPARENT, 'x-forwarded-for': '203.0.113.9, 2001:db8::1:2' };
    await server.run(REPLACE, undefined, { headers });
    await server.run(DETACH.replace(shopCertificate, renewedCertificate), undefined, { headers });
    const placement = { domain: SAMPLE_DOMAIN, instanceId: shopGateway };
    const common = { address: '2001:db8::1:2', region: 'eu-west-101', traceId: TRACE_ID };
    const [before, after, , detached] = records();
    expect(before).toMatchObject({ phase: 'before', change: 'replaceCertificate', ...common });
    expect(after).toMatchObject({
      ...common,
      phase: 'after',
      result: 'ReplaceCertificateSuccess',
      stateBefore: { placements: [{ ...placement, certificateId: shopCertificate }] },
      stateAfter: { placements: [{ ...placement, certificateId: renewedCertificate }] },
    });
    expect(detached).toMatchObject({
      stateBefore: { placements: [{ ...placement, certificateId: renewedCertificate }] },
    });
    expect(records().every((it) => !('user' in it))).toBe(true);
  });

  it('have the certificate before a deletion, and that it is gone after it', async () => {
    const { server, records } = await start();
    await server.run(`mutation { deleteCertificate(id: "${SAMPLE_IDS.spareCertificate}") { __typename } }`);
    expect(records()[1]).toMatchObject({
      stateBefore: { certificate: { name: expect.any(String), serialNumber: expect.any(String) } },
      stateAfter: { certificate: null },
    });
  });
});

describe('the user of a caller, with IAM_ENDPOINT', () => {
  it('is in the records, after one lookup for each token', async () => {
    const iam = await startIam(0);
    const { server, records } = await start({ iam: iam.url });
    await server.run(DETACH);
    await until(() => records().some(({ user }) => user));
    await server.run(DETACH);
    await server.run(DETACH, undefined, { token: TOKENS.reader });
    await until(() => iam.calls.length === 2);
    expect(records().find(({ user }) => user)).toMatchObject({ user: USER });
    expect(records().filter(({ phase }) => phase === 'before')[1]).toMatchObject({ user: USER });
    expect(iam.calls).toEqual([TOKENS.admin, TOKENS.reader].map((token) => `GET /v3/auth/tokens ${token}`));
  });

  it('follows in a record of its own if IAM is slower than the change, which audit show reads', async () => {
    const iam = await startIam(700);
    const { server, records, path } = await start({ iam: iam.url });
    await server.run(DETACH);
    expect(records().map(({ phase, user }) => [phase, user])).toEqual([
      ['before', null],
      ['after', null],
    ]);
    // The end of the server waits for it.
    await server.close();
    const [first, , third] = records();
    expect(third).toMatchObject({
      phase: 'user',
      user: USER,
      changeId: first?.['changeId'],
      caller: first?.['caller'],
    });
    const shown = await spawnServer({}, ['audit', 'show', '--certificate', shopCertificate, path]).finished;
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining(`simulator-admin (${USER.id}) of`) });
    expect(shown.stdout).toContain(`before      {"placements":[{"domain":"${SAMPLE_DOMAIN}"`);
    expect((await spawnServer({}, ['audit', 'verify', path]).finished).code).toBe(0);
  }, 60_000);

  it.each<[string, number, { status: number; body: string } | undefined]>([
    ['does not respond', 60_000, undefined],
    ['fails', 0, { status: 500, body: '{}' }],
    ['rejects the token', 0, { status: 401, body: '{}' }],
    ['sends something else', 0, { status: 200, body: '{"token":{}}' }],
  ])(
    'is unknown if IAM %s, which neither fails nor delays the change, and changes no metric of it',
    async (_, delayMs, reply) => {
      const iam = await startIam(delayMs, reply);
      const { server, records } = await start({ iam: iam.url });
      const begin = Date.now();
      const { data } = await server.run<{ detachCertificateDomains: object }, object>(DETACH);
      expect(Date.now() - begin).toBeLessThan(2_500);
      expect(data.detachCertificateDomains).toEqual({ __typename: 'DetachCertificateDomainsSuccess' });
      expect(records().map(({ user, result }) => [user, result])).toEqual([
        [null, undefined],
        [null, 'DetachCertificateDomainsSuccess'],
      ]);
      await server.run(DETACH);
      expect(iam.calls).toHaveLength(1);
      const metrics = await scrape(server.metricsUrl);
      expect(sum(metrics, 'gateway_changes_total', { outcome: 'APPLIED' })).toBe(2);
      expect(sum(metrics, 'gateway_changes_total')).toBe(2);
    },
  );

  it('is not looked up without an audit trail', async () => {
    const iam = await startIam(0);
    const server = await startTestServer({ env: { IAM_ENDPOINT: iam.url } });
    await server.run(DETACH);
    expect(iam.calls).toEqual([]);
  });
});
