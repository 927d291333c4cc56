import fc from 'fast-check';
import type { GraphQLSchema } from 'graphql';
import { operations } from '../../src/graphql/persisted-operations.json';
import { buildFederatedSchema } from '../../src/schema/build-schema';
import { otherProject, SAMPLE_IDS, sampleProject } from '../../src/simulator/seed';
import { TOKENS } from '../../src/simulator/tokens';
import { randomRequest } from '../security/random-request';
import type { ValuePools } from '../security/random-values';
import { issue } from '../support/certificates';
import { refill } from '../support/random-estate';
import { responseTo, type Sent } from '../support/response';
import { startTestServer, type TestServer } from '../support/server';
import { startUpstream } from '../support/upstream';
import { REQUESTS } from './requests';

/** Each request is sent so often to the server that compiles: the first ones are executed, the last ones are compiled. */
const RUNS = 10;

/** Milliseconds that one search for a difference takes. */
const SEARCH_MS = 15_000;

/** So many requests are compared, however long they take. */
const MIN_REQUESTS = 60;

/** More than there is time for. */
const MAX_REQUESTS = 5_000;

/** More than a random operation costs, so that hardly one is refused. */
const LIMITS = { MAX_UPSTREAM_CALLS: '1000000' };

/** The log line of a compiled operation. */
const COMPILED = 'operation compiled';

interface Pair {
  readonly compiling: TestServer;
  readonly executing: TestServer;
}

async function startPair(endpoint?: string): Promise<Pair> {
  const start = (COMPILE: string) =>
    startTestServer({
      env: { ...LIMITS, COMPILE },
      projects: [sampleProject(START), otherProject(START)],
      ...(endpoint === undefined ? {} : { endpoint }),
    });
  return { compiling: await start('on'), executing: await start('off') };
}

/** The names of the operations that a server has compiled since its log was forgotten. */
function compiledBy(server: TestServer): unknown[] {
  const lines = server.log.filter((line) => line.includes(COMPILED)).map((line) => JSON.parse(line));
  return lines.filter(({ msg }) => msg === COMPILED).map(({ operationName }) => operationName);
}

/** All servers begin with the same estate. */
const START = new Date();

function restore({ projects }: TestServer): void {
  for (const fresh of [sampleProject(START), otherProject(START)]) {
    const served = projects.find(({ id }) => id === fresh.id);
    if (served) refill(served, fresh);
  }
}

/** Sends a request several times to the server that compiles, once to the other one, and expects one and the same response, from the same estate. */
async function expectOneResponse({ compiling, executing }: Pair, sent: Sent, headers: Record<string, string> = {}) {
  const ask = async (server: TestServer) => {
    if (sent.query.includes('mutation')) restore(server);
    return await responseTo(server.url, sent, { 'x-auth-token': TOKENS.admin, ...headers });
  };
  const expected = await ask(executing);
  for (let run = 1; run <= RUNS; run++)
    expect({ sent, run, ...(await ask(compiling)) }).toEqual({ sent, run, ...expected });
  return expected;
}

const BROKEN = { id: 'b', name: 7, type: 'odd', san: [null], not_after: 'never', not_before: 'ever', version: 'x' };

/** Responses that violate the contract: fields are missing or of another type. */
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

/** The marker in a string after which graphql-jit 0.8.9 generates `new Date(...)`. */
const MARK = '__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d';

describe('a compiled operation', () => {
  let schema: GraphQLSchema;
  let pair: Pair;
  let values: ValuePools;
  beforeAll(async () => {
    schema = await buildFederatedSchema();
    pair = await startPair();
    values = await valuesOfSample();
  });

  /** Compares random requests for some seconds, and prints how many there were. The seed of a difference is in fast-check's message. */
  async function search(what: string, servers: Pair, mutations: boolean) {
    const tally = { requests: 0, compiled: 0, withData: 0, withErrors: 0, withChanges: 0 };
    const end = Date.now() + SEARCH_MS;
    const property = fc.asyncProperty(
      fc.integer(),
      fc.constantFrom(TOKENS.admin, TOKENS.admin, TOKENS.admin, TOKENS.reader),
      async (seed, token) => {
        if (Date.now() > end && tally.requests >= MIN_REQUESTS) return;
        servers.compiling.forget();
        servers.executing.forget();
        const kind = mutations ? (seed % 3 === 0 ? { kind: 'mutation' as const } : {}) : { kind: 'query' as const };
        const request = randomRequest(schema, seed, { values, ...kind });
        const { data, errors } = await expectOneResponse(servers, request, { 'x-auth-token': token });
        tally.requests++;
        tally.compiled += compiledBy(servers.compiling).length;
        tally.withData += data.startsWith('{"data":{') ? 1 : 0;
        tally.withErrors += errors.length > 0 ? 1 : 0;
        tally.withChanges += servers.executing.received.some(({ method }) => method !== 'GET') ? 1 : 0;
      },
    );
    const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31);
    await fc.assert(property, {
      seed,
      numRuns: MAX_REQUESTS,
      endOnFailure: true,
    });
    const counts = Object.entries(tally).map(([name, count]) => `${count} ${name}`);
    process.stdout.write(`${what}, seed ${seed}: ${counts.join(', ')}.\n`);
    return tally;
  }

  it('responds to random requests as an executed operation does', async () => {
    const { requests, compiled, withData, withChanges } = await search('random requests', pair, true);
    expect(withChanges).toBeGreaterThan(0);
    expect(withData).toBeGreaterThan(requests / 5);
    expect(compiled).toBeGreaterThan(requests / 10);
  }, 240_000);

  it('responds so if the upstream violates its contract', async () => {
    const endpoint = await startUpstream((request, response) => {
      const isList = /\/(certificates|instances|api-groups|attached-domains)\?/.test(request.url ?? '');
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(isList ? BROKEN_PAGE : BROKEN));
    });
    const { requests, compiled, withErrors } = await search(
      'random requests, broken upstream',
      await startPair(endpoint),
      // A change would be read back for seconds each time, and its response tells when.
      false,
    );
    expect(withErrors).toBeGreaterThan(requests / 20);
    expect(compiled).toBeGreaterThan(requests / 10);
  }, 240_000);

  it.each(operations.map(({ name, body }) => [name, body] as const))(
    'compiles the published operation %s',
    async (name, query) => {
      pair.compiling.forget();
      const variables = {
        certificateId: 'missing',
        id: 'missing',
        domainId: 'missing',
        from: 'missing',
        to: 'missing',
        name: 'missing.example.com',
        domain: 'missing.example.com',
        domains: [{ domain: 'missing.example.com' }],
        input: { certContent: 'none', privateKey: 'none', name: 'none' },
      };
      await expectOneResponse(pair, { query, variables });
      expect(compiledBy(pair.compiling)).toEqual([name]);
    },
  );

  it.each(REQUESTS)('responds to a request with %s as an executed operation does', async (...[, sent, headers]) => {
    await expectOneResponse(pair, sent, headers);
  });

  it('counts the cost with the variables of each request', async () => {
    const server = await startTestServer({ env: { MAX_UPSTREAM_CALLS: '160' } });
    const query =
      'query($first: Int!) { certificates(first: $first) { ... on CertificateConnection { edges { node { domains { totalCount } } } } } }';
    const ask = (first: number) =>
      responseTo(server.url, { query, variables: { first } }, { 'x-auth-token': TOKENS.admin });
    for (let run = 1; run <= RUNS; run++) {
      expect(await ask(10)).toMatchObject({ status: 200 });
      expect(await ask(100)).toMatchObject({ status: 400, errors: [expect.stringContaining('QUERY_LIMIT_EXCEEDED')] });
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
    ['an alias that may be the path of another field', '{ a: gateways { __typename } a_b: gateways { __typename } }'],
    ['a variable that objects have', 'query ($__proto__: Int! = 5) { gateways(first: $__proto__) { __typename } }'],
  ])('is not made from a document with %s', async (_, query) => {
    pair.compiling.forget();
    await expectOneResponse(pair, { query });
    expect(compiledBy(pair.compiling)).toEqual([]);
    expect(Object.keys(globalThis)).not.toContain('injected');
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('is not made from a document that takes long to compile, and delays no request', async () => {
    pair.compiling.forget();
    const levels = 10;
    const spreads = (level: number) => `...F${level} `.repeat(4);
    const fragments = Array.from(
      { length: levels },
      (_, level) => `fragment F${level} on Certificate { ${level + 1 < levels ? spreads(level + 1) : 'name'} }`,
    );
    const query = `query($id: ID!) { certificate(id: $id) { ...F0 } } ${fragments.join(' ')}`;
    await expectOneResponse(pair, { query, variables: { id: SAMPLE_IDS.shopCertificate } });
    expect(compiledBy(pair.compiling)).toEqual([]);
  });
});

/** Values with which operations on the sample project succeed. */
async function valuesOfSample(): Promise<ValuePools> {
  const project = sampleProject(START);
  const { pem, key } = await issue({ san: ['*.shop.example.com', 'shop.example.com'] });
  const certificates = project.certificates.map(({ id }) => id);
  const domains = [...new Set(project.domains.map(({ name }) => name))];
  const instances = project.gateways.map(({ id }) => id);
  return {
    id: certificates,
    certificateId: certificates,
    from: certificates,
    to: certificates,
    domainId: project.domains.map(({ id }) => id),
    domain: domains,
    covers: domains,
    instanceId: instances,
    instanceIds: instances,
    groupId: project.groups.map(({ id }) => id),
    certContent: [pem],
    privateKey: [key],
    name: ['new_certificate', ...project.certificates.map(({ name }) => name), ...domains],
    first: [2, 20],
    after: [null],
    representations: [
      ...certificates.map((id) => ({ __typename: 'Certificate', id })),
      ...instances.map((id) => ({ __typename: 'Gateway', id })),
    ],
  };
}
