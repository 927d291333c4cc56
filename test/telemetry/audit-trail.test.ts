import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SAMPLE_IDS } from '../../src/simulator/seed';
import { TOKENS } from '../../src/simulator/tokens';
import { onTestEnd } from '../support/cleanup';
import { spawnServer, startServerProcess } from '../support/process';
import { startTestServer } from '../support/server';

const DETACH = `mutation { detachCertificateDomains(certificateId: "${SAMPLE_IDS.shopCertificate}", domains: [{ domain: "www.shop.example.com" }], ifNotAttached: SKIP) {
  __typename ... on ApigError { code retryable } ... on ApigUpstreamError { outcome }
} }`;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'audit-'));
  onTestEnd(async () => rmSync(path, { recursive: true }));
  return path;
}

const records = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the audit trail', () => {
  it('creates its folder, makes the file readable by its owner only, and contains no token', async () => {
    const path = join(folder(), 'a', 'b', 'audit.log');
    const server = await startTestServer({ env: { AUDIT_LOG: `file:${path}` } });
    await server.run(DETACH);
    expect(records(path).map(({ phase, result }) => [phase, result])).toEqual([
      ['before', undefined],
      ['after', 'DetachCertificateDomainsSuccess'],
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).not.toContain(TOKENS.admin);
  });

  it('refuses changes while it cannot be written, and reports it in the metric, the log and /readyz', async () => {
    const server = await startTestServer({ env: { AUDIT_LOG: 'file:/dev/full' } });
    const { data, errors } = await server.run<{ detachCertificateDomains: object }, object>(DETACH);
    expect([errors, data.detachCertificateDomains]).toEqual([
      undefined,
      { __typename: 'ApigUpstreamError', code: 'GATEWAY.AUDIT_UNAVAILABLE', retryable: true, outcome: 'NOT_APPLIED' },
    ]);
    expect(server.received.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(server.log.join('')).toContain('audit record could not be written');
    expect(await (await fetch(`${server.url}/readyz`)).json()).toMatchObject({ status: 'ready', audit: 'failing' });
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toMatch(/^gateway_audit_failures_total [1-9]/m);
    expect((await server.run('{ certificates { __typename } }')).status).toBe(200);
  });

  it('refuses no changes with AUDIT_REQUIRED=off', async () => {
    const server = await startTestServer({ env: { AUDIT_LOG: 'file:/dev/full', AUDIT_REQUIRED: 'off' } });
    const { data } = await server.run<{ detachCertificateDomains: object }, object>(DETACH);
    expect(data.detachCertificateDomains).toEqual({ __typename: 'DetachCertificateDomainsSuccess' });
  });

  it('continues in a new file after a rotation and SIGHUP, which does not end the process', async () => {
    const path = join(folder(), 'audit.log');
    const { child, url } = await startServerProcess({ AUDIT_LOG: `file:${path}` });
    const detach = () =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-auth-token': TOKENS.admin },
        body: JSON.stringify({ query: DETACH }),
      });
    await detach();
    renameSync(path, `${path}.1`);
    child.kill('SIGHUP');
    while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await detach()).status).toBe(200);
    expect(records(`${path}.1`)).toHaveLength(2);
    expect(records(path)).toHaveLength(2);
    expect(child.exitCode).toBeNull();
  });

  it.each([
    ['a folder that cannot be made', 'file:/proc/x/y'],
    ['a folder', 'file:/tmp'],
  ])('in %s prevents the start with one line', async (_, target) => {
    const { finished } = spawnServer({ PORT: '0', AUDIT_LOG: target });
    const { code, stderr } = await finished;
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('in a pipe that nobody reads prevents the start, without waiting', async () => {
    const path = join(folder(), 'fifo');
    execFileSync('mkfifo', [path]);
    const { finished } = spawnServer({ PORT: '0', AUDIT_LOG: `file:${path}` });
    expect((await finished).code).toBe(1);
  });
});
