import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { print } from 'graphql';
import { DetachCertificateDomainsDocument } from '../../schema/generated/operations';
import { SAMPLE_DOMAIN, SAMPLE_IDS } from '../../src/simulator/seed';
import { SIMULATOR_PROJECT_ID, TOKENS } from '../../src/simulator/tokens';
import { REQUEST_LINE } from '../../src/telemetry/request-line';
import { onTestEnd } from '../support/cleanup';
import { needs } from '../support/needs';
import { printed, ROOT } from '../support/process';
import { startTestServer, type TestServer } from '../support/server';
import { startUpstream } from '../support/upstream';

const DETACH = print(DetachCertificateDomainsDocument);
const DETACH_SAMPLE = { certificateId: SAMPLE_IDS.shopCertificate, domains: [{ domain: SAMPLE_DOMAIN }] };

type Line = Readonly<Record<string, unknown>>;

/** Returns the line of the last request, once it has been written. */
async function lineOf(server: TestServer): Promise<Line> {
  for (;;) {
    const lines = server.log.map((line) => JSON.parse(line) as Line).filter(({ msg }) => msg === 'request');
    const last = lines.at(-1);
    if (last) return last;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('the line of a request', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  beforeEach(() => server.forget());

  it('tells who made which change with which outcome, and what it took', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c';
    const headers = { 'x-request-id': 'my-id', traceparent: `00-${trace}-b7ad6b7169203331-01` };
    await server.run(DETACH, DETACH_SAMPLE, { headers });
    expect(await lineOf(server)).toEqual({
      level: 30,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      service: 'apig-certificate-gateway',
      msg: 'request',
      requestId: 'my-id',
      traceId: trace,
      method: 'POST',
      route: '/graphql',
      status: 200,
      durationMs: expect.any(Number),
      complete: true,
      operationType: 'mutation',
      operationName: 'DetachCertificateDomains',
      results: [{ field: 'detachCertificateDomains', result: 'DetachCertificateDomainsSuccess' }],
      changes: [{ change: 'detachCertificateDomains', outcome: 'APPLIED', certificateId: SAMPLE_IDS.shopCertificate }],
      projectId: SIMULATOR_PROJECT_ID,
      region: 'default',
      caller: expect.stringMatching(/^[0-9a-f]{16}$/),
      // The detach, and the reads of what the operation selects after it.
      upstreamCalls: 6,
      upstreamMs: expect.any(Number),
    });
  });

  it('has the result of each root field, the codes of errors, and no id that was not checked', async () => {
    const query = `query Several {
      a: certificate(id: "${SAMPLE_IDS.shopCertificate}") { __typename }
      b: certificates(first: 501) { __typename }
    }`;
    await server.run(query);
    expect(await lineOf(server)).toMatchObject({
      operationName: 'Several',
      results: expect.arrayContaining([
        { field: 'certificate', result: 'Certificate' },
        { field: 'certificates', result: 'ApigInvalidInputError' },
      ]),
      upstreamCalls: 1,
    });
    server.forget();
    await server.run('{ nothing }');
    expect(await lineOf(server)).toMatchObject({ status: 400, results: [], errors: ['GRAPHQL_VALIDATION_FAILED'] });
    server.forget();
    await server.run(DETACH, { ...DETACH_SAMPLE, certificateId: 'a/b' });
    expect((await lineOf(server))['changes']).toEqual([{ change: 'detachCertificateDomains', outcome: 'NOT_APPLIED' }]);
  });

  it('names callers alike with the same token, and not those without one', async () => {
    const callers: unknown[] = [];
    for (const token of [TOKENS.admin, TOKENS.reader, TOKENS.admin, null]) {
      server.forget();
      await server.run('{ certificates(first: 1) { __typename } }', {}, { token });
      callers.push((await lineOf(server))['caller']);
    }
    expect(callers[0]).toBe(callers[2]);
    expect(callers[0]).not.toBe(callers[1]);
    expect(callers[3]).toBeUndefined();
  });

  it.each([
    ['is part of the token', 'CANARYx7d1f', 'other'],
    ['is too long', 'x'.repeat(51), 'other'],
    ['contains the token', 'x_abc_CANARYx7d1f_def', 'other', 'abc_CANARYx7d1f_def'],
    ['is neither', 'x'.repeat(50), 'x'.repeat(50)],
  ])('has a name that %s as %s', async (_, name, logged, token = 'abc-CANARYx7d1f-def') => {
    await server.run(`query ${name} { __typename }`, {}, { token });
    expect((await lineOf(server))['operationName']).toBe(logged);
  });

  it('has the outcome of a change even if the client has disconnected', async () => {
    let release = () => {};
    const endpoint = await startUpstream((_, response) => {
      release = () => void response.writeHead(204).end();
    });
    const own = await startTestServer({ endpoint });
    const client = new AbortController();
    const response = fetch(`${own.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': TOKENS.admin },
      body: JSON.stringify({ query: DETACH, variables: DETACH_SAMPLE }),
      signal: client.signal,
    });
    const given = release;
    while (release === given) await new Promise((resolve) => setTimeout(resolve, 5));
    client.abort();
    await expect(response).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(own.log.join('')).not.toContain('"msg":"request"');
    release();
    expect(await lineOf(own)).toMatchObject({
      complete: false,
      changes: [{ change: 'detachCertificateDomains', outcome: 'APPLIED' }],
    });
  });
});

describe('docs/log.md', () => {
  it('describes every field of the line, and no other', () => {
    const page = readFileSync(join(ROOT, 'docs/log.md'), 'utf8');
    const cells = [...page.matchAll(/^\| (`[^|]*) \|/gm)].map(([, cell = '']) => cell);
    const documented = cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    expect(documented.toSorted()).toEqual(Object.keys(REQUEST_LINE.properties).toSorted());
  });
});

needs('script (util-linux)', () => execFileSync('script', ['--version']))('on a terminal', () => {
  it('the log is readable text without control characters of callers, and elsewhere it is JSON', async () => {
    const child = spawn('script', ['-qefc', `echo PID=$$; exec ${process.execPath} dist/main.js`, '/dev/null'], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'] ?? '', PORT: '0', NO_COLOR: '1', TERM: 'xterm' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    const pid = Number(await printed({ child, output: () => output }, /PID=(\d+)/));
    const left = new Promise((resolve) => child.on('exit', resolve));
    onTestEnd(async () => {
      if (child.exitCode === null) process.kill(pid, 'SIGKILL');
      await left;
    });
    const url = await printed({ child, output: () => output }, /GraphQL is served at (http:\S+)\/graphql/);
    await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': 'a' },
      body: JSON.stringify({ query: 'query MyName { certificates(first: 1) { __typename } }' }),
    });
    const line = await printed({ child, output: () => output }, /(\[[\d:.]+\] INFO <[0-9a-f]{16}>: request .*)/);
    expect(line).toContain('"operationName":"MyName"');
    expect(output).not.toContain('"level":30');
    process.kill(pid, 'SIGTERM');
    await left;
  }, 30_000);
});
