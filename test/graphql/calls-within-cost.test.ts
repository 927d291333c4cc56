import fc from 'fast-check';
import { type GraphQLSchema, getOperationAST, getVariableValues, parse, validate } from 'graphql';
import manifest from '../../src/graphql/persisted-operations.json';
import { upstreamCost } from '../../src/graphql/upstream-cost';
import { buildFederatedSchema } from '../../src/schema/build-schema';
import type { Project } from '../../src/simulator/estate';
import { certificate, domain, gateway as gatewayOf, group } from '../../src/simulator/seed';
import { SIMULATOR_PROJECT_ID } from '../../src/simulator/tokens';
import { randomOperation } from '../security/random-query';
import { startInterceptor } from '../support/interceptor';
import { estates, refill } from '../support/random-estate';
import { startTestServer, type TestServer } from '../support/server';
import { startTestSimulator } from '../support/simulator';
import { startUpstream } from '../support/upstream';

/** Limits that refuse no operation, so that its actual calls can be counted. */
const UNLIMITED = {
  MAX_UPSTREAM_CALLS: '1000000',
  MAX_ALIASES: '1000000',
  MAX_TOKENS: '1000000',
  MAX_ROOT_FIELDS: '1000',
};

const NAMES = [
  'a.one.example',
  'b.one.example',
  '*.one.example',
  'a.two.example',
  'x.three.example',
  'nowhere.example',
];

let schema: GraphQLSchema;
beforeAll(async () => {
  schema = await buildFederatedSchema();
});

function costOf(query: string, variables: Record<string, unknown> = {}): number {
  const document = parse(query);
  expect(validate(schema, document).map(({ message }) => message)).toEqual([]);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  const { coerced = {} } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  return upstreamCost(schema, document, operation, coerced);
}

/** Runs an operation. @returns its calls, which are no more than its cost. */
async function callsOf(server: TestServer, query: string, variables: Record<string, unknown> = {}) {
  server.forget();
  const response = await server.run(query, variables);
  const calls = server.received.length;
  const cost = costOf(query, variables);
  expect([query, calls, cost, calls <= cost]).toEqual([query, calls, cost, true]);
  return { calls, cost, ...response };
}

const connection = (inner: string) => `edges { node { ${inner} } }`;

describe('an operation never makes more upstream calls than it was counted', () => {
  it('for random operations over random estates', async () => {
    const server = await startTestServer({ env: UNLIMITED });
    let made = 0;
    let entities = 0;
    const property = fc.asyncProperty(
      estates,
      fc.array(fc.integer(), { minLength: 12, maxLength: 12 }),
      async (make, seeds) => {
        const estate = make();
        const [served] = server.projects;
        if (served) refill(served, estate);
        const ids = [
          ...estate.certificates.map(({ id }) => id),
          ...estate.domains.slice(0, 4).map(({ id }) => id),
          ...estate.gateways.map(({ id }) => id),
          ...estate.groups.map(({ id }) => id),
          'missing',
        ];
        for (const seed of seeds) {
          const query = randomOperation(schema, seed, { ids, texts: NAMES, entities: true });
          if (query.includes('_entities')) entities++;
          made += (await callsOf(server, query)).calls;
        }
      },
    );
    await fc.assert(property, { numRuns: 40 });
    expect(made).toBeGreaterThan(500);
    expect(entities).toBeGreaterThan(10);
  }, 120_000);

  it('where a name is on 60 gateways', async () => {
    const server = await startTestServer({ env: UNLIMITED, projects: [wideProject(60)] });
    const search = await callsOf(
      server,
      `{ domain(name: "www.one.example") { ... on DomainPlacements { placements { httpRedirectsToHttps gateway { name } certificate { name state } } } } }`,
    );
    expect(search.errors).toBeUndefined();
    expect(search.calls).toBeGreaterThan(61);
    const replaced = await callsOf(
      server,
      `mutation { replaceCertificate(from: "from", to: "to", domains: [{ domain: "www.one.example" }]) {
        __typename ... on ApigError { code message } ... on ReplaceCertificateSuccess { domains { outcome } } } }`,
    );
    expect(replaced.data).toMatchObject({ replaceCertificate: { domains: [{ outcome: 'REPLACED' }] } });
    expect(replaced.calls).toBe(183);
  }, 60_000);

  it('where a project has more gateways than a search may read: a failure that says so, and no call for their groups', async () => {
    const server = await startTestServer({ env: UNLIMITED, projects: [wideProject(101)] });
    const { data, calls } = await callsOf(
      server,
      '{ domain(name: "www.one.example") { __typename ... on ApigError { code message retryable } } }',
    );
    expect(data).toEqual({
      domain: {
        __typename: 'ApigInvalidInputError',
        code: 'GATEWAY.TOO_MANY_CALLS',
        message:
          'This request needs more than the 100 upstream calls that are allowed. The project has 101 gateways. Specify the gateway.',
        retryable: false,
      },
    });
    expect(calls).toBe(1);
  });

  it('where 100 domains are each served with a certificate of their own', async () => {
    const server = await startTestServer({
      habits: { listWithoutGateway: 'all' },
      env: UNLIMITED,
      projects: [projectOfManyCertificates(100)],
    });
    const { calls, errors } = await callsOf(
      server,
      `{ gateways { ... on GatewayConnection { ${connection(`domains(first: 100) { ${connection('httpRedirectsToHttps')} }`)} } } }`,
    );
    expect(errors).toBeUndefined();
    expect(calls).toBe(2);
    const representations = Array.from({ length: 100 }, (_, i) => ({ __typename: 'Certificate', id: `c-${i}` }));
    const references = await callsOf(
      server,
      `query ($representations: [_Any!]!) { _entities(representations: $representations) {
        ... on Certificate { issuer domains { ${connection('name')} } } } }`,
      { representations },
    );
    expect(references.errors).toBeUndefined();
    expect(references.calls).toBe(1 + 100 + 100);
  });

  it('where 100 domains have certificates that no list shows', async () => {
    const { simulator } = await startTestSimulator({ projects: [projectOfManyCertificates(100)] });
    let calls = 0;
    const endpoint = await startInterceptor(
      () => simulator.url,
      ({ url }) => {
        calls++;
        const isList = /\/certificates\?/.test(url);
        return isList ? { status: 400, body: { error_code: 'APIG.2012', error_msg: 'name a gateway' } } : undefined;
      },
    );
    const server = await startTestServer({ env: UNLIMITED, endpoint });
    const query = `{ gateways { ... on GatewayConnection { ${connection(`domains(first: 100) { ${connection('certificate { name }')} }`)} } } }`;
    const { errors = [] } = await server.run(query);
    expect(calls).toBe(3 + 100);
    expect(calls).toBeLessThanOrEqual(costOf(query));
    // The list, of the project and of a gateway, took two calls of the hundred: two certificates are missing, with the reason.
    expect(errors.map(({ extensions }) => (extensions['apig'] as { code: string }).code)).toEqual([
      'GATEWAY.TOO_MANY_CALLS',
      'GATEWAY.TOO_MANY_CALLS',
    ]);
  });

  it('where the lists of several gateways are read for certificates in vain', async () => {
    const project = projectOfManyCertificates(40);
    for (const [index, it] of project.certificates.entries()) {
      Object.assign(it, { type: 'instance', instance_id: `gw-${index % 10}` });
    }
    for (let index = 1; index < 10; index++) {
      project.gateways.push(gatewayOf(SIMULATOR_PROJECT_ID, `gw-${index}`, 'name', 'BASIC', '203.0.113.1', new Date()));
    }
    for (let index = 0; index < 2_600; index++) {
      project.groups.push(group(`more-${index}`, `gw-${index % 2 === 0 ? 1 : 2}`, `more_${index}`, new Date()));
    }
    const server = await startTestServer({ env: UNLIMITED, projects: [project] });
    const { calls } = await callsOf(
      server,
      `{ certificates(first: 40) { ... on CertificateConnection { ${connection('domains { totalCount }')} } } }`,
    );
    expect(calls).toBeLessThanOrEqual(42);
  });

  it.each<[string, Record<string, unknown>?]>([
    [
      '{ certificates(filter: { covers: "a.example" }) { ... on CertificateConnection { totalCount } ... on ApigError { code } } }',
    ],
    [
      '{ certificates(filter: { state: VALID }) { ... on CertificateConnection { totalCount } ... on ApigError { code } } }',
    ],
    [
      '{ certificates(filter: { state: NOT_YET_VALID }) { ... on CertificateConnection { edges { cursor } } ... on ApigError { code } } }',
    ],
    [
      '{ certificate(id: "c") { ... on Certificate { domains { edges { node { certificate { name } gateway { name } httpRedirectsToHttps apiGroup { domains { totalCount } } } } } } } }',
    ],
    ['{ domain(name: "a.example") { __typename ... on ApigError { code } } }'],
    [
      '{ gateways(first: 50) { ... on GatewayConnection { edges { node { domains { totalCount } apiGroups { totalCount } } } } } }',
    ],
    ['{ detachPreview(certificateId: "c", domains: [{ domain: "a.example" }]) { __typename } }'],
    ['{ attachPreview(certificateId: "c", domains: [{ domain: "a.example" }]) { __typename } }'],
    ['mutation { attachCertificateToDomain(domainId: "d", certificateId: "c") { __typename } }'],
    ['mutation { attachCertificateToDomain(domainId: "d", certificateId: "c", instanceId: "g") { __typename } }'],
    ['mutation { replaceCertificate(from: "c", to: "e", domains: [{ domain: "a.example" }]) { __typename } }'],
    [
      'mutation { detachCertificateDomains(certificateId: "c", domains: [{ domain: "a.example" }], ifNotAttached: SKIP) { __typename } }',
    ],
    [
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Certificate { name } ... on Gateway { name } ... on Domain { name } } }',
      {
        r: ['Certificate', 'Gateway', 'Domain'].flatMap((__typename) =>
          ['x', 'y', 'z'].map((id) => ({ __typename, id })),
        ),
      },
    ],
  ])('where no list of the upstream ends: %s', async (query, variables = {}) => {
    const cost = costOf(query, variables);
    expect(cost).toBeLessThanOrEqual(550);
    for (const totalAt of [() => 1_000_000, (offset: number) => offset + 4]) {
      let calls = 0;
      const endpoint = await startUpstream(({ url = '' }, response) => {
        calls++;
        response.end(JSON.stringify(endlessPage(new URL(url, 'http://upstream'), totalAt)));
      });
      const server = await startTestServer({ env: UNLIMITED, endpoint });
      const { data } = await server.run<Record<string, unknown>, Record<string, unknown>>(query, variables);
      expect([calls, cost, calls > 0, calls <= cost]).toEqual([calls, cost, true, true]);
      // A list that does not end is no list.
      if (query.includes('ApigError')) {
        expect(JSON.stringify(data)).toMatch(/GATEWAY\.(TOO_MANY_CALLS|INCOMPLETE_LIST)/);
      }
    }
  });

  it.each<[string, Record<string, unknown>]>([
    [
      'DetachCertificateDomains',
      { certificateId: 'from', domains: [{ domain: 'www.one.example' }], ifNotAttached: 'SKIP' },
    ],
    ['AttachCertificateDomains', { certificateId: 'to', domains: [{ domain: 'www.one.example' }] }],
    ['AttachCertificateToDomain', { domainId: 'b9be707660c5406394f8973e00000001', certificateId: 'to' }],
    ['DetachCertificateFromDomain', { domainId: 'b9be707660c5406394f8973e00000001', certificateId: 'from' }],
    ['DeleteCertificate', { id: 'to' }],
    ['ReplaceCertificate', { from: 'from', to: 'to', domains: [{ domain: 'www.one.example' }] }],
  ])(
    'where the replies to all changes are lost: %s',
    async (name, variables) => {
      const query = manifest.operations.find((it) => it.name === name)?.body ?? '';
      const { simulator } = await startTestSimulator({ projects: [wideProject(3)] });
      let calls = 0;
      const endpoint = await startInterceptor(
        () => simulator.url,
        ({ method }) => {
          calls++;
          return method === 'GET' ? undefined : 'lost';
        },
      );
      const server = await startTestServer({ env: { ...UNLIMITED, REQUEST_TIMEOUT_MS: '20000' }, endpoint });
      await server.run(query, variables);
      expect(calls).toBeGreaterThan(1);
      expect(calls).toBeLessThanOrEqual(costOf(query, variables));
    },
    60_000,
  );
});

/** One domain on each of so many gateways, all with the same certificate, and another that can replace it. */
function wideProject(count: number): Project {
  const now = new Date();
  const ids = Array.from({ length: count }, (_, i) => i + 1);
  const groups = ids.map((i) => group(`group-${i}`, `gw-${i}`, `group_${i}`, now));
  return {
    id: SIMULATOR_PROJECT_ID,
    gateways: ids.map((i) => gatewayOf(SIMULATOR_PROJECT_ID, `gw-${i}`, `gateway ${i}`, 'BASIC', '203.0.113.1', now)),
    groups,
    domains: groups.map((of, i) => domain(i + 1, 'www.one.example', of, { certificateId: 'from' })),
    certificates: ['from', 'to'].map((id) =>
      certificate(id, `name_${id}`, ['*.one.example'], { now, days: [-10, 100] }),
    ),
  };
}

/** One gateway with this many domains, each with its own certificate. */
function projectOfManyCertificates(count: number): Project {
  const now = new Date();
  const of = group('group-0', 'gw-0', 'group_0', now);
  const ids = Array.from({ length: count }, (_, i) => i);
  return {
    id: SIMULATOR_PROJECT_ID,
    gateways: [gatewayOf(SIMULATOR_PROJECT_ID, 'gw-0', 'gateway', 'BASIC', '203.0.113.1', now)],
    groups: [of],
    domains: ids.map((i) => domain(i + 1, `d${i}.one.example`, of, { certificateId: `c-${i}` })),
    certificates: ids.map((i) => certificate(`c-${i}`, `name_${i}`, ['*.one.example'], { now, days: [-10, 100] })),
  };
}

/** A reply of an upstream that always has more, whatever is asked. */
function endlessPage({ pathname, searchParams }: URL, totalAt: (offset: number) => number): object {
  const offset = Number(searchParams.get('offset') ?? 0);
  const list = <Item>(make: (index: number) => Item) => Array.from({ length: 3 }, (_, i) => make(offset + i));
  const total = totalAt(offset);
  const facts = {
    not_before: '2020-01-01T00:00:00Z',
    not_after: '2030-01-01T00:00:00Z',
    san: ['a.example'],
    type: 'global',
  };
  const bound = (id: number) => ({
    id: `d-${id}`,
    url_domain: 'a.example',
    instance_id: 'g',
    api_group_id: 'x',
    api_group_name: 'x',
    status: 3,
    min_ssl_version: 'TLSv1.2',
    ssl_id: `c-${id}`,
  });
  if (pathname.endsWith('/attached-domains')) return { total, bound_domains: list(bound) };
  if (pathname.endsWith('/certificates')) {
    return { total, certs: list((i) => ({ id: `c-${i}`, name: `n_${i}`, ...facts })) };
  }
  if (pathname.endsWith('/api-groups')) {
    return {
      total,
      groups: list((i) => ({ id: `x-${i}`, name: 'x', url_domains: [{ id: `d-${i}`, domain: 'a.example' }] })),
    };
  }
  if (pathname.endsWith('/instances')) {
    const isOne = searchParams.has('instance_id');
    const instances = isOne ? [{ id: 'g', instance_name: 'g' }] : list((i) => ({ id: `g-${i}`, instance_name: 'g' }));
    return { total: isOne ? 1 : offset + 3, instances };
  }
  return { id: pathname.split('/').at(-1), name: 'n', ...facts };
}
