import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE_IDS } from '../../src/simulator/seed';
import { TOKENS } from '../../src/simulator/tokens';
import { ROOT, spawnServer, startServerProcess } from '../support/process';
import { startUpstream } from '../support/upstream';
import { folder, KEY, linesOf, openTrail, record, writeLines } from './audit-records';

const DETACH = `mutation { detachCertificateDomains(certificateId: "${SAMPLE_IDS.shopCertificate}", domains: [{ domain: "www.shop.example.com" }], ifNotAttached: SKIP) { __typename } }`;

function send(url: string, query = DETACH, requestId = 'request-1'): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-auth-token': TOKENS.admin, 'x-request-id': requestId },
    body: JSON.stringify({ query }),
  });
}

const audit = (args: string[], env: Record<string, string> = {}) => spawnServer(env, ['audit', ...args]).finished;

/** Starts a server that writes its records to the file. */
const start = (path: string, env: Record<string, string> = {}) =>
  startServerProcess({ AUDIT_LOG: `file:${path}`, ...env });

describe('the command audit', () => {
  it('verifies a file, and prints its last hash, by which a missing end is found', async () => {
    const path = join(folder(), 'audit.log');
    record(openTrail(path), 'one', 'two');
    const lines = linesOf(path);
    const last = /"hash":"(\w+)"/.exec(lines.at(-1) ?? '')?.[1] ?? '';
    expect(await audit(['verify', path])).toEqual({
      code: 0,
      stdout: `intact: 4 records, without seals; last hash ${last}\n`,
      stderr: '',
    });
    expect((await audit(['verify', '--last', last, path])).code).toBe(0);
    writeLines(path, lines.slice(0, 2));
    expect(await audit(['verify', '--last', last, path])).toEqual({
      code: 1,
      stdout: '',
      stderr: `${path}: the record with the hash ${last} is missing\n`,
    });
  });

  it('runs from the built files, and does not build them again', async () => {
    const project = folder();
    copyFileSync(join(ROOT, 'package.json'), join(project, 'package.json'));
    symlinkSync(join(ROOT, 'dist'), join(project, 'dist'));
    const path = join(project, 'audit.log');
    record(openTrail(path), 'one');
    const verify = ['run', '--silent', 'audit', '--', 'verify', path];
    // There is nothing to build here, so a build would fail.
    const { status, stdout, stderr } = spawnSync('npm', verify, { cwd: project, encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: expect.stringMatching(/^intact: /), stderr: '' });
  });

  it('checks the seals with AUDIT_KEY', async () => {
    const path = join(folder(), 'audit.log');
    record(openTrail(path, { key: KEY }), 'one');
    expect((await audit(['verify', path])).stdout).toContain('2 records, seals were not checked: set AUDIT_KEY;');
    expect((await audit(['verify', path], { AUDIT_KEY: KEY })).stdout).toContain('2 records, all seals are good;');
    const wrong = await audit(['verify', path], { AUDIT_KEY: `${KEY}!` });
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining(':1: the seal was not made with this key')]);
  });

  it.each([
    [[], 'Give verify or show.'],
    [['verify'], 'Give a file.'],
    [['show', 'x'], 'Give --certificate and the id of a certificate.'],
    [['verify', '--wrong', 'x'], "Unknown option '--wrong'"],
    [['verify', '/no/such/file'], 'ENOENT'],
  ])('exits with 2 for %j', async (args, message) => {
    const { code, stdout, stderr } = await audit(args);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)]);
  });

  it('prints its usage', async () => {
    expect(await audit(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('audit verify') });
  });
});

describe('audit show', () => {
  it('prints the changes of one certificate with their outcome, and reports a file that was changed', async () => {
    const path = join(folder(), 'audit.log');
    const { url, child, finished } = await start(path);
    await send(url);
    await send(url, 'mutation { deleteCertificate(id: "simulate-APIG-3317") { __typename } }', 'request-2');
    await send(url, DETACH.replace('www.shop', 'www.other'), 'request-3');
    child.kill('SIGTERM');
    await finished;
    const { code, stdout, stderr } = await audit(['show', '--certificate', SAMPLE_IDS.shopCertificate, path]);
    expect([code, stderr]).toEqual([0, '']);
    const changes = stdout.trim().split('\n\n');
    expect(changes.map((change) => change.split('\n')[0])).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\dT\S+ {2}detachCertificateDomains {2}APPLIED$/),
      expect.stringMatching(/detachCertificateDomains {2}APPLIED$/),
    ]);
    expect(changes[0]).toMatch(/\n {2}domains {5}www\.shop\.example\.com\n/);
    expect(changes[0]).toMatch(/\n {2}request {5}request-1/);
    expect(await audit(['show', '--certificate', 'nosuch', path])).toEqual({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/^no change of nosuch in \d+ records\n$/),
    });
    writeLines(path, linesOf(path).toSpliced(2, 1));
    expect(await audit(['show', '--certificate', SAMPLE_IDS.shopCertificate, path])).toMatchObject({
      code: 1,
      stdout: `The files are not intact: changes may be missing or wrong.\n\n${stdout}`,
      stderr: expect.stringContaining('does not follow'),
    });
  });

  it('reports UNKNOWN for a change whose process was killed', async () => {
    const path = join(folder(), 'audit.log');
    const endpoint = await startUpstream(() => {});
    const { url, child, finished } = await start(path, { APIG_ENDPOINT: endpoint, APIG_PROJECT_ID: 'p' });
    void send(url, DETACH.replace(', ifNotAttached: SKIP', '')).catch(() => {});
    while (readFileSync(path).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGKILL');
    await finished;
    const { stdout } = await audit(['show', '--certificate', SAMPLE_IDS.shopCertificate, path]);
    expect(stdout).toMatch(/detachCertificateDomains {2}UNKNOWN\n/);
    expect(stdout).toMatch(/\n {2}result {6}no second record\n/);
  });
});

describe('the caller in the records', () => {
  const callers = (path: string) =>
    new Set(linesOf(path).map((line) => (JSON.parse(line) as { caller: string }).caller));

  it('is the same in all replicas and after a restart with AUDIT_KEY, and another without', async () => {
    const parent = folder();
    const hashes = await Promise.all(
      [{ AUDIT_KEY: KEY }, { AUDIT_KEY: KEY }, {}].map(async (env, index) => {
        const path = join(parent, `${index}.log`);
        const { url } = await start(path, env);
        await send(url);
        return [...callers(path)];
      }),
    );
    expect(hashes[0]).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
    expect(hashes[1]).toEqual(hashes[0]);
    expect(hashes[2]).not.toEqual(hashes[0]);
  });
});
