import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { print } from 'graphql';
import { CreateCertificateDocument, UpdateCertificateDocument } from '../schema/generated/operations';
import { SAMPLE_IDS } from '../src/simulator/seed';
import { TOKENS } from '../src/simulator/tokens';
import { type Issued, issue } from './support/certificates';
import { freePort, spawnServer, startServerProcess } from './support/process';
import { startUpstream } from './support/upstream';

/** Markers in place of a secret if its format does not matter. */
const MARK = 'CANARYx7d1fCANARY';

describe('a private key', () => {
  let good: Issued;
  /** Pieces of the real key, none of which may appear anywhere. */
  let pieces: string[];
  beforeAll(async () => {
    good = await issue({ san: ['a.example.com'] });
    pieces = [...good.key.split('\n').filter((line) => line.length > 16 && !line.includes('-----')), MARK];
    expect(pieces.length).toBeGreaterThan(2);
  });

  async function start(env: Record<string, string> = {}) {
    const audit = join(mkdtempSync(join(tmpdir(), 'leaks-')), 'audit.log');
    const server = await startServerProcess({ LOG_LEVEL: 'trace', AUDIT_LOG: `file:${audit}`, ...env });
    const replies: string[] = [];
    const send = async (body: string, type = 'application/json') => {
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': type, 'x-auth-token': `${TOKENS.admin}.${MARK}` },
        body,
      });
      const text = await response.text();
      replies.push(text, JSON.stringify([...response.headers]));
      return text;
    };
    const run = (query: string, variables: object) => send(JSON.stringify({ query, variables }));
    /** The whole output of the process. */
    const everything = async () => {
      replies.push(await (await fetch(`${server.url}/metrics`)).text());
      server.child.kill('SIGTERM');
      const { code, stdout, stderr } = await server.finished;
      expect(code).toBe(0);
      return { stdout, text: [...replies, stdout, stderr, readFileSync(audit, 'utf8')].join('\n') };
    };
    return { send, run, everything };
  }

  function expectNone(text: string) {
    for (const piece of pieces) expect(text.includes(piece) ? piece : '').toBe('');
    expect(text).not.toContain('PRIVATE KEY');
  }

  const CREATE = print(CreateCertificateDocument);
  const UPDATE = print(UpdateCertificateDocument);

  it('appears nowhere when it is accepted, refused, or sent in any wrong way', async () => {
    const { send, run, everything } = await start();
    const content = { certContent: good.pem, privateKey: good.key };
    expect(await run(CREATE, { input: { name: 'site', ...content } })).toContain('CreateCertificateSuccess');
    expect(await run(UPDATE, { id: SAMPLE_IDS.spareCertificate, input: { name: 'spare', ...content } })).toContain(
      '__typename',
    );
    // Refused by the upstream, and by the server's own checks.
    for (const name of [
      'simulate_APIG_2106',
      'simulate_APIG_9999',
      'simulate_hangup',
      'simulate_broken',
      'simulate_html_502',
    ]) {
      await run(CREATE, { input: { name, ...content } });
    }
    await run(CREATE, { input: { name: 'site', ...content, certContent: good.pem + good.key } });
    await run(CREATE, { input: { name: 'site', ...content, privateKey: `${good.key.slice(0, 90)}${MARK}` } });
    // Violates the schema.
    const wrong: object[] = [
      { input: { ...content } },
      { input: { name: 'site', ...content, extra: MARK } },
      { input: { name: 'site', certContent: good.pem, privateKey: [good.key] } },
      { input: { name: 'site', certContent: good.pem, privateKey: { pem: good.key } } },
      { input: { name: 'site', ...content, privateKey: null } },
      { input: { name: 'site', ...content, type: good.key } },
      { input: { name: 'site', ...content, instanceId: { key: good.key } } },
      { input: good.key },
      { input: [good.key, MARK] },
      { input: { name: 'site', ...content }, other: good.key },
    ];
    for (const variables of wrong) {
      await run(CREATE, variables);
      await run(CREATE.replace('$input: CreateCertificateInput!', '$input: ID!'), variables);
    }
    const literal = JSON.stringify(good.key);
    const inQuery = (value: string, field = 'privateKey') =>
      `mutation { createCertificate(input: { name: "site", certContent: "x", ${field}: ${value} }) { __typename } }`;
    for (const query of [
      inQuery(literal),
      inQuery(`[${literal}, 7]`),
      inQuery(`{ a: ${literal} }`),
      inQuery(literal, 'type'),
      inQuery(literal, 'unknown'),
      inQuery(literal).slice(0, -30),
      inQuery(`"""${good.key}"""`),
      inQuery(`"""${good.key}""" """${good.key}"""`),
      inQuery(MARK),
      `query ${literal} { x }`,
      `query ${MARK} ${MARK} { x }`,
      `{ certificates(first: ${literal}) { __typename } }`,
      `{ certificates(filter: { expiresBefore: ${literal} }) { __typename } }`,
      `query ($key: String = 7${literal}) { certificate(id: $key) { __typename } }`,
      `query ($a: DateTime) { certificates(filter: { expiresBefore: $a }) { __typename } }`,
    ]) {
      await run(query, { a: good.key });
    }
    await send(`{"query": ${literal}`);
    await send(good.key);
    await send(good.key, 'text/plain');
    const { stdout, text } = await everything();
    expect(stdout).toContain('upstream call');
    expect(stdout).toContain('createCertificate');
    expectNone(text);
  });

  it('appears nowhere when the upstream echoes it', async () => {
    const bodies: ((sent: string) => [number, string, Record<string, string>?])[] = [
      (sent) => [
        400,
        JSON.stringify({
          error_code: 'APIG.2011',
          error_msg: `bad: ${(JSON.parse(sent) as { private_key?: string }).private_key}`,
        }),
      ],
      (sent) => [400, JSON.stringify({ error: { code: 'APIGW.0201', message: sent } })],
      (sent) => [
        403,
        JSON.stringify({ error_code: 'APIG.1005', error_msg: 'no', encoded_authorization_message: sent }),
      ],
      (sent) => [500, `<html>${sent}</html>`],
      (sent) => [500, sent, { 'x-request-id': `${TOKENS.admin}.${MARK}` }],
      (sent) => [200, sent.slice(0, -2)],
      (sent) => [200, JSON.stringify({ id: 'x', name: 'site', type: 'global', ...(JSON.parse(sent) as object) })],
    ];
    let next = 0;
    const endpoint = await startUpstream((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const sent = Buffer.concat(chunks).toString('utf8') || '{}';
        const [status, body, headers] = bodies[next % bodies.length]?.(sent) ?? [500, ''];
        response.writeHead(status, headers).end(body);
      });
    });
    const { run, everything } = await start({ APIG_ENDPOINT: endpoint, APIG_PROJECT_ID: 'p' });
    for (next = 0; next < bodies.length; next++) {
      const reply = await run(CREATE, { input: { name: 'site', certContent: good.pem, privateKey: good.key } });
      expect(reply).toContain('__typename');
    }
    expectNone((await everything()).text);
  });
});

describe('at every log level, and in a crash', () => {
  it.each(['fatal', 'error', 'warn', 'info', 'debug', 'trace'])(
    '%s: the output of the process contains no token and no key',
    async (level) => {
      const { pem, key } = await issue({ san: ['a.example.com'] });
      const token = `${TOKENS.admin}.${MARK}`;
      // Nothing catches this crash: Node.js prints the error and writes a report of the process.
      const folder = mkdtempSync(join(tmpdir(), 'crash-'));
      const trap = join(folder, 'trap.cjs');
      writeFileSync(trap, "process.on('SIGUSR2', () => { throw new Error('a crash on purpose'); });");
      const port = await freePort();
      const server = spawnServer({
        PORT: String(port),
        LOG_LEVEL: level,
        NODE_OPTIONS: `--require ${trap} --report-uncaught-exception --report-directory=${folder}`,
      });
      const url = `http://127.0.0.1:${port}`;
      for (let wait = 0; wait < 100; wait++) {
        if (
          await fetch(`${url}/healthz`).then(
            ({ ok }) => ok,
            () => false,
          )
        )
          break;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      const run = async (query: string, variables: object) => {
        const response = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-auth-token': token },
          body: JSON.stringify({ query, variables }),
        });
        return response.text();
      };
      const input = { name: 'site', certContent: pem, privateKey: key };
      const replies = [
        await run(print(CreateCertificateDocument), { input }),
        await run(print(CreateCertificateDocument), { input: { ...input, name: 'simulate_hangup' } }),
        await run(print(CreateCertificateDocument), { input: { ...input, privateKey: 7 } }),
        await run('{ certificate(id: "simulate-hangup") { __typename } }', {}),
        // The title of the process, if the system shows it.
        existsSync('/proc') ? readFileSync(`/proc/${server.child.pid}/cmdline`, 'utf8') : '',
      ];
      expect(replies[0]).toContain('CreateCertificateSuccess');
      server.child.kill('SIGUSR2');
      const { code, stdout, stderr } = await server.finished;
      expect([code, stderr]).toEqual([1, expect.stringContaining('a crash on purpose')]);
      const reports = readdirSync(folder).filter((name) => name.endsWith('.json'));
      expect(reports).toHaveLength(1);
      const text = [
        ...replies,
        stdout,
        stderr,
        ...reports.map((name) => readFileSync(join(folder, name), 'utf8')),
      ].join('\n');
      const pieces = [MARK, ...key.split('\n').filter((line) => line.length > 16 && !line.includes('-----'))];
      for (const piece of pieces) expect(text.includes(piece) ? piece : '').toBe('');
    },
    30_000,
  );
});
