import { connect } from 'node:net';
import fc from 'fast-check';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { buildFederatedSchema } from '../../src/schema/build-schema';
import { TOKENS } from '../../src/simulator/tokens';
import { startServerProcess } from '../support/process';
import { randomOperation } from './random-query';

/** The heap limit of the process in MB. After a garbage collection it uses about 50. */
const HEAP_MB = 96;

/** The number of memory samples. */
const PARTS = 5;

/** Milliseconds after which a missing response counts as a hang. */
const HANG_MS = 15_000;

describe('the built server', () => {
  let server: Awaited<ReturnType<typeof startServerProcess>>;
  let schema: GraphQLSchema;
  beforeAll(async () => {
    // A leak from one request to the next would soon end the process.
    server = await startServerProcess({ RATE_LIMIT: 'off', NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` });
    schema = await buildFederatedSchema();
  });

  const memory = async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return Math.round(Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]) / 1024 / 1024);
  };

  /** Runs a property on several inputs concurrently for some seconds, and prints the totals. */
  async function fuzz(what: string, seconds: number, property: (tally: (kind: string) => void) => Promise<void>) {
    const counts = new Map<string, number>();
    const samples = [await memory()];
    for (let part = 1; part <= PARTS; part++) {
      const end = Date.now() + (seconds * 1000) / PARTS;
      while (Date.now() < end) await property((kind) => counts.set(kind, (counts.get(kind) ?? 0) + 1));
      samples.push(await memory());
    }
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const kinds = [...counts].sort().map(([kind, count]) => `${kind} ${count}`);
    process.stdout.write(`${what}: ${total} inputs, ${kinds.join(', ')}; memory ${samples.join(' ')} MB.\n`);
    expect(total).toBeGreaterThan(100);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(server.child.exitCode).toBeNull();
  }

  it('responds to random valid operations without a 5xx, a hang, or a malformed or masked response', async () => {
    await fuzz('random operations', 15, async (tally) => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer(), { minLength: 16, maxLength: 16 }), async (seeds) => {
          await Promise.all(
            seeds.map(async (seed) => {
              const query = randomOperation(schema, seed);
              expect(validate(schema, parse(query)).map(({ message }) => message)).toEqual([]);
              const response = await fetch(`${server.url}/graphql`, {
                method: 'POST',
                headers: {
                  'content-type': 'application/json',
                  'x-auth-token': seed % 5 === 0 ? TOKENS.reader : TOKENS.admin,
                },
                body: JSON.stringify({ query }),
                signal: AbortSignal.timeout(HANG_MS),
              });
              const { data, errors } = (await response.json()) as {
                data?: object;
                errors?: { message: string; extensions: { code: string } }[];
              };
              expect([query, response.status]).toEqual([query, data === undefined ? 400 : 200]);
              for (const { message } of errors ?? [])
                expect([query, message]).not.toEqual([query, 'Internal server error']);
              tally(data === undefined ? 'refused' : 'served');
            }),
          );
        }),
        { numRuns: 5, endOnFailure: true },
      );
    });
  }, 90_000);

  const jsons = fc.oneof(
    fc.json(),
    fc
      .record({
        query: fc.oneof(
          fc.string(),
          fc.constantFrom('{__typename}', '{', 'query($a:Int!){certificates(first:$a){__typename}}'),
        ),
        variables: fc.json(),
      })
      .map((it) => JSON.stringify(it)),
    fc
      .record({
        query: fc.constant('{__typename}'),
        variables: fc.anything(),
        extensions: fc.anything(),
        operationName: fc.anything(),
      })
      .map((it) => {
        try {
          return JSON.stringify(it) ?? '';
        } catch {
          return '{}';
        }
      }),
    fc.string(),
  );
  const requests = fc.record({
    method: fc.constantFrom(
      'GET',
      'POST',
      'POST',
      'POST',
      'PUT',
      'DELETE',
      'OPTIONS',
      'HEAD',
      'PATCH',
      'TRACE',
      'gibberish',
      'P\u0000ST',
    ),
    path: fc.oneof(
      fc.constantFrom(
        '/graphql',
        '/graphql',
        '/graphql',
        '/',
        '/healthz',
        '/readyz',
        '/metrics',
        '/explorer',
        '/explorer/../../package.json',
        '//',
        '*',
      ),
      fc.webPath(),
      fc.webQueryParameters().map((query) => `/graphql?${query}`),
      fc.string().map((text) => `/graphql?query=${encodeURIComponent(text)}`),
    ),
    type: fc.constantFrom(
      'application/json',
      'application/json',
      'application/json; charset=utf-8',
      'text/plain',
      'multipart/form-data',
      'application/json;;;',
      '',
    ),
    headers: fc.array(
      fc.tuple(
        fc.constantFrom(
          'x-auth-token',
          'x-project-id',
          'x-region',
          'x-request-id',
          'traceparent',
          'accept',
          'origin',
          'content-encoding',
          'expect',
          'x-forwarded-for',
          'authorization',
        ),
        fc.string({ maxLength: 60 }),
      ),
      { maxLength: 4 },
    ),
    body: fc.oneof(
      jsons.map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    ),
    length: fc.constantFrom<'right' | 'long' | 'none' | 'bad'>('right', 'right', 'right', 'long', 'none', 'bad'),
  });

  it('responds to random bytes without a 5xx, or closes the connection', async () => {
    const { hostname, port } = new URL(server.url);
    const send = (bytes: Buffer, isCut: boolean) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(Number(port), hostname);
        const timer = setTimeout(() => reject(new Error(`a hang: ${bytes.toString('latin1')}`)), HANG_MS);
        let reply = '';
        socket.on('data', (chunk) => {
          reply += chunk.toString('latin1');
          // One response is enough. The connection would be kept open.
          if (/\r\n\r\n/.test(reply)) socket.destroy();
        });
        socket.on('error', () => {});
        socket.on('close', () => {
          clearTimeout(timer);
          resolve(reply);
        });
        socket.write(bytes);
        // An incomplete request must not keep the test waiting.
        if (isCut) setTimeout(() => socket.end(), 20);
      });
    await fuzz('raw HTTP', 15, async (tally) => {
      await fc.assert(
        fc.asyncProperty(fc.array(requests, { minLength: 16, maxLength: 16 }), async (batch) => {
          await Promise.all(
            batch.map(async ({ method, path, type, headers, body, length }) => {
              const size = { right: body.length, long: body.length + 10, none: undefined, bad: 'x' }[length];
              const lines = [
                `${method} ${path} HTTP/1.1`,
                'Host: gateway',
                ...(type === '' ? [] : [`Content-Type: ${type}`]),
                ...(size === undefined ? [] : [`Content-Length: ${size}`]),
                ...headers.map(([name, value]) => `${name}: ${value}`),
              ];
              const reply = await send(
                Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8'), body]),
                length !== 'right',
              );
              const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(reply)?.[1] ?? 0);
              if (reply !== '') expect([lines, status]).toEqual([lines, expect.any(Number)]);
              expect([lines, status >= 500]).toEqual([lines, false]);
              tally(status === 0 ? 'closed' : status < 400 ? 'served' : 'refused');
            }),
          );
        }),
        { numRuns: 5, endOnFailure: true },
      );
    });
    expect(server.output()).not.toContain('unexpected error');
  }, 90_000);
});
