import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { print } from 'graphql';
import { CreateCertificateDocument } from '../../schema/generated/operations';
import { SAMPLE_DOMAIN, SAMPLE_IDS } from '../../src/simulator/seed';
import type { ReceivedRequest } from '../../src/simulator/server';
import { SIMULATOR_PROJECT_ID, TOKENS } from '../../src/simulator/tokens';
import { issue } from '../support/certificates';
import { type Collector, type ReceivedSpan, startCollector } from '../support/collector';
import { printed, ROOT, spawnServer, startServerProcess } from '../support/process';
import { startTestSimulator } from '../support/simulator';
import { startUpstream } from '../support/upstream';

/** The shipped operation without the reads after the change: it makes one upstream call. */
const DETACH = `mutation DetachCertificateDomains($certificateId: ID!, $domains: [CertificateDomainInput!]!) {
  detachCertificateDomains(certificateId: $certificateId, domains: $domains) { __typename }
}`;
const DETACH_SAMPLE = { certificateId: SAMPLE_IDS.shopCertificate, domains: [{ domain: SAMPLE_DOMAIN }] };
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT_ID = 'b7ad6b7169203331';

interface Options {
  /** The upstream. Default: a simulator. */
  readonly endpoint?: string;
  readonly env?: Record<string, string>;
}

/**
 * Starts the built server with a collector: the SDK's exporter does not run inside Jest. `spans` stops the server, so that it sends all
 * spans, and returns them.
 */
async function start({ endpoint, env = {} }: Options = {}) {
  const received: ReceivedRequest[] = [];
  const { simulator } = await startTestSimulator({
    habits: { listWithoutGateway: 'all' },
    onRequest: (request) => received.push(request),
  });
  const collector = await startCollector();
  const process = await startServerProcess({
    APIG_ENDPOINT: endpoint ?? simulator.url,
    APIG_PROJECT_ID: SIMULATOR_PROJECT_ID,
    UPSTREAM_RETRIES: '0',
    CIRCUIT_BREAKER: 'off',
    RATE_LIMIT: 'off',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    ...env,
  });
  const run = async (
    query: string,
    variables: object = {},
    { token = TOKENS.admin, headers = {} }: { token?: string | null; headers?: Record<string, string> } = {},
  ) => {
    const response = await fetch(`${process.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token === null ? {} : { 'x-auth-token': token }), ...headers },
      body: JSON.stringify({ query, variables }),
    });
    await response.text();
  };
  const spans = async () => {
    process.child.kill('SIGTERM');
    expect((await process.finished).code).toBe(0);
    return new Spans(collector);
  };
  return { collector, server: { url: process.url, received, output: process.output, run }, spans };
}

/** The spans that a collector received. */
class Spans {
  constructor(private readonly collector: Collector) {}

  get all(): readonly ReceivedSpan[] {
    return this.collector.spans;
  }

  get servers(): ReceivedSpan[] {
    return this.all.filter(({ kind }) => kind === 'server');
  }

  below(parent: ReceivedSpan): ReceivedSpan[] {
    return this.all.filter(({ parentSpanId }) => parentSpanId === parent.spanId);
  }

  /** Returns the only span that `below` finds. */
  only(parent: ReceivedSpan): ReceivedSpan {
    const [span, ...others] = this.below(parent);
    expect(others).toEqual([]);
    if (!span) throw new Error(`${parent.name} has no child`);
    return span;
  }
}

function first<Item>(items: readonly Item[]): Item {
  const [item] = items;
  if (item === undefined) throw new Error('there is none');
  return item;
}

describe('the traces of a change', () => {
  let server: Awaited<ReturnType<typeof start>>['server'];
  let spans: Spans;
  let collector: Collector;
  beforeAll(async () => {
    const started = await start();
    ({ server, collector } = started);
    const headers = {
      traceparent: `00-${TRACE_ID}-${PARENT_ID}-01`,
      tracestate: 'vendor=1,other=2',
      'user-agent': 'my-client/1.0',
    };
    await server.run(DETACH, DETACH_SAMPLE, { headers });
    spans = await started.spans();
  });

  it('arrive as protobuf, with the service and its version', () => {
    expect(collector.requests.map(({ path }) => path)).toEqual(['/v1/traces']);
    expect(collector.requests[0]?.headers['content-type']).toBe('application/x-protobuf');
    expect(first(spans.all).resource).toMatchObject({
      'service.name': 'apig-certificate-gateway',
      'service.version': expect.stringMatching(/^\d/),
      'service.instance.id': expect.any(String),
      'telemetry.sdk.language': 'nodejs',
    });
  });

  it('are a server span below the span of the caller, one of the root field, and one of the upstream call', () => {
    expect(spans.all).toHaveLength(3);
    const request = first(spans.servers);
    expect(request).toMatchObject({
      name: 'POST /graphql',
      traceId: TRACE_ID,
      parentSpanId: PARENT_ID,
      traceState: 'vendor=1,other=2',
      status: 'unset',
    });
    expect(request.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/graphql',
      'url.path': '/graphql',
      'url.scheme': 'http',
      'network.protocol.version': '1.1',
      'client.address': '127.0.0.1',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(server.url).port),
      'user_agent.original': 'my-client/1.0',
      'http.response.status_code': 200,
      'graphql.operation.type': 'mutation',
      'graphql.operation.name': 'DetachCertificateDomains',
    });
    const field = spans.only(request);
    expect(field).toMatchObject({ name: 'detachCertificateDomains', kind: 'internal', status: 'unset' });
    expect(field.attributes).toEqual({
      'graphql.field.name': 'detachCertificateDomains',
      'graphql.operation.type': 'mutation',
      'apig.result_type': 'DetachCertificateDomainsSuccess',
      'apig.change.outcome': 'APPLIED',
      'apig.certificate_id': SAMPLE_IDS.shopCertificate,
    });
    const call = spans.only(field);
    const template = '/v2/{project_id}/apigw/certificates/{certificate_id}/domains/detach';
    expect(call).toMatchObject({ name: `POST ${template}`, kind: 'client', status: 'unset' });
    const upstream = server.received[0];
    expect(call.attributes).toEqual({
      'http.request.method': 'POST',
      'server.address': '127.0.0.1',
      'server.port': expect.any(Number),
      'url.full': expect.stringMatching(
        /^http:\/\/127\.0\.0\.1:\d+\/v2\/\w+\/apigw\/certificates\/\w+\/domains\/detach$/,
      ),
      'url.template': template,
      'apig.operation': 'detachDomains',
      'http.response.status_code': 204,
    });
    expect(upstream?.headers).toMatchObject({
      traceparent: `00-${TRACE_ID}-${call.spanId}-01`,
      tracestate: 'vendor=1,other=2',
    });
  });

  it('begin and end one within the other', () => {
    const request = first(spans.servers);
    const field = spans.only(request);
    const call = spans.only(field);
    expect(request.end).toBeGreaterThanOrEqual(request.start);
    // The clock of a start has milliseconds.
    const tolerance = 2_000_000n;
    for (const [outer, inner] of [
      [request, field],
      [field, call],
    ] as const) {
      expect(inner.start + tolerance).toBeGreaterThanOrEqual(outer.start);
      expect(inner.end).toBeLessThanOrEqual(outer.end + tolerance);
    }
  });
});

describe('the spans of a query', () => {
  it.each(['on', 'off'])(
    'are of each root field, with the calls of nested fields below them (COMPILE=%s)',
    async (COMPILE) => {
      const { server, spans } = await start({ env: { COMPILE } });
      const query = `query Two($id: ID!) {
      one: certificate(id: $id) { ... on Certificate { domains(first: 1) { totalCount } } }
      gateways { ... on GatewayConnection { totalCount } }
    }`;
      for (let run = 0; run < 6; run++) await server.run(query, { id: SAMPLE_IDS.shopCertificate });
      const found = await spans();
      expect(found.servers).toHaveLength(6);
      for (const request of found.servers) {
        const fields = found.below(request);
        expect(fields.map(({ name }) => name).toSorted()).toEqual(['certificate', 'gateways']);
        const calls = Object.fromEntries(
          fields.map((field) => [field.name, found.below(field).map(({ attributes }) => attributes['apig.operation'])]),
        );
        expect(calls['certificate']?.toSorted()).toEqual(['listAttachedDomains', 'showCertificate']);
        expect(calls['gateways']).toEqual(['listGateways']);
        const certificate = fields.find(({ name }) => name === 'certificate');
        for (const call of found.below(certificate as ReceivedSpan)) {
          expect((certificate?.end ?? 0n) + 2_000_000n).toBeGreaterThanOrEqual(call.end);
        }
      }
    },
  );

  it('have one span for each attempt of an upstream call, with its number and its own context', async () => {
    const seen: string[] = [];
    const endpoint = await startUpstream((request, response) => {
      seen.push(String(request.headers['traceparent']));
      response.writeHead(seen.length === 1 ? 503 : 200, { 'content-type': 'application/json' });
      response.end('{"total":0,"size":0,"certs":[]}');
    });
    const { server, spans } = await start({ endpoint, env: { UPSTREAM_RETRIES: '2' } });
    await server.run('{ certificates(first: 1) { __typename } }');
    const found = await spans();
    const calls = found.all.filter(({ kind }) => kind === 'client');
    const told = calls.map(({ attributes, status }) => ({
      count: attributes['http.request.resend_count'],
      code: attributes['http.response.status_code'],
      error: attributes['error.type'],
      status,
    }));
    expect(told).toEqual([
      { count: undefined, code: 503, error: '503', status: 'error' },
      { count: 1, code: 200, error: undefined, status: 'unset' },
    ]);
    expect(seen).toEqual(calls.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`));
    // The result is a success, so neither the field nor the request has failed.
    expect(found.all.filter(({ kind }) => kind !== 'client').map(({ status }) => status)).toEqual(['unset', 'unset']);
  });
});

describe('the status and error.type of spans', () => {
  async function statuses(query: string, token: string | null = TOKENS.admin, endpoint?: string) {
    const { server, spans } = await start({ ...(endpoint === undefined ? {} : { endpoint }) });
    await server.run(query, {}, { token });
    return (await spans()).all.map(({ kind, status, attributes }) => [kind, attributes['error.type'], status]);
  }

  it('are those of an error result of the caller: no error status', async () => {
    expect(await statuses('{ certificates(first: 501) { __typename } }')).toEqual([
      ['internal', 'ApigInvalidInputError', 'unset'],
      ['server', 'ApigInvalidInputError', 'unset'],
    ]);
    expect(await statuses('{ certificates(first: 1) { __typename } }', 'wrong')).toEqual([
      ['client', '401', 'unset'],
      ['internal', 'ApigUnauthenticatedError', 'unset'],
      ['server', 'ApigUnauthenticatedError', 'unset'],
    ]);
    expect(await statuses('{ nothing }')).toEqual([['server', 'GRAPHQL_VALIDATION_FAILED', 'unset']]);
  });

  it('are those of a rate limit of the upstream: no error status', async () => {
    const endpoint = await startUpstream((_, response) => {
      response.writeHead(429, { 'content-type': 'application/json' });
      response.end('{"error_code":"APIG.0308","error_msg":"slow down"}');
    });
    expect(await statuses('{ certificates(first: 1) { __typename } }', TOKENS.admin, endpoint)).toEqual([
      ['client', '429', 'unset'],
      ['internal', 'ApigRateLimitedError', 'unset'],
      ['server', 'ApigRateLimitedError', 'unset'],
    ]);
  });

  it('are an error for an upstream failure, also below a root field', async () => {
    const endpoint = await startUpstream((request, response) => {
      const isCertificate = request.url?.endsWith(SAMPLE_IDS.shopCertificate);
      response.writeHead(isCertificate ? 200 : 500, { 'content-type': 'application/json' });
      response.end(isCertificate ? JSON.stringify({ id: SAMPLE_IDS.shopCertificate, name: 'n' }) : '{}');
    });
    const all = await statuses('{ certificates(first: 1) { __typename } }', TOKENS.admin, endpoint);
    expect(all).toEqual([
      ['client', '500', 'error'],
      ['internal', 'ApigUpstreamError', 'error'],
      ['server', 'ApigUpstreamError', 'error'],
    ]);
    const nested = `{ certificate(id: "${SAMPLE_IDS.shopCertificate}") { ... on Certificate { domains(first: 1) { totalCount } } } }`;
    expect((await statuses(nested, TOKENS.admin, endpoint)).at(-1)).toEqual(['server', 'ApigUpstreamError', 'error']);
  });

  it('are an error for a bug', async () => {
    const preload = join(mkdtempSync(join(tmpdir(), 'bug-')), 'bug.cjs');
    const bug = "() => { throw new TypeError('galactic') }";
    writeFileSync(
      preload,
      `require(${JSON.stringify(join(ROOT, 'dist/apig/upstream'))}).Upstream.prototype.call = ${bug};`,
    );
    const { server, spans } = await start({ env: { NODE_OPTIONS: `--require ${preload}` } });
    await server.run('{ certificates(first: 1) { __typename } }');
    expect((await spans()).all.map(({ kind, status, attributes }) => [kind, attributes['error.type'], status])).toEqual(
      [
        ['internal', 'INTERNAL_SERVER_ERROR', 'error'],
        ['server', 'INTERNAL_SERVER_ERROR', 'error'],
      ],
    );
  });

  it('are those of the HTTP error of a request that is not executed', async () => {
    const { server, spans } = await start({ env: { RATE_LIMIT: '1' } });
    await server.run('{ __typename }');
    await server.run('{ __typename }');
    await fetch(`${server.url}/healthz`);
    const found = (await spans()).all.map(({ attributes }) => attributes['http.response.status_code']);
    expect(found).toEqual([200, 429]);
  });

  it('have an event instead of a span for a call that is not sent', async () => {
    const endpoint = await startUpstream((request) => void request.socket.destroy());
    const { server, spans } = await start({ endpoint, env: { CIRCUIT_BREAKER: 'on' } });
    for (let call = 0; call < 21; call++) await server.run('{ certificates(first: 1) { __typename } }');
    const found = await spans();
    const last = found.servers.at(-1) as ReceivedSpan;
    const field = found.only(last);
    expect(found.below(field)).toEqual([]);
    expect(field.events).toEqual([
      {
        name: 'upstream call rejected',
        attributes: { 'apig.operation': 'listCertificates', reason: 'circuit_open' },
      },
    ]);
  });
});

describe('sampling', () => {
  it('follows the caller, and passes its decision on', async () => {
    const { server, spans } = await start();
    const run = (flags: string) =>
      server.run(
        '{ certificates(first: 1) { __typename } }',
        {},
        { headers: { traceparent: `00-${TRACE_ID}-${PARENT_ID}-${flags}` } },
      );
    await run('00');
    await run('01');
    const found = await spans();
    expect(found.servers).toHaveLength(1);
    const [unsampled, sampled] = server.received.map(({ headers }) => String(headers['traceparent']));
    expect(unsampled).toMatch(new RegExp(`^00-${TRACE_ID}-(?!${PARENT_ID})[0-9a-f]{16}-00$`));
    expect(sampled).toMatch(new RegExp(`^00-${TRACE_ID}-(?!${PARENT_ID})[0-9a-f]{16}-01$`));
  });

  it('begins a trace of its own without a valid context, and logs its id', async () => {
    const { server, spans } = await start();
    await server.run(
      '{ certificates(first: 1) { __typename } }',
      {},
      { headers: { traceparent: 'wrong', tracestate: 'a=1' } },
    );
    const request = first((await spans()).servers);
    expect(request).toMatchObject({ parentSpanId: '', traceState: '' });
    expect(server.received[0]?.headers['traceparent']).toContain(request.traceId);
    expect(server.received[0]?.headers).not.toHaveProperty('tracestate');
    expect(server.output()).toContain(`"traceId":"${request.traceId}"`);
  });
});

describe('a server process', () => {
  const run = async (url: string) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': TOKENS.admin },
      body: '{"query":"{ certificates(first: 1) { __typename } }"}',
    });

  async function spansWith(env: Record<string, string>) {
    const collector = await startCollector();
    const server = await startServerProcess({ OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`, ...env });
    await run(server.url);
    server.child.kill('SIGTERM');
    expect((await server.finished).code).toBe(0);
    return collector;
  }

  it('honours the standard variables', async () => {
    const collector = await spansWith({
      OTEL_SERVICE_NAME: 'my-gateway',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=secret',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    });
    expect(first(collector.spans).resource).toMatchObject({
      'service.name': 'my-gateway',
      'deployment.environment.name': 'test',
    });
    expect(collector.requests[0]?.headers).toMatchObject({ 'x-key': 'secret', 'content-encoding': 'gzip' });
  });

  it.each<[Record<string, string>, string]>([
    [{ OTEL_TRACES_SAMPLER: 'always_off' }, 'always_off'],
    [{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, 'a ratio of 0'],
    [{ OTEL_SDK_DISABLED: 'true' }, 'a disabled SDK'],
    [{ OTEL_TRACES_EXPORTER: 'none' }, 'no exporter'],
  ])('sends nothing with %j', async (env) => {
    expect((await spansWith(env)).spans).toEqual([]);
  });

  it('sends traces to their own endpoint, if there is one', async () => {
    const collector = await startCollector();
    const server = await startServerProcess({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/my/traces` });
    await run(server.url);
    server.child.kill('SIGTERM');
    await server.finished;
    expect(collector.requests.map(({ path }) => path)).toEqual(['/my/traces']);
  });

  it('serves requests and stops in time while its collector does not respond', async () => {
    const silent = await startUpstream(() => {});
    const server = await startServerProcess({ OTEL_EXPORTER_OTLP_ENDPOINT: silent });
    expect((await run(server.url)).status).toBe(200);
    const start = Date.now();
    server.child.kill('SIGTERM');
    expect((await server.finished).code).toBe(0);
    expect(Date.now() - start).toBeLessThan(15_000);
  }, 30_000);

  it('logs that its collector is unreachable', async () => {
    const server = await startServerProcess({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      OTEL_BSP_SCHEDULE_DELAY: '10',
      OTEL_EXPORTER_OTLP_TIMEOUT: '200',
    });
    await run(server.url);
    await printed(server, /("msg":"problem with traces")/);
    // More exports fail in the time of these requests.
    for (let more = 0; more < 5; more++) {
      await run(server.url);
      await sleep(300);
    }
    const lines = server.output().match(/.*"msg":"problem with traces".*/g) ?? [];
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/"reason":"[^"]{1,200}"/);
    expect(lines[0]).not.toMatch(/stack|node_modules|\\n/);
    expect(server.output()).not.toMatch(/unread|did you mean/);
  });

  it('does not start with another protocol, and names the variable', async () => {
    const { code, stderr } = await spawnServer({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }).finished;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'OTEL_EXPORTER_OTLP_PROTOCOL="grpc" is not accepted: give http/protobuf.\n',
    });
  });

  it('loads nothing of the SDK without an endpoint', () => {
    const script = `
      const { readConfig } = require('./dist/config/config');
      const { startServer } = require('./dist/server');
      const config = readConfig({ PORT: '0', APIG_ENDPOINT: 'http://127.0.0.1:1', ...JSON.parse(process.argv[1]) });
      startServer(config, { logDestination: { write() {} } }).then(async (server) => {
        const loaded = Object.keys(require.cache).filter((it) => /@opentelemetry.(sdk|core|exporter|otlp|resources)/.test(it));
        console.log(loaded.length);
        await server.close();
      });`;
    const loaded = (env: object) =>
      Number(execFileSync(process.execPath, ['-e', script, JSON.stringify(env)], { cwd: ROOT, encoding: 'utf8' }));
    expect(loaded({})).toBe(0);
    expect(loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' })).toBeGreaterThan(10);
  });
});

describe('no span contains', () => {
  const MARK = 'CANARYx7d1fCANARY';

  it('a token, wherever the caller puts it, or a key', async () => {
    const token = `${TOKENS.admin}.${MARK}`;
    const { server, spans, collector } = await start();
    const headers = {
      'user-agent': `agent ${token}`,
      traceparent: `00-${TRACE_ID}-${PARENT_ID}-01`,
      tracestate: `a=${token}`,
      'x-region': MARK,
      referer: token,
      cookie: token,
    };
    const { key, pem } = await issue({ san: ['a.example.com'] });
    const input = { name: 'canary', certContent: pem, privateKey: key };
    const create = print(CreateCertificateDocument);
    await server.run(create, { input });
    await server.run(create, { input }, { token });
    await server.run(create, { input: { ...input, certContent: key } }, { token });
    await server.run(
      `query ${MARK} { certificates(filter: { name: "${MARK}" }) { __typename } }`,
      {},
      { token, headers },
    );
    await server.run(`query Named { certificate(id: "${MARK}/${token}") { __typename } }`, {}, { token });
    await fetch(`${server.url}/graphql?query=${encodeURIComponent(`{ a(b: "${token}") }`)}&token=${token}`, {
      headers: { ...headers, 'x-auth-token': token, 'apollo-require-preflight': '1' },
    });
    const found = await spans();
    expect(found.servers.length).toBeGreaterThanOrEqual(5);
    const sent = Buffer.concat(collector.requests.map(({ body }) => body)).toString('latin1');
    expect(sent).not.toContain(MARK);
    expect(sent).not.toContain('PRIVATE KEY');
    for (const line of key.split('\n').filter((it) => it.length > 16 && !it.includes('-----'))) {
      expect(sent.includes(line)).toBe(false);
    }
  });
});
