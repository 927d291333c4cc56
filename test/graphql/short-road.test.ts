import fc from 'fast-check';
import { buildFederatedSchema } from '../../src/schema/build-schema';
import { SAMPLE_IDS } from '../../src/simulator/seed';
import { TOKENS } from '../../src/simulator/tokens';
import { randomOperation } from '../security/random-query';
import { startTestServer, type TestServer } from '../support/server';
import { startUpstream } from '../support/upstream';

/** The first run goes through Apollo Server; the next ones take the short road, at last compiled. */
const RUNS = 6;

const KNOWN = new Set<string>(Object.values(SAMPLE_IDS));

interface ShownError {
  readonly path?: readonly (string | number)[];
}

interface Sent {
  readonly query: string;
  readonly variables?: unknown;
  readonly operationName?: unknown;
  readonly extensions?: unknown;
}

/** What a client sees, without what differs from one request to the next. */
async function answerTo(gateway: TestServer, sent: Sent, headers: Record<string, string> = {}) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-auth-token': TOKENS.admin, 'x-request-id': 'same', ...headers },
    body: JSON.stringify(sent),
  });
  const text = (await response.text()).replace(/"[0-9a-f]{32}"/g, (id) => (KNOWN.has(id.slice(1, -1)) ? id : '"..."'));
  const { errors = [], ...rest } = JSON.parse(text) as { errors?: ShownError[]; data?: unknown };
  const shown = ['content-type', 'cache-control', 'x-request-id', 'x-content-type-options'];
  return {
    status: response.status,
    headers: shown.map((name) => response.headers.get(name)),
    keys: Object.keys(JSON.parse(text) as object),
    end: text.at(-1),
    data: JSON.stringify(rest),
    errors: errors.map((error) => JSON.stringify(error)).sort(),
    // Where an error makes a whole object null, those of its other fields may be told or not (GraphQL, 6.4.4).
    told: errors
      .filter(({ path }) => isShown(rest.data, path?.slice(0, -1)))
      .map((error) => JSON.stringify(error))
      .sort(),
  };
}

/** Whether the object at a path is in the data, and not null with something above it. */
function isShown(data: unknown, path: readonly (string | number)[] = []): boolean {
  let value = data;
  for (const key of path) value = Object(value)[key];
  return value !== null && value !== undefined;
}

async function expectTheSame(gateway: TestServer, sent: Sent, headers: Record<string, string> = {}) {
  const { errors, ...first } = await answerTo(gateway, sent, headers);
  for (let run = 2; run <= RUNS; run++) {
    const { errors: more, ...next } = await answerTo(gateway, sent, headers);
    expect([sent.query, run, next]).toEqual([sent.query, run, first]);
    expect([sent.query, run, more]).toEqual([sent.query, run, expect.arrayContaining(errors)]);
  }
  return { ...first, errors };
}

/** What follows it in a string, graphql-jit 0.8.9 makes `new Date(...)` of. */
const MARK = '__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d';

const BROKEN = { id: 'b', name: 7, type: 'odd', san: [null], not_after: 'never', not_before: 'ever', version: 'x' };

const BROKEN_PAGE = {
  total: 3,
  certs: [
    { id: 'a' },
    BROKEN,
    { id: 'c', name: 'c', not_after: '2030-01-01T00:00:00Z', type: 'global', issuer: 'no list' },
  ],
  instances: [{ id: 'g', status: {} }, { id: 'h' }],
  groups: [{ id: 'r', url_domains: [{ id: 'd', domain: null, cname_status: 9, ssl_id: 'c' }] }],
  bound_domains: [
    { id: 'd', url_domain: null, status: 9 },
    { id: 'e', url_domain: 'e.example.com', status: 3 },
  ],
};

describe('the short road of a document seen before', () => {
  let gateway: TestServer;
  beforeAll(async () => {
    gateway = await startTestServer({ env: { MAX_UPSTREAM_CALLS: '60' } });
  });

  /** Random operations, each several times. What was changed cannot be changed again: changes come from who may only read. */
  async function compareRandom(on: TestServer, count: number) {
    const schema = await buildFederatedSchema();
    const tally = { answered: 0, withErrors: 0 };
    const property = fc.asyncProperty(
      fc.integer(),
      fc.constantFrom(TOKENS.admin, TOKENS.reader),
      async (seed, token) => {
        const query = randomOperation(schema, seed);
        const isChange = query.startsWith('mutation');
        const answer = await expectTheSame(on, { query }, { 'x-auth-token': isChange ? TOKENS.reader : token });
        tally.answered += answer.status === 200 ? 1 : 0;
        tally.withErrors += answer.errors.length > 0 ? 1 : 0;
      },
    );
    await fc.assert(property, { numRuns: count });
    return tally;
  }

  it('answers random operations as Apollo Server does', async () => {
    const { answered, withErrors } = await compareRandom(gateway, 150);
    expect(answered).toBeGreaterThan(50);
    expect(withErrors).toBeGreaterThan(5);
  }, 90_000);

  it('answers as Apollo Server does where the upstream breaks its promises', async () => {
    const endpoint = await startUpstream((request, response) => {
      const isList = /\/(certificates|instances|api-groups|attached-domains)\?/.test(request.url ?? '');
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(isList ? BROKEN_PAGE : BROKEN));
    });
    const broken = await startTestServer({ endpoint });
    const { answered, withErrors } = await compareRandom(broken, 100);
    expect(answered).toBeGreaterThan(30);
    expect(withErrors).toBeGreaterThan(10);
  }, 90_000);

  const CERTIFICATE =
    'query Q($id: ID!, $with: Boolean! = true) { certificate(id: $id) { ... on Certificate @include(if: $with) { name domains { totalCount } } __typename } }';

  it.each<[string, Sent, Record<string, string>]>([
    ['variables', { query: CERTIFICATE, variables: { id: 'a27be832f2e9441c8127fe48e3b5ac67' } }, {}],
    ['a directive', { query: CERTIFICATE, variables: { id: 'missing', with: false } }, {}],
    ['variables that are missing', { query: CERTIFICATE }, {}],
    ['variables that are null', { query: CERTIFICATE, variables: null }, {}],
    ['variables of another type', { query: CERTIFICATE, variables: { id: {} } }, {}],
    ['variables that are no record', { query: CERTIFICATE, variables: [1] }, {}],
    ['extensions', { query: '{ __typename }', extensions: { a: 1 } }, {}],
    ['the name of an operation', { query: 'query A { __typename } query B { b: __typename }', operationName: 'B' }, {}],
    [
      'a wrong name of an operation',
      { query: 'query A { __typename } query B { b: __typename }', operationName: 'C' },
      {},
    ],
    ['no name of an operation', { query: 'query A { __typename } query B { b: __typename }' }, {}],
    ['a name that is no text', { query: '{ __typename }', operationName: 7 }, {}],
    ['introspection', { query: '{ __schema { queryType { name } } __type(name: "Domain") { name } }' }, {}],
    [
      'Accept of Apollo Client',
      { query: '{ __typename }' },
      { accept: 'application/graphql-response+json,application/json;q=0.9' },
    ],
    ['Accept of an old client', { query: '{ __typename }' }, { accept: 'application/json' }],
    ['Accept of none of ours', { query: '{ __typename }' }, { accept: 'image/png' }],
    ['no token', { query: '{ certificates { __typename ... on ApigError { code } } }' }, { 'x-auth-token': '' }],
    [
      'an entity',
      {
        query: 'query($r: [_Any!]!) { _entities(representations: $r) { ... on Certificate { name } } }',
        variables: {
          r: [
            { __typename: 'Certificate', id: 'a27be832f2e9441c8127fe48e3b5ac67' },
            { __typename: 'Certificate', id: 'missing' },
          ],
        },
      },
      {},
    ],
  ])('answers a request with %s as Apollo Server does', async (_, sent, headers) => {
    await expectTheSame(gateway, sent, headers);
  });

  it('counts the cost with the variables of each request', async () => {
    const query =
      'query($first: Int!) { certificates(first: $first) { ... on CertificateConnection { edges { node { domains { totalCount } } } } } }';
    for (let run = 1; run <= RUNS; run++) {
      expect(await answerTo(gateway, { query, variables: { first: 10 } })).toMatchObject({ status: 200 });
      const dear = await answerTo(gateway, { query, variables: { first: 100 } });
      expect(dear).toMatchObject({ status: 400, errors: [expect.stringContaining('QUERY_LIMIT_EXCEEDED')] });
    }
  });

  it.each([
    [
      'a string that graphql-jit takes for code',
      `{ certificate(id: "${MARK}globalThis.injected = 1") { __typename } }`,
    ],
    ['such a string, escaped', `{ certificate(id: "\\u005f${MARK.slice(1)}globalThis.injected = 1") { __typename } }`],
    [
      'such a string as a default',
      `query ($id: ID! = "${MARK}globalThis.injected = 1") { certificate(id: $id) { __typename } }`,
    ],
    ['a name that objects have', '{ __proto__: gateways { __typename } constructor: gateways { __typename } }'],
    ['a variable that objects have', 'query ($__proto__: Int! = 5) { gateways(first: $__proto__) { __typename } }'],
  ])('never compiles a document with %s', async (_, query) => {
    await expectTheSame(gateway, { query });
    expect(Object.keys(globalThis)).not.toContain('injected');
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
