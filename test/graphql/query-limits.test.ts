import { type GraphQLSchema, getIntrospectionQuery, getOperationAST, parse } from 'graphql';
import { readConfig } from '../../src/config/config';
import { measure } from '../../src/graphql/measure';
import manifest from '../../src/graphql/persisted-operations.json';
import { upstreamCost } from '../../src/graphql/upstream-cost';
import { buildFederatedSchema } from '../../src/schema/build-schema';
import { certificate, SAMPLE_IDS, sampleProject } from '../../src/simulator/seed';
import { startTestServer, type TestServer } from '../support/server';

const SHOP = SAMPLE_IDS.shopCertificate;

describe('a query that is too large', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  beforeEach(() => server.forget());

  const nested = (levels: number): string =>
    levels === 0 ? 'name' : `domains { edges { node { certificate { ${nested(levels - 1)} } } } }`;

  it.each<[string, string, object]>([
    ['tokens', `{ ${'__typename '.repeat(1_001)} }`, {}],
    [
      'levels',
      `{ certificate(id: "a") { ... on Certificate { ${nested(4)} } } }`,
      { name: 'depth', allowed: 15, found: 18 },
    ],
    [
      'levels, through fragments',
      `{ certificate(id: "a") { ...A } } fragment A on Certificate { domains { edges { node { certificate { ...B } } } } }
       fragment B on Certificate { ${nested(3)} }`,
      { name: 'depth', allowed: 15, found: 18 },
    ],
    [
      'aliases',
      `{ certificate(id: "a") { ${Array.from({ length: 31 }, (_, i) => `a${i}: __typename`).join(' ')} } }`,
      { name: 'aliases', allowed: 30, found: 31 },
    ],
    [
      'root fields',
      `{ ${Array.from({ length: 11 }, (_, i) => `a${i}: gateways { __typename }`).join(' ')} }`,
      { name: 'rootFields', allowed: 10, found: 11 },
    ],
    [
      'directives',
      `{ gateways { __typename ${'@include(if: true) '.repeat(31)} } }`,
      { name: 'directives', allowed: 30, found: 31 },
    ],
  ])('is refused for its %s, before anything is executed', async (_, query, limit) => {
    const { status, data, errors } = await server.run(query);
    expect([status, data]).toEqual([400, undefined]);
    const error = errors?.find(({ extensions }) => extensions['code'] === 'QUERY_LIMIT_EXCEEDED');
    expect(error?.extensions).toMatchObject(Object.keys(limit).length > 0 ? { limit } : {});
    expect(error?.message).toMatch(/\d/);
    expect(server.received).toEqual([]);
  });

  it('is refused for the number of calls that it could make', async () => {
    const two = `{
      a: certificates(first: 500) { ... on CertificateConnection { edges { node { domains { totalCount } } } } }
      b: certificates(first: 500) { ... on CertificateConnection { edges { node { domains { totalCount } } } } }
    }`;
    const { status, errors } = await server.run(two);
    expect(status).toBe(400);
    expect(errors?.[0]).toMatchObject({
      message:
        'The operation could make 1210 upstream calls; 800 are allowed. Request fewer items (`first`) or fewer nested fields.',
      extensions: { code: 'QUERY_LIMIT_EXCEEDED', limit: { name: 'upstreamCalls', allowed: 800, found: 1210 } },
    });
    const byVariable = await server.run(
      'query ($n: Int = 500) { certificates(first: $n) { ... on CertificateConnection { edges { node { domains { edges { node { certificate { domains { totalCount } } } } } } } } } }',
    );
    expect(byVariable.errors?.[0]?.extensions['code']).toBe('QUERY_LIMIT_EXCEEDED');
    expect(server.received).toEqual([]);
  });

  it('is measured in one pass, however its fragments multiply', () => {
    const fragments = Array.from(
      { length: 60 },
      (_, i) => `fragment F${i} on Certificate { ...F${i + 1} ...F${i + 1} }`,
    );
    const document = parse(
      `{ certificate(id: "a") { ...F0 } } ${fragments.join(' ')} fragment F60 on Certificate { a: name }`,
    );
    const begin = performance.now();
    expect(measure(document)).toEqual({ depth: 2, aliases: 1, rootFields: 1, directives: 0, isComplete: true });
    expect(performance.now() - begin).toBeLessThan(100);
    expect(measure(parse('{ ...A } fragment A on Query { ...A }')).depth).toBe(0);
  });

  it('is measured as it is executed: merged fields count once, on any type', () => {
    const measured = (query: string) => {
      const { isComplete: _, ...found } = measure(parse(query));
      return found;
    };
    const one = { depth: 2, aliases: 2, rootFields: 1, directives: 0 };
    const node = '... on Certificate { b: name }';
    expect(measured(`{ a: certificate(id: "a") { ${node} } }`)).toEqual(one);
    expect(measured(`{ a: certificate(id: "a") { ${node} ${node} } a: certificate(id: "a") { ${node} } }`)).toEqual(
      one,
    );
    expect(measured(`{ ...Q ...Q ...Q } fragment Q on Query { a: certificate(id: "a") { ${node} } }`)).toEqual(one);
    // Spread in another place, a fragment counts again, whatever it was spread on before.
    const twice = '{ a: certificate(id: "a") { ...C } c: certificate(id: "c") { ...C } } fragment C on Certificate';
    expect(measured(`${twice} { b: name @include(if: true) }`)).toEqual({
      ...one,
      aliases: 4,
      rootFields: 2,
      directives: 2,
    });
    expect(
      measured(
        '{ certificate(id: "a") { ...E ...C } } fragment E on ApigError { code } fragment C on Certificate { domains { edges { cursor } } }',
      ).depth,
    ).toBe(4);
    expect(measured('{ __schema { types { ofType { name } } } }')).toEqual({
      depth: 0,
      aliases: 0,
      rootFields: 0,
      directives: 0,
    });
  });

  it('is not measured to its end if that takes too long, or never ends', () => {
    const levels = Array.from(
      { length: 14 },
      (_, i) => `fragment F${i} on Certificate { a: domains { ...F${i + 1} } b: domains { ...F${i + 1} } }`,
    );
    const wide = `{ certificate(id: "a") { ...F0 } } ${levels.join(' ')} fragment F14 on Certificate { name }`;
    for (const query of [wide, '{ gateways { ...A } } fragment A on X { a: gateways { ...A } b: gateways { ...A } }']) {
      const begin = performance.now();
      const { isComplete, aliases } = measure(parse(query));
      expect(isComplete).toBe(false);
      expect(aliases).toBeGreaterThan(100);
      expect(performance.now() - begin).toBeLessThan(200);
    }
    expect(measure(parse('{ gateways { ...A } } fragment A on X { gateways { ...A } }'))).toMatchObject({
      depth: 1_000,
      isComplete: true,
    });
  });

  it('is neither a published operation nor introspection', () => {
    const { queryLimits } = readConfig({});
    for (const { body } of [...manifest.operations, { body: getIntrospectionQuery() }]) {
      const found = measure(parse(body, { maxTokens: queryLimits.tokens }));
      for (const limit of ['depth', 'aliases', 'rootFields', 'directives'] as const) {
        expect(found[limit]).toBeLessThanOrEqual(queryLimits[limit]);
      }
    }
  });
});

describe('the cost in upstream calls', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => {
    schema = await buildFederatedSchema();
  });

  const cost = (query: string, variables: object = {}) => {
    const document = parse(query);
    const operation = getOperationAST(document);
    if (!operation) throw new Error('no operation');
    return upstreamCost(schema, document, operation, variables as Record<string, unknown>);
  };

  it.each([
    ['{ __typename }', 1 - 1],
    [`{ certificate(id: "a") { ... on Certificate { name } } }`, 1],
    [`{ certificates(first: 50) { ... on CertificateConnection { edges { node { name } } } } }`, 105],
    [`{ certificates(first: 50) { ... on CertificateConnection { edges { node { issuer country state } } } } }`, 155],
    [`{ certificates(first: 50) { ... on CertificateConnection { edges { node { domains { totalCount } } } } } }`, 156],
    [
      `{ certificates(first: 50) { ...C } } fragment C on CertificateConnection { edges { node { domains { edges { node { gateway { name } } } } } } }`,
      157,
    ],
    [
      `{ gateways(first: 5) { ... on GatewayConnection { edges { node { domains { totalCount } apiGroups { totalCount } } } } } }`,
      21,
    ],
    [`{ certificates(first: 10, filter: { state: VALID }) { __typename } }`, 425],
    [`{ certificates(first: 10, filter: { covers: "a.example" }) { __typename } }`, 125],
  ])('%s: %i', (query, expected) => {
    expect(cost(query)).toBe(expected);
  });

  it('is computed quickly, however fragments multiply, and a fragment counts once for an object', () => {
    const fragments = Array.from(
      { length: 60 },
      (_, i) => `fragment F${i} on Certificate { ...F${i + 1} ...F${i + 1} }`,
    );
    const last = 'fragment F60 on Certificate { domains { totalCount } }';
    const begin = performance.now();
    expect(cost(`{ certificate(id: "a") { ...F0 ...F0 } } ${fragments.join(' ')} ${last}`)).toBe(3);
    expect(cost('{ ...A } fragment A on Query { gateways { __typename } ...A }')).toBe(1);
    expect(performance.now() - begin).toBeLessThan(500);
  });

  it('is never less than the actual number of calls', async () => {
    const now = new Date();
    const certificates = Array.from({ length: 30 }, (_, i) =>
      certificate(`c-${i}`, `name_${i}`, ['a.example'], { now, days: [-1, 90] }),
    );
    const project = sampleProject(now);
    project.certificates.push(...certificates);
    const server = await startTestServer({ projects: [project] });
    const node =
      'name state issuer domains(first: 20) { edges { node { name gateway { name } certificate { name } httpRedirectsToHttps } } }';
    for (const query of [
      `{ certificate(id: "${SHOP}") { ... on Certificate { ${node} } } }`,
      `{ certificates(first: 30) { ... on CertificateConnection { edges { node { ${node} } } } } }`,
      `{ certificates(first: 5, filter: { covers: "a.example" }) { ... on CertificateConnection { totalCount edges { node { ${node} } } } } }`,
      '{ gateways { ... on GatewayConnection { edges { node { apiGroups { edges { node { name domains { edges { node { certificate { name } } } } } } } domains { totalCount } } } } } }',
      '{ domain(name: "api.shop.example.com") { ... on DomainPlacements { placements { gateway { name } certificate { name domains { totalCount } } } } } }',
      `{ attachPreview(certificateId: "${SHOP}", domains: [{ domain: "new.shop.example.com" }]) { ... on AttachPreview { domains { placements { gateway { name } } } } } }`,
      `mutation { detachCertificateDomains(certificateId: "${SHOP}", domains: [{ domain: "www.shop.example.com" }], ifNotAttached: SKIP) { ... on DetachCertificateDomainsSuccess { certificate { name domains { totalCount } } } } }`,
    ]) {
      server.forget();
      const { errors } = await server.run(query);
      expect(errors).toBeUndefined();
      expect(server.received.length).toBeGreaterThan(0);
      expect(cost(query)).toBeGreaterThanOrEqual(server.received.length);
    }
  });
});
