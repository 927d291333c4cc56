import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { print } from 'graphql';
import { DetachCertificateDomainsDocument } from '../../schema/generated/operations';
import { SHIPPED_OPERATION_NAMES } from '../../src/graphql/shipped-operations';
import { SAMPLE_DOMAIN, SAMPLE_IDS } from '../../src/simulator/seed';
import { TOKENS } from '../../src/simulator/tokens';
import { Metrics } from '../../src/telemetry/metrics';
import { RequestFacts } from '../../src/telemetry/request-facts';
import { CHANGE_OUTCOMES } from '../../src/telemetry/request-results';
import { scrape, sum } from '../support/metrics';
import { needs } from '../support/needs';
import { ROOT, spawnProgram } from '../support/process';
import { startTestServer, type TestServer } from '../support/server';
import { startUpstream } from '../support/upstream';

const DETACH = print(DetachCertificateDomainsDocument);
const DEAR = `query Dear {
  a: certificates(first: 500) { ... on CertificateConnection { edges { node { domains { totalCount } } } } }
  b: certificates(first: 500) { ... on CertificateConnection { edges { node { domains { totalCount } } } } }
}`;
const OPERATION = 'graphql_server_operation_duration_seconds_count';

describe('the metrics of a server', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ habits: { listWithoutGateway: 'all' }, env: { REQUEST_TIMEOUT_MS: '5000' } });
  });

  const operations = async (labels: Record<string, string>) => sum(await scrape(server.url), OPERATION, labels);

  it('count operations by type, name and the type of their result', async () => {
    const variables = { certificateId: SAMPLE_IDS.shopCertificate, domains: [{ domain: SAMPLE_DOMAIN }] };
    const labels = { operation_type: 'mutation', operation_name: 'DetachCertificateDomains' };
    await server.run(DETACH, variables);
    expect(await operations({ ...labels, result_type: 'DetachCertificateDomainsSuccess' })).toBe(1);
    await server.run(DETACH, variables);
    expect(await operations({ ...labels, result_type: 'ApigDomainNotAttachedError' })).toBe(1);
    await server.run(DETACH, { ...variables, certificateId: 'a/b' });
    expect(await operations({ ...labels, result_type: 'ApigInvalidInputError' })).toBe(1);
    await server.run(DETACH, variables, { token: 'wrong' });
    expect(await operations({ ...labels, result_type: 'ApigUnauthenticatedError' })).toBe(1);
    await server.run(DETACH, variables, { token: null });
    expect(await operations({ ...labels, result_type: 'ApigUnauthenticatedError' })).toBe(2);
  });

  it.each([
    [
      'an anonymous operation',
      '{ certificates(first: 1) { __typename } }',
      'query',
      'anonymous',
      'CertificateConnection',
    ],
    [
      'the first failure of several root fields',
      'query Two { a: certificates(first: 1) { __typename } b: certificates(first: 501) { __typename } }',
      'query',
      'Two',
      'ApigInvalidInputError',
    ],
    ['no root field with a result', 'query None { __typename }', 'query', 'other', 'none'],
    ['a document that is not valid', 'query Wrong { nothing }', 'none', 'other', 'GRAPHQL_VALIDATION_FAILED'],
    ['a document that cannot be parsed', 'query {', 'none', 'other', 'GRAPHQL_PARSE_FAILED'],
    ['an operation that costs too much', DEAR, 'query', 'other', 'QUERY_LIMIT_EXCEEDED'],
    ['entities', '{ _entities(representations: []) { __typename } }', 'query', 'anonymous', '_Entity'],
  ])('count %s', async (_, query, operation_type, operation_name, result_type) => {
    const labels = { operation_type, operation_name, result_type };
    const before = await operations(labels);
    await server.run(query);
    expect((await operations(labels)) - before).toBe(1);
  });

  it('count a request over GET like one over POST', async () => {
    const labels = { operation_type: 'query', operation_name: 'Certificates', result_type: 'CertificateConnection' };
    const before = await operations(labels);
    const query = encodeURIComponent('query Certificates { certificates(first: 1) { __typename } }');
    const headers = { 'x-auth-token': TOKENS.admin, 'apollo-require-preflight': 'true' };
    await fetch(`${server.url}/graphql?query=${query}`, { headers });
    expect((await operations(labels)) - before).toBe(1);
  });

  it('show what limits refuse, what operations could cost, and lookups of documents', async () => {
    const before = await scrape(server.url);
    const query = `{ certificates(first: 1) { __typename } ${Array.from({ length: 11 }, (_, i) => `a${i}: __typename`).join(' ')} }`;
    await server.run(query);
    await server.run(query);
    await server.run(`{ ${Array.from({ length: 31 }, (_, i) => `a${i}: __typename`).join(' ')} }`);
    await server.run(`{ ${'__typename '.repeat(1_001)} }`);
    const after = await scrape(server.url);
    const grown = (name: string, labels = {}) => sum(after, name, labels) - sum(before, name, labels);
    expect(grown('gateway_limit_refusals_total', { limit: 'aliases' })).toBe(1);
    expect(grown('gateway_limit_refusals_total', { limit: 'tokens' })).toBe(1);
    expect(grown('gateway_query_cost_calls_count')).toBe(2);
    expect(grown('gateway_query_cost_calls_sum')).toBe(2 * 105);
    expect(grown('gateway_document_cache_requests_total', { result: 'miss' })).toBe(1);
    expect(grown('gateway_document_cache_requests_total', { result: 'hit' })).toBe(1);
  });

  it('have a bounded number of series, whatever names callers invent', async () => {
    const count = async () => (await scrape(server.url)).length;
    const first = await count();
    for (let index = 0; index < 200; index++) {
      const token = index % 2 === 0 ? null : TOKENS.admin;
      const field = token === null ? '__typename' : 'certificates(first: 1) { __typename }';
      await server.run(`query Invented${index} { ${field} }`, {}, { token });
    }
    // A histogram has a series for each of 14 buckets, for infinity, its sum and its count.
    expect((await count()) - first).toBeLessThanOrEqual((50 + 2) * 17);
    // The upstream has not accepted the caller.
    expect(await operations({ operation_name: 'Invented0' })).toBe(0);
    expect(await operations({ operation_name: 'Invented1' })).toBe(1);
    expect(await operations({ operation_name: 'Invented199' })).toBe(0);
    expect(await operations({ operation_name: 'other' })).toBeGreaterThan(150);
  }, 60_000);

  it('show every outcome of every mutation from the start', async () => {
    const changes = (await scrape(server.url)).filter(({ name }) => name === 'gateway_changes_total');
    const { data } = await server.run<{ __schema: { mutationType: { fields: { name: string }[] } } }, object>(
      '{ __schema { mutationType { fields { name } } } }',
    );
    const expected = data.__schema.mutationType.fields.flatMap(({ name }) =>
      CHANGE_OUTCOMES.map((outcome) => `${name} ${outcome}`),
    );
    expect(changes.map(({ labels }) => `${labels['change']} ${labels['outcome']}`).toSorted()).toEqual(
      expected.toSorted(),
    );
  });

  it('identify the build, and the circuit of each region', async () => {
    const samples = await scrape(server.url);
    expect(samples.filter(({ name }) => name === 'gateway_build_info')).toEqual([
      {
        name: 'gateway_build_info',
        labels: { version: expect.stringMatching(/^\d/), node_version: process.versions.node },
        value: 1,
      },
    ]);
    expect(samples).toContainEqual({ name: 'gateway_circuit_state', labels: { region: 'default' }, value: 0 });
    for (const lane of ['reads', 'changes']) {
      const labels = { region: 'default', lane };
      expect(samples).toContainEqual({ name: 'gateway_upstream_queue_calls', labels, value: 0 });
      expect(samples).toContainEqual({ name: 'gateway_upstream_calls_in_flight', labels, value: 0 });
      expect(samples).toContainEqual({ name: 'gateway_upstream_retry_budget', labels, value: expect.any(Number) });
    }
  });

  it('have no label with a name or value of another request header or variable', async () => {
    const mark = 'CANARYx7d1fCANARY';
    await server.run(
      `query ${mark}_${'x'.repeat(50)} { certificates(first: 1) { __typename } }`,
      { id: mark },
      { headers: { 'user-agent': mark, 'x-request-id': mark, 'x-project-id': mark, 'x-region': mark } },
    );
    await fetch(`${server.url}/${mark}`, { method: 'POST' });
    expect(JSON.stringify(await scrape(server.url))).not.toContain(mark);
  });
});

describe('the metrics of upstream calls', () => {
  it('show calls in progress and waiting, retries, and the time that the server adds', async () => {
    const waiting: (() => void)[] = [];
    let isFirst = true;
    const endpoint = await startUpstream((_, response) => {
      const fail = isFirst;
      isFirst = false;
      waiting.push(() => {
        response.writeHead(fail ? 503 : 200, { 'content-type': 'application/json' });
        response.end('{"total":0,"size":0,"certs":[]}');
      });
    });
    const env = { UPSTREAM_CONCURRENCY: '1', UPSTREAM_RETRIES: '1' };
    const server = await startTestServer({ endpoint, env });
    const query = '{ certificates(first: 1) { __typename } }';
    const both = Promise.all([server.run(query), server.run(query, {}, { headers: { 'x-project-id': 'other' } })]);
    const lane = { region: 'default', lane: 'reads' };
    while (sum(await scrape(server.url), 'gateway_upstream_queue_calls', lane) < 1) await tick();
    const during = await scrape(server.url);
    expect(sum(during, 'gateway_upstream_calls_in_flight', lane)).toBe(1);
    expect(sum(during, 'gateway_requests_in_flight')).toBe(3);
    const timer = setInterval(() => waiting.splice(0).forEach((release) => void release()), 50);
    await both;
    clearInterval(timer);
    const after = await scrape(server.url);
    const labels = { operation: 'listCertificates', http_request_method: 'GET', server_address: '127.0.0.1' };
    const calls = (more: Record<string, string>) =>
      sum(after, 'http_client_request_duration_seconds_count', { ...labels, ...more });
    expect(calls({ http_response_status_code: '503', error_type: '503' })).toBe(1);
    expect(calls({ http_response_status_code: '200' })).toBe(2);
    expect(sum(after, 'gateway_upstream_retries_total', { operation: 'listCertificates' })).toBe(1);
    const total = sum(after, 'graphql_server_operation_duration_seconds_sum');
    expect(sum(after, 'gateway_overhead_duration_seconds_count')).toBe(2);
    expect(sum(after, 'gateway_overhead_duration_seconds_sum')).toBeLessThan(total);
  });

  it('name why a call was not sent', async () => {
    const endpoint = await startUpstream((request) => void request.socket.destroy());
    const server = await startTestServer({ endpoint, env: { CIRCUIT_BREAKER: 'on' } });
    for (let call = 0; call < 25; call++) await server.run('{ certificates(first: 1) { __typename } }');
    const samples = await scrape(server.url);
    expect(sum(samples, 'gateway_upstream_rejections_total', { region: 'default', reason: 'circuit_open' })).toBe(5);
    expect(sum(samples, 'gateway_circuit_state', { region: 'default' })).toBe(2);
    expect(sum(samples, 'http_client_request_duration_seconds_count', { error_type: 'GATEWAY.CONNECTION_LOST' })).toBe(
      20,
    );
  });
});

describe('the operations that fail because of the server', () => {
  it('are timeouts, overload and bugs, not what a caller or the upstream refuses', async () => {
    const server = await startTestServer({
      env: { REQUEST_TIMEOUT_MS: '300', UPSTREAM_CONCURRENCY: '1', UPSTREAM_RETRIES: '0', CIRCUIT_BREAKER: 'off' },
    });
    const counts = async () => {
      const samples = await scrape(server.url);
      const count = (reason: string) => sum(samples, 'gateway_unavailable_operations_total', { reason });
      return { bug: count('bug'), timeout: count('timeout'), overloaded: count('overloaded') };
    };
    const certificate = (id: string, token: string | null = TOKENS.admin) =>
      server.run(`{ certificate(id: "${id}") { __typename ... on ApigError { code } } }`, {}, { token });
    for (const id of ['simulate-APIG-1005', 'simulate-APIG-9999', 'simulate-text-502', 'a/b', 'x'.repeat(32)]) {
      await certificate(id);
    }
    await certificate(SAMPLE_IDS.shopCertificate, 'wrong');
    await certificate(SAMPLE_IDS.shopCertificate, null);
    await server.run('{ nothing }');
    expect(await counts()).toEqual({ bug: 0, timeout: 0, overloaded: 0 });
    await certificate('simulate-hang');
    expect(await counts()).toEqual({ bug: 0, timeout: 1, overloaded: 0 });
    const nested = `{ _entities(representations: [{ __typename: "Certificate", id: "simulate-hang" }]) { ... on Certificate { name } } }`;
    expect((await server.run(nested)).errors?.[0]?.extensions['apig']).toMatchObject({ code: 'GATEWAY.TIMEOUT' });
    expect(await counts()).toEqual({ bug: 0, timeout: 2, overloaded: 0 });
    const results = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => (await certificate(`simulate-hang-${index}00`)).data),
    );
    const having = (code: string) => results.filter((data) => JSON.stringify(data).includes(`"${code}"`)).length;
    const [refused, late] = [having('GATEWAY.OVERLOADED'), having('GATEWAY.TIMEOUT')];
    expect(Math.min(refused, late)).toBeGreaterThan(0);
    expect(await counts()).toEqual({ bug: 0, timeout: 2 + late, overloaded: refused });
  });

  it('are counted once, whatever fails in them', async () => {
    const metrics = new Metrics('0', []);
    const facts = new RequestFacts();
    facts.fieldEnded('a', 'certificate', 'ApigUpstreamError', true, 'GATEWAY.TIMEOUT');
    facts.addErrors([{ type: 'INTERNAL_SERVER_ERROR', code: 'INTERNAL_SERVER_ERROR' }]);
    metrics.graphql.operation(facts);
    expect(await metrics.text()).toContain('gateway_unavailable_operations_total{reason="timeout"} 1');
    expect(await metrics.text()).toContain('gateway_unavailable_operations_total{reason="bug"} 0');
  });
});

describe('10,000 names of operations', () => {
  it.each([true, false])(
    'have a bounded number of series, with callers whom the upstream accepts: %s',
    async (accepts) => {
      const metrics = new Metrics('0', SHIPPED_OPERATION_NAMES);
      for (const name of [
        ...SHIPPED_OPERATION_NAMES,
        ...Array.from({ length: 10_000 }, (_, index) => `Name${index}`),
      ]) {
        const facts = new RequestFacts();
        facts.operation = { type: 'query', name };
        facts.isAccepted = accepts;
        metrics.graphql.operation(facts);
      }
      const text = await metrics.text();
      const names = new Set([...text.matchAll(/operation_name="(\w+)"/g)].map(([, name]) => name));
      const expected = new Set(SHIPPED_OPERATION_NAMES).size + (accepts ? 51 : 1);
      expect(names.size).toBe(expected);
      const total = [...text.matchAll(/^graphql_server_operation_duration_seconds_count.* (\d+)$/gm)];
      expect(total.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(10_000 + SHIPPED_OPERATION_NAMES.length);
    },
  );
});

describe('docs/metrics.md', () => {
  it('has every metric; if this fails, run `npm run docs:metrics`', async () => {
    const { code, stderr } = await spawnProgram('scripts/metrics-docs.cjs', {}, ['--check']).finished;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('describes every outcome of a change', () => {
    const page = readFileSync(join(ROOT, 'docs/metrics.md'), 'utf8');
    for (const outcome of CHANGE_OUTCOMES) expect(page).toContain(`| \`${outcome}\` |`);
  });
});

needs('promtool', () => execFileSync('promtool', ['--version']))('promtool', () => {
  it('accepts the metrics, before and after requests', async () => {
    const server = await startTestServer();
    const check = async () => {
      const input = await (await fetch(`${server.url}/metrics`)).text();
      const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
      return { status, text: stdout + stderr };
    };
    expect(await check()).toEqual({ status: 0, text: '' });
    await server.run('{ certificates(first: 1) { __typename } }');
    await server.run(DETACH, { certificateId: SAMPLE_IDS.shopCertificate, domains: [{ domain: SAMPLE_DOMAIN }] });
    expect(await check()).toEqual({ status: 0, text: '' });
  });
});

function tick(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
