import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

  async function startWithFile(path: string) {
    const { child, url } = await startServerProcess({ AUDIT_LOG: `file:${path}` });
    const detach = async () => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-auth-token': TOKENS.admin },
        body: JSON.stringify({ query: DETACH }),
      });
      return response.text();
    };
    const ready = async () => (await fetch(`${url}/readyz`)).text();
    const reopen = async (text: string) => {
      child.kill('SIGHUP');
      for (let wait = 0; wait < 200 && (await ready()).includes('failing') !== text.includes('failing'); wait++) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      expect(await ready()).toContain(text);
    };
    return { url, detach, ready, reopen };
  }

  it.each([
    ['a folder', (path: string) => mkdirSync(path)],
    ['no file of records', (path: string) => writeFileSync(path, 'x\n'.repeat(500_000))],
  ])('reports a path that is %s at SIGHUP, and tries again with each record', async (_, obstruct) => {
    const path = join(folder(), 'audit.log');
    const server = await startWithFile(path);
    await server.detach();
    renameSync(path, `${path}.1`);
    obstruct(path);
    await server.reopen('"audit":"failing"');
    expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(/^gateway_audit_failures_total [1-9]/m);
    expect(await server.detach()).toContain('Success');
    expect(records(`${path}.1`)).toHaveLength(4);
    rmSync(path, { recursive: true });
    expect(await server.detach()).toContain('Success');
    expect(records(path)).toEqual([
      expect.objectContaining({ sequence: 1, continues: records(`${path}.1`).at(-1)?.['hash'] }),
      expect.objectContaining({ sequence: 2 }),
    ]);
    expect(await server.ready()).not.toContain('failing');
  });

  it('creates its folder again at SIGHUP', async () => {
    const path = join(folder(), 'a', 'audit.log');
    const server = await startWithFile(path);
    rmSync(join(path, '..'), { recursive: true });
    await server.reopen('"status":"ready"');
    for (let wait = 0; wait < 200 && !existsSync(path); wait++) await new Promise((resolve) => setTimeout(resolve, 20));
    await server.detach();
    expect(records(path)).toHaveLength(2);
  });

  it('creates a file that was removed again, and refuses changes where it cannot', async () => {
    const path = join(folder(), 'a', 'audit.log');
    const server = await startWithFile(path);
    await server.detach();
    rmSync(path);
    expect(await server.detach()).toContain('Success');
    expect(records(path)).toHaveLength(2);
    rmSync(join(path, '..'), { recursive: true });
    writeFileSync(join(path, '..'), '');
    expect(await server.detach()).toContain('GATEWAY.AUDIT_UNAVAILABLE');
    expect(await server.ready()).toContain('"audit":"failing"');
  });

  it.each([
    ['zero bytes', () => Buffer.alloc(50_000_000)],
    ['short lines', () => 'x\n'.repeat(500_000)],
    ['lines that begin like records', () => '{\n'.repeat(500_000)],
    ['a few long lines', () => `${'{'.repeat(1_000_000)}\n`.repeat(8)],
  ])('does not start on a file of %s, and says so at once', async (_, contents) => {
    const path = join(folder(), 'audit.log');
    writeFileSync(path, contents());
    const begin = performance.now();
    const { finished } = spawnServer({ PORT: '0', AUDIT_LOG: `file:${path}` });
    const { code, stderr } = await finished;
    expect([code, stderr.trim().split('\n')]).toEqual([1, [expect.stringContaining('move it away')]]);
    expect(performance.now() - begin).toBeLessThan(6_000);
    expect(statSync(path).size).toBe(Buffer.byteLength(contents()));
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
