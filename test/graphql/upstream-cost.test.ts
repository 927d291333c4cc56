import fc from 'fast-check';
import { type GraphQLSchema, getOperationAST, getVariableValues, parse, validate } from 'graphql';
import { upstreamCost, worstUpstreamCost } from '../../src/graphql/upstream-cost';
import { buildFederatedSchema } from '../../src/schema/build-schema';

const OPERATIONS = [
  'query ($first: Int!, $filter: CertificateFilter) { certificates(first: $first, filter: $filter) { ... on CertificateConnection { edges { node { domains(first: $first) { edges { node { gateway { id } } } } } } } } }',
  'query ($first: Int!, $state: CertificateState) { certificates(first: $first, filter: { state: $state }) { __typename } }',
  'query ($id: ID!, $state: Boolean!) { certificate(id: $id) { ... on Certificate { state @include(if: $state) issuer @skip(if: $state) } } }',
  'query ($id: ID = "a") { certificate(id: $id) { ... on Certificate { domains { edges { node { httpRedirectsToHttps } } } } } }',
  'mutation ($id: ID) { attachCertificateToDomain(domainId: "a", certificateId: "b", instanceId: $id, groupId: $id) { __typename } }',
  'mutation ($domains: [CertificateDomainInput!]!) { replaceCertificate(from: "a", to: "b", domains: $domains) { __typename } }',
  'mutation ($id: ID!, $ids: [ID!]) { replaceCertificate(from: "a", to: "b", domains: [{ domain: "a", instanceIds: $ids }, { domain: "b", instanceIds: [$id] }]) { __typename } }',
  'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ... on Certificate { domains { totalCount } } } }',
];

describe('the cost of an operation', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => {
    schema = await buildFederatedSchema();
  });

  const cost = (query: string, variables: object = {}) => {
    const document = parse(query);
    expect(validate(schema, document).map(({ message }) => message)).toEqual([]);
    const operation = getOperationAST(document);
    if (!operation) throw new Error('no operation');
    const given = variables as Record<string, unknown>;
    const { coerced = {} } = getVariableValues(schema, operation.variableDefinitions ?? [], given);
    return {
      worst: worstUpstreamCost(schema, document, operation),
      found: upstreamCost(schema, document, operation, coerced),
    };
  };

  it.each(OPERATIONS)('is at worst never less than with any variables: %s', (query) => {
    const state = fc.constantFrom('VALID', 'EXPIRED', 'EXPIRING', 'NOT_YET_VALID', null);
    const ids = fc.array(fc.string(), { maxLength: 200 });
    const inputs = { domain: fc.string(), instanceIds: fc.option(ids) };
    const variables = fc.record({
      id: fc.option(fc.string(), { nil: null }),
      ids: fc.option(ids, { nil: null }),
      first: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      filter: fc.option(fc.record({ state, covers: fc.string() }, { requiredKeys: [] })),
      state: query.includes('Boolean') ? fc.boolean() : state,
      domains: fc.array(fc.record(inputs, { requiredKeys: ['domain'] }), { maxLength: 300 }),
      representations: fc.integer({ min: 0, max: 2_000 }).map((count) => Array(count).fill({ __typename: 'Domain' })),
    });
    fc.assert(
      fc.property(variables, (given) => {
        const { worst, found } = cost(query, given);
        expect(found).toBeLessThanOrEqual(worst);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['repeated', 'domains { totalCount } domains { totalCount }', 3],
    ['repeated in fragments', '... on Certificate { domains { totalCount } } ... { domains { totalCount } }', 3],
    ['under two names', 'a: domains { totalCount } b: domains { totalCount }', 4],
    ['left out', 'domains @skip(if: true) { totalCount }', 1],
    ['that is not left out', 'domains @include(if: true) { totalCount }', 3],
    [
      'merged below',
      'domains { edges { node { gateway { id } } } } domains { edges { node { gateway { name } } } }',
      6,
    ],
  ])('counts a field %s as execution does', (_, selection, expected) => {
    expect(cost(`{ certificate(id: "a") { ... on Certificate { ${selection} } } }`).found).toBe(expected);
  });

  it.each([
    ['name', 0],
    ['gateway { id }', 2],
    ['apiGroup { gateway { id } }', 2],
    ['certificate { id }', 0],
    ['certificate { issuer country state }', 1],
    ['httpRedirectsToHttps', 4],
    ['httpRedirectsToHttps httpPort httpsPort verifiedClientCertificateEnabled', 4],
    ['apiGroup { domains { edges { node { certificate { id } } } } }', 47],
    ['apiGroup { domains { totalCount } }', 4],
    ['gateway { domains { totalCount } apiGroups { totalCount } }', 6],
  ])('counts what %s of a domain adds', (selection, expected) => {
    const of = (inner: string) =>
      cost(`{ certificate(id: "a") { ... on Certificate { domains(first: 1) { edges { node { id ${inner} } } } } } }`)
        .found;
    expect(of(selection) - of('')).toBe(expected);
  });

  it.each([
    ['', 606],
    ['certificate { name }', 606],
    ['certificate { name domains { totalCount } }', 1_106],
    ['certificate { domains { edges { node { certificate { domains { totalCount } } } } } }', 1_606],
  ])('counts no call and no object for what leads back to its certificate: %s', (selection, expected) => {
    const domains = `domains(first: 500) { edges { node { id ${selection} } } }`;
    expect(
      cost(`{ certificates(first: 500) { ... on CertificateConnection { edges { node { ${domains} } } } } }`).found,
    ).toBe(expected);
  });

  it('is not hidden by a fragment that is spread on another type first', () => {
    const query = `{ certificates(first: 500) { ... on ApigUpstreamError { ...F } ...F } }
      fragment F on CertificatesResult { ... on CertificateConnection { edges { node {
        domains(first: 500) { edges { node { apiGroup { domains { edges { node { certificate { domains(first: 1) { totalCount } } } } } } } } } } } } }`;
    expect(cost(query).found).toBeGreaterThan(250_000);
  });

  it('multiplies what is below references by their number', () => {
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on Certificate { domains { totalCount } } } }`;
    const representations = Array.from({ length: 300 }, (_, i) => ({ __typename: 'Certificate', id: `c-${i}` }));
    const { found, worst } = cost(query, { representations });
    expect(found).toBe(100 + 300 + 4);
    expect(worst).toBe(Number.POSITIVE_INFINITY);
  });

  it('counts what each change reads anew, after each', () => {
    const change = (alias: string) =>
      `${alias}: detachCertificateDomains(certificateId: "a", domains: [{ domain: "a.example" }]) {
        ... on DetachCertificateDomainsSuccess { certificate { domains { edges { node { gateway { id } } } } } } }`;
    const one = cost(`mutation { ${change('a')} }`).found;
    expect(cost(`mutation { ${change('a')} ${change('b')} }`).found).toBe(2 * one);
  });

  it('counts the placements that a replacement names, and as many as it may change where it names none', () => {
    const replace = (domains: string) =>
      cost(`mutation { replaceCertificate(from: "a", to: "b", domains: [${domains}]) { __typename } }`).found;
    const named = replace('{ domain: "a.example", instanceIds: ["g-1", "g-2"] }');
    expect(replace('{ domain: "a.example", instanceIds: ["g-1", "g-2", "g-3"] }') - named).toBe(2);
    expect(replace('{ domain: "a.example" }') - named).toBe(2 * 98);
    expect(replace('{ domain: "a.example" }, { domain: "b.example" }')).toBe(replace('{ domain: "a.example" }'));
  });
});
