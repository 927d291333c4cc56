import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packageJson from '../package.json';
import { SAMPLE_IDS } from '../src/simulator/seed';
import { TOKENS } from '../src/simulator/tokens';
import { onTestEnd } from './support/cleanup';
import { spawnServer, startServerProcess } from './support/process';
import { startUpstream } from './support/upstream';

async function post(url: string, query: string, token: string = TOKENS.admin) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-auth-token': token },
    body: JSON.stringify({ query }),
  });
  return { headers: response.headers, body: (await response.json()) as { data?: Record<string, unknown> } };
}

const DETACH = `mutation {
  detachCertificateDomains(certificateId: "${SAMPLE_IDS.shopCertificate}", domains: [{ domain: "www.shop.example.com" }]) {
    __typename
  }
}`;

describe('the built process', () => {
  it('prints its help and its version', async () => {
    const help = await spawnServer({}, ['--help']).finished;
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('UPSTREAM_TIMEOUT_MS');
    expect(await spawnServer({}, ['-v']).finished).toMatchObject({ code: 0, stdout: `${packageJson.version}\n` });
  });

  it('ends with one line for a wrong value, a wrong option, a port that is taken', async () => {
    const wrong = await spawnServer({ LOG_LEVEL: 'loud' }).finished;
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toMatch(/^LOG_LEVEL="loud" is not accepted: give one of fatal, .*\n$/);
    const option = await spawnServer({}, ['--prot', '1']).finished;
    expect(option).toMatchObject({ code: 1, stderr: expect.stringContaining("'--prot'") });

    const taken = createServer().listen(0, '127.0.0.1');
    onTestEnd(async () => void taken.close());
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const busy = await spawnServer({ PORT: String(port) }).finished;
    expect(busy.code).toBe(1);
    expect(busy.stderr).toMatch(/^listen EADDRINUSE: .*\n$/);
  });

  it('does its main job on the embedded simulator, with nothing configured', async () => {
    const { url, output } = await startServerProcess();
    const { body } = await post(url, DETACH);
    expect(body).toEqual({ data: { detachCertificateDomains: { __typename: 'DetachCertificateDomainsSuccess' } } });
    expect(output()).toContain(`X-Auth-Token: ${TOKENS.admin}`);
  });

  it('lets requests under way finish on SIGTERM, takes no new ones, and exits with 0', async () => {
    let arrived = () => {};
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const endpoint = await startUpstream((_, response) => {
      arrived();
      setTimeout(() => response.writeHead(204).end(), 500);
    });
    const { child, finished, url } = await startServerProcess({ APIG_ENDPOINT: endpoint, APIG_PROJECT_ID: 'p' });
    const answer = post(url, DETACH);
    await arrival;
    child.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 100));
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    const { body } = await answer;
    expect(body).toEqual({ data: { detachCertificateDomains: { __typename: 'DetachCertificateDomainsSuccess' } } });
    expect((await finished).code).toBe(0);
  });

  it('writes an audit record before and after each change, and no token anywhere', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'audit-')), 'trail', 'audit.log');
    const { child, finished, url } = await startServerProcess({ AUDIT_LOG: `file:${file}`, LOG_LEVEL: 'trace' });
    const token = `${TOKENS.admin}.canary-7d1f`;
    await post(url, DETACH, token);
    await post(url, DETACH, token);
    await post(url, '{ certificates { __typename } }', token);
    const hostile = `${TOKENS.reader}.canary-7d1f`;
    await post(url, DETACH, hostile);
    child.kill('SIGTERM');
    const { stdout, stderr } = await finished;
    const text = readFileSync(file, 'utf8');
    const records = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records).toMatchObject([
      {
        log: 'audit',
        phase: 'before',
        change: 'detachCertificateDomains',
        certificateId: SAMPLE_IDS.shopCertificate,
        domains: ['www.shop.example.com'],
        requestId: expect.any(String),
        caller: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
      { phase: 'after', result: 'DetachCertificateDomainsSuccess', code: null },
      { phase: 'before' },
      { phase: 'after', result: 'ApigDomainNotAttachedError', code: 'APIG.2000' },
      { phase: 'before' },
      { phase: 'after', result: 'ApigPermissionDeniedError', code: 'APIG.1020' },
    ]);
    expect(records[0]?.['caller']).toBe(records[3]?.['caller']);
    expect(records[0]?.['caller']).not.toBe(records[4]?.['caller']);
    expect(stdout).toContain('upstream call');
    for (const leak of [text, stdout, stderr]) expect(leak).not.toContain('canary-7d1f');
  });
});
