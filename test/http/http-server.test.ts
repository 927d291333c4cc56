import { readFileSync } from 'node:fs';
import { request as rawRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestContext } from '../../src/request/context';
import { TOKENS } from '../../src/simulator/tokens';
import { ROOT } from '../support/process';
import { startTestServer, type TestServer } from '../support/server';

const QUERY = JSON.stringify({ query: '{ __typename }' });
const JSON_TYPE = { 'content-type': 'application/json' };

describe('the HTTP server', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ habits: { listWithoutGateway: 'all' } });
  });
  beforeEach(() => server.forget());

  const post = (body: string | Uint8Array, headers: Record<string, string> = JSON_TYPE) =>
    fetch(`${server.url}/graphql`, { method: 'POST', headers, body: body as string });

  async function expectError(response: Response, status: number, code: string) {
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    const { errors, data } = (await response.json()) as {
      data?: unknown;
      errors: { message: string; extensions: object }[];
    };
    expect(data).toBeUndefined();
    expect(errors[0]?.message).toEqual(expect.any(String));
    expect(errors[0]?.extensions).toEqual({ code });
  }

  it.each([
    ['broken JSON', '{"query', 'BAD_REQUEST'],
    ['no JSON at all', 'query { certificate }', 'BAD_REQUEST'],
    ['an empty body', '', 'BAD_REQUEST'],
    ['a body that is null', 'null', 'BAD_REQUEST'],
    ['a list, as batches are not taken', `[${QUERY}]`, 'BAD_REQUEST'],
    ['a query that is a number', '{"query": 7}', 'BAD_REQUEST'],
    ['variables that are text', '{"query": "{ __typename }", "variables": "x"}', 'BAD_REQUEST'],
    ['a syntax error', '{"query": "{"}', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{"query": "{ nothing }"}', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'an argument of another type',
      '{"query": "{ certificates(first: \\"x\\") { __typename } }"}',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a variable of another type',
      '{"query": "query ($a: Int!) { certificates(first: $a) { __typename } }", "variables": {"a": "x"}}',
      'BAD_USER_INPUT',
    ],
    [
      'an operation that is not there',
      '{"query": "query A { __typename }", "operationName": "B"}',
      'OPERATION_RESOLUTION_FAILURE',
    ],
  ])('responds to %s with 400', async (_, body, code) => {
    await expectError(await post(body), 400, code);
    expect(server.received).toEqual([]);
  });

  it('refuses a body that is not UTF-8', async () => {
    await expectError(await post(new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])), 400, 'BAD_REQUEST');
  });

  it('refuses other content types, charsets and encodings', async () => {
    for (const headers of [
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-type': 'application/json; charset=latin1' },
      { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    ]) {
      await expectError(await post(QUERY, headers as Record<string, string>), 415, 'UNSUPPORTED_MEDIA_TYPE');
    }
    expect((await post(QUERY, { 'content-type': 'Application/JSON; Charset="UTF-8"' })).status).toBe(200);
  });

  it('refuses a body of more than 1 MB, with or without a Content-Length', async () => {
    const body = JSON.stringify({ query: `# ${'x'.repeat(1024 * 1024)}\n{ __typename }` });
    await expectError(await post(body), 413, 'PAYLOAD_TOO_LARGE');
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = rawRequest(`${server.url}/graphql`, { method: 'POST', headers: JSON_TYPE }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', reject);
      request.write(body.slice(0, 600_000));
      request.write(body.slice(600_000));
      request.end();
    });
    expect(status).toBe(413);
    expect((await post(QUERY)).status).toBe(200);
  });

  it('refuses other methods and paths', async () => {
    const put = await fetch(`${server.url}/graphql`, { method: 'PUT', body: QUERY });
    expect(put.headers.get('allow')).toBe('GET, POST');
    await expectError(put, 405, 'METHOD_NOT_ALLOWED');
    await expectError(await fetch(`${server.url}/other`), 404, 'NOT_FOUND');
    await expectError(await fetch(`${server.url}/graphql/..%2f..`), 404, 'NOT_FOUND');
  });

  it('accepts queries by GET, with the header that CSRF prevention requires, and no mutations', async () => {
    const get = (query: string, headers: Record<string, string> = {}) =>
      fetch(`${server.url}/graphql?query=${encodeURIComponent(query)}`, { headers });
    await expectError(await get('{ __typename }'), 400, 'BAD_REQUEST');
    expect((await get('{ __typename }', { 'apollo-require-preflight': '1' })).status).toBe(200);
    const mutation = await get(
      'mutation { detachCertificateDomains(certificateId: "a", domains: []) { __typename } }',
      JSON_TYPE,
    );
    expect(mutation.status).toBe(405);
    expect(server.received).toEqual([]);
  });

  it('forbids to store any response', async () => {
    for (const path of ['/graphql', '/healthz', '/readyz', '/metrics', '/nothing']) {
      const { headers } = await fetch(server.url + path, { headers: JSON_TYPE });
      expect([path, headers.get('cache-control')]).toEqual([path, 'no-store']);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  it('sends a valid request id to the upstream and back to the client, and replaces an invalid one', async () => {
    const ask = (id: string) =>
      server.run(
        '{ certificates { __typename } }',
        {},
        {
          headers: {
            'x-request-id': id,
            traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
            tracestate: 'a=1,b=2',
          },
        },
      );
    expect((await ask('my-id.1')).headers.get('x-request-id')).toBe('my-id.1');
    expect(server.received[0]?.headers).toMatchObject({
      'x-request-id': 'my-id.1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      tracestate: 'a=1,b=2',
    });
    const replaced = (await ask('bad id/../')).headers.get('x-request-id');
    expect(replaced).toMatch(/^[0-9a-f-]{36}$/);
    expect(server.received[1]?.headers['x-request-id']).toBe(replaced);
  });

  it('serves health, readiness, and metrics of requests and upstream calls', async () => {
    await server.run('{ certificates { __typename } }');
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(await (await fetch(`${server.url}/healthz`)).json()).toEqual({
      status: 'ok',
      version: expect.stringContaining(version),
    });
    expect(await (await fetch(`${server.url}/readyz`)).json()).toEqual({
      status: 'ready',
      version,
      circuits: { default: 'closed' },
    });
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toMatch(
      /http_server_request_duration_seconds_count\{http_request_method="POST",http_route="\/graphql",http_response_status_code="200",url_scheme="http"\} \d+/,
    );
    expect(metrics).toMatch(/http_client_request_duration_seconds_count\{.*operation="listCertificates".*\} \d+/);
  });

  it.each(['/healthz', '/readyz'])('serves %s by HEAD, for load balancers', async (path) => {
    const { status, headers } = await fetch(server.url + path, { method: 'HEAD' });
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
  });

  it('shows Apollo Sandbox to a browser', async () => {
    const page = await fetch(`${server.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await page.text()).toContain('X-Auth-Token');
  });

  it.each([
    [{}, ['/console', '/explorer', '/graphql']],
    [{ EXPLORER: 'off' }, ['/console']],
    [{ CONSOLE: 'off' }, ['/explorer', '/graphql']],
  ])('has links to its pages at /, with %j', async (env, links) => {
    const { url } = await startTestServer({ env });
    const page = await fetch(url);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none';style-src 'sha256-/);
    const html = await page.text();
    expect([...html.matchAll(/href="(\/[^"]*)"/g)].map(([, path]) => path)).toEqual(links);
    expect(html).not.toMatch(/<script|https?:/);
  });

  it('lets only Sandbox and localhost read its responses', async () => {
    const preflight = (origin: string) =>
      fetch(`${server.url}/graphql`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'x-auth-token,content-type',
        },
      });
    for (const origin of ['https://studio.apollographql.com', 'http://localhost:3000']) {
      const answer = await preflight(origin);
      expect(answer.status).toBe(204);
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
      expect(answer.headers.get('access-control-allow-headers')).toContain('x-auth-token');
      const read = await post(QUERY, { ...JSON_TYPE, origin });
      expect(read.headers.get('access-control-allow-origin')).toBe(origin);
    }
    for (const origin of ['https://evil.example', 'http://localhost.evil.example', 'null']) {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('survives malformed requests and a client that disconnects', async () => {
    const { hostname, port } = new URL(server.url);
    const garbage = [
      '\x00\x01\x02\r\n\r\n',
      'GET /graphql HTTP/1.1\r\nX: \x00\r\n\r\n',
      'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Type: application/json\r\n\r\n{',
    ];
    for (const text of garbage) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), hostname, () => {
          socket.write(text);
          setTimeout(() => socket.destroy(), 50);
        });
        socket.on('close', () => resolve());
        socket.on('error', () => {});
      });
    }
    const answer = await server.run('{ certificates { __typename } }');
    expect(answer.status).toBe(200);
  });
});

describe('closing', () => {
  it('does not wait for idle connections, and serves a first request on one of them', async () => {
    const server = await startTestServer();
    const { hostname, port } = new URL(server.url);
    const open = () =>
      new Promise<Socket>((resolve) => {
        const socket = connect(Number(port), hostname, () => resolve(socket));
      });
    const [silent, late] = [await open(), await open()];
    const ended = new Promise((resolve) => silent.once('close', resolve));
    let answer = '';
    late.on('data', (chunk) => {
      answer += chunk;
    });
    const start = Date.now();
    const closed = server.close();
    late.write('GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n');
    await Promise.all([closed, ended]);
    expect(answer).toMatch(/^HTTP\/1.1 503[\s\S]*connection: close[\s\S]*stopping/i);
    expect(Date.now() - start).toBeLessThan(5_000);
  });
});

describe('in production', () => {
  it('has no introspection, no pages for browsers and no cross-origin requests', async () => {
    const server = await startTestServer({ env: { NODE_ENV: 'production' } });
    const introspection = await server.run('{ __schema { queryType { name } } }');
    expect(introspection.status).toBe(400);
    const typo = await server.run('{ certificat { __typename } }');
    expect(typo.errors?.[0]?.message).not.toContain('Did you mean');
    const page = await fetch(`${server.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(400);
    for (const path of ['/', '/console', '/explorer']) {
      expect([path, (await fetch(server.url + path)).status]).toEqual([path, 404]);
    }
    const origin = 'http://localhost:3000';
    const answer = await server.run('{ __typename }', {}, { headers: { origin } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('allows the configured origins', async () => {
    const origin = 'https://console.example.com';
    const server = await startTestServer({ env: { NODE_ENV: 'production', CORS_ORIGINS: origin } });
    const answer = await server.run('{ __typename }', {}, { headers: { origin } });
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
  });
});

describe('with a list of operations', () => {
  it('has no pages for browsers, which could not send their operations', async () => {
    const { url } = await startTestServer({ env: { PERSISTED_OPERATIONS: 'only' } });
    for (const path of ['/', '/console', '/explorer']) {
      expect([path, (await fetch(url + path)).status]).toEqual([path, 404]);
    }
  });
});

describe('an unexpected error', () => {
  it('is masked, counted and logged, without a stack trace or the token in the response', async () => {
    const plugin: ApolloServerPlugin<RequestContext> = {
      requestDidStart: async () => ({
        executionDidStart: async () => ({
          willResolveField: ({ info }) => {
            if (info.fieldName === 'type') throw new Error('galactic');
          },
        }),
      }),
    };
    const server = await startTestServer({ plugins: [plugin] });
    const { data, errors } = await server.run<object, object>(
      '{ certificates(first: 1) { ... on CertificateConnection { edges { node { type name } } } } }',
    );
    expect(data).toEqual({ certificates: { edges: [{ node: null }] } });
    expect(errors).toEqual([
      {
        message: 'Internal server error',
        path: ['certificates', 'edges', 0, 'node', 'type'],
        locations: expect.any(Array),
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      },
    ]);
    expect(server.log.join('')).toContain('galactic');
    expect(server.log.join('')).not.toContain(TOKENS.admin);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain('gateway_masked_errors_total 1');
  });
});
