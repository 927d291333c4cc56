import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packageJson from '../package.json';
import { camelCase } from '../src/config/variable';
import { VARIABLE_NAMES } from '../src/config/variables';
import { SAMPLE_IDS } from '../src/simulator/seed';
import { TOKENS } from '../src/simulator/tokens';
import { onTestEnd } from './support/cleanup';
import { needs } from './support/needs';
import { ROOT, spawnServer, startServerProcess } from './support/process';
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

/** Runs the built server to its end as a user without privileges: as `nobody` if root runs the tests. */
function runUnprivileged(args: string[], env: Record<string, string> = {}) {
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  return spawnSync(process.execPath, [join(ROOT, 'dist/main.js'), ...args], {
    ...user,
    cwd: ROOT,
    env,
    encoding: 'utf8',
  });
}

needs('a user without privileges who may read this folder', () => runUnprivileged(['--version']).status === 0)(
  'the built process of a user without privileges',
  () => {
    it('exits with one line for a file that it may not write', () => {
      const folder = mkdtempSync(join(tmpdir(), 'closed-'));
      chmodSync(folder, 0o500);
      const file = `file:${folder}/sub/audit.log`;
      const { status, stderr } = runUnprivileged([], { PORT: '0', AUDIT_LOG: file });
      expect(stderr).toBe(
        `AUDIT_LOG="${file}" cannot be written (EACCES: this user may not write there): give stdout, or file: and a path.\n`,
      );
      expect(status).toBe(1);
    });
  },
);

/** Returns the first port that needs no privilege. */
const firstOpenPort = () => Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'));

needs('such a user, and ports that it may not have', () => firstOpenPort() > 1 && runUnprivileged(['-v']).status === 0)(
  'the built process of a user without privileges, on a port of root',
  () => {
    it('exits with one line', () => {
      const { status, stderr } = runUnprivileged([], { PORT: '1', LOG_LEVEL: 'silent' });
      expect(stderr).toBe(
        'PORT="1" may not be used by this user (EACCES): give a port from 1024 on, or 0 for a free one.\n',
      );
      expect(status).toBe(1);
    });
  },
);

describe('the built process', () => {
  it('prints its help and its version', async () => {
    const help = await spawnServer({}, ['--help']).finished;
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('UPSTREAM_TIMEOUT_MS');
    const { code, stdout } = await spawnServer({}, ['-v']).finished;
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+(-dev(\+[0-9a-f]{10})?)?\n$/),
    });
    expect(stdout.startsWith(packageJson.version)).toBe(true);
  });

  it('prints the help of the exporter, with the variables that the exporter reads and no others', async () => {
    const { code, stdout, stderr } = await spawnServer({}, ['exporter', '--help']).finished;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: apig-certificate-gateway exporter /m);
    expect(stdout).toContain('METRICS_PORT=9465 apig-certificate-gateway exporter');
    const listed = [...stdout.matchAll(/^ {2}([A-Z_]+) +\S/gm)].map(([, name]) => name);
    const source = readFileSync(join(ROOT, 'src/start-exporter.ts'), 'utf8');
    const words = new Set(source.replace(/\/\*\*[\s\S]*?\*\//g, '').match(/\w+/g));
    // The configuration has these in another form: see `DerivedConfig`.
    const derived = ['NODE_ENV', 'APIG_ENDPOINT', 'APIG_REGIONS', 'APIG_REGION', 'APIG_PROJECT_ID', 'SIMULATOR'];
    expect(listed).toEqual(VARIABLE_NAMES.filter((name) => words.has(camelCase(name)) || derived.includes(name)));
  });

  it('exits with one line for an invalid value', async () => {
    const wrong = await spawnServer({ LOG_LEVEL: 'loud' }).finished;
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toMatch(/^LOG_LEVEL="loud" is not accepted: give one of fatal, .*\n$/);
  });

  it.each([
    ['--prot', ['--prot', '1'], /^'--prot' is not an option: set PORT=\.\.\. in the environment\./],
    ['--port', ['--port', '8080'], /^'--port' is not an option: set PORT=\.\.\. in the environment\./],
    ['--port=', ['--port=8080'], /^'--port' is not an option: set PORT=\.\.\. in the environment\./],
    [
      '--redis-url',
      ['--redis-url=redis://u:secret@h'],
      /^'--redis-url' is not an option: set REDIS_URL=\.\.\. in the env/,
    ],
    ['-p', ['-p', '8080'], /^'-p' is not an option: The server is configured by environment/],
    ['--constructor', ['--constructor'], /^'--constructor' is not an option/],
    ['8080', ['8080'], /^'8080' is not an option\. The server is configured by environment/],
    ['--help=x', ['--help=x'], /^'--help' takes no value/],
  ])('exits with one line for the option %s, which says what to do instead', async (_, args, line) => {
    const { code, stdout, stderr } = await spawnServer({}, args).finished;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(line);
    expect(stderr.split('\n')).toHaveLength(2);
    expect(stderr).not.toContain('secret');
  });

  /** A port that something else listens on, and a folder with a file and a pipe in it. */
  async function obstacles() {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestEnd(async () => void taken.close());
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const folder = mkdtempSync(join(tmpdir(), 'start-'));
    writeFileSync(join(folder, 'file'), '');
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    return { port: String(port), folder };
  }

  it.each<[string, (given: { port: string; folder: string }) => Record<string, string>, RegExp]>([
    ['PORT', ({ port }) => ({ PORT: port }), /^PORT="\d+" is in use: .*\(EADDRINUSE\): give another port, or 0/],
    ['HOST', () => ({ HOST: '192.0.2.1' }), /^HOST="192\.0\.2\.1" cannot be bound \(EADDRNOTAVAIL\): give an /],
    ['HOST', () => ({ HOST: 'no.such.host.invalid' }), /^HOST="no\.such\.host\.invalid" cannot be resolved \(E\w+\): /],
    [
      'AUDIT_LOG',
      () => ({ AUDIT_LOG: 'file:/proc/x/y' }),
      /^AUDIT_LOG="file:\/proc\/x\/y" cannot be written \(ENOENT: /,
    ],
    [
      'AUDIT_LOG',
      ({ folder }) => ({ AUDIT_LOG: `file:${folder}` }),
      /^AUDIT_LOG="file:.*" cannot be written \(EISDIR: /,
    ],
    ['AUDIT_LOG', ({ folder }) => ({ AUDIT_LOG: `file:${folder}/file/log` }), /^AUDIT_LOG="file:.*" .* \(ENOTDIR: /],
    ['AUDIT_LOG', ({ folder }) => ({ AUDIT_LOG: `file:${folder}/pipe` }), /^AUDIT_LOG="file:.*" .* \(ENXIO: /],
    [
      'NODE_ENV',
      () => ({ NODE_ENV: 'prod' }),
      /^NODE_ENV="prod" is not accepted: give production, development or test\./,
    ],
    ['APIG_ENDPOINT', () => ({ NODE_ENV: 'production' }), /^APIG_ENDPOINT is not set, .* give an http or https URL/],
    ['APIG_ENDPOINT', () => ({ SIMULATOR: 'off' }), /^APIG_ENDPOINT is not set, .* give an http or https URL/],
  ])('exits with one line that names %s', async (_, env, line) => {
    const { code, stderr } = await spawnServer({ PORT: '0', LOG_LEVEL: 'silent', ...env(await obstacles()) }).finished;
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect(code).toBe(1);
  });

  it('runs on its simulator in production with SIMULATOR=on', async () => {
    const { url } = await startServerProcess({ NODE_ENV: 'production', SIMULATOR: 'on' });
    const { body } = await post(url, DETACH);
    expect(body).toEqual({ data: { detachCertificateDomains: { __typename: 'DetachCertificateDomainsSuccess' } } });
  });

  it('loads the simulator and its X.509 library only if the simulator runs', async () => {
    const endpoint = await startUpstream((_, response) => void response.writeHead(204).end());
    const simulator = /src.simulator|dist.simulator|@peculiar.x509/;
    for (const [env, isLoaded] of [
      [{ APIG_ENDPOINT: endpoint, APIG_PROJECT_ID: 'p' }, false],
      [{}, true],
    ] as const) {
      const report = join(mkdtempSync(join(tmpdir(), 'loaded-')), 'report.cjs');
      writeFileSync(report, "process.on('exit', () => console.error(Object.keys(require.cache).join('\\n')));");
      const { url, child, finished } = await startServerProcess({ ...env, NODE_OPTIONS: `--require ${report}` });
      await post(url, DETACH);
      child.kill('SIGTERM');
      expect(simulator.test((await finished).stderr)).toBe(isLoaded);
    }
  });

  it('warns about a variable whose name is similar to one of its own, without its value', async () => {
    const { output } = await startServerProcess({ RATELIMIT: 'secret', APIG_TOKEN: 'secret', HOMEPAGE: 'x' });
    expect(output()).toContain('RATELIMIT is set, but is not a variable of the server: did you mean RATE_LIMIT?');
    expect(output()).toContain('APIG_TOKEN is set, but is not a variable of the server: --help lists the variables');
    expect(output()).not.toMatch(/secret|HOMEPAGE/);
  });

  it('does its main job on the embedded simulator, with nothing configured', async () => {
    const { url, output } = await startServerProcess();
    const { body } = await post(url, DETACH);
    expect(body).toEqual({ data: { detachCertificateDomains: { __typename: 'DetachCertificateDomainsSuccess' } } });
    expect(output()).toContain(`X-Auth-Token: ${TOKENS.admin}`);
  });

  it('completes requests in progress on SIGTERM, accepts no new ones, and exits with 0', async () => {
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
