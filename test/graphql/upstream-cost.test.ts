import fc from 'fast-check';
import { type GraphQLSchema, type OperationDefinitionNode, parse } from 'graphql';
import { upstreamCost, worstUpstreamCost } from '../../src/graphql/upstream-cost';
import { buildFederatedSchema } from '../../src/schema/build-schema';

const OPERATIONS = [
  'query ($first: Int!, $filter: CertificateFilter) { certificates(first: $first, filter: $filter) { ... on CertificateConnection { edges { node { domains(first: $first) { edges { node { gateway { id } } } } } } } } }',
  'query ($first: Int!, $state: CertificateState) { certificates(first: $first, filter: { state: $state }) { __typename } }',
  'mutation ($domains: [CertificateDomainInput!]!) { replaceCertificate(from: "a", to: "b", domains: $domains) { __typename } }',
  'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }',
];

describe('the cost that an operation has at worst', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => {
    schema = await buildFederatedSchema();
  });

  it.each(OPERATIONS)('is never less than with any variables: %s', (query) => {
    const document = parse(query);
    const operation = document.definitions[0] as OperationDefinitionNode;
    const worst = worstUpstreamCost(schema, document, operation);
    const state = fc.constantFrom('VALID', 'EXPIRED', 'EXPIRING', 'NOT_YET_VALID', null);
    const variables = fc.record({
      first: fc.integer(),
      filter: fc.option(fc.record({ state, covers: fc.string() }, { requiredKeys: [] })),
      state,
      domains: fc.integer({ min: 0, max: 300 }).map((count) => Array(count).fill({ domain: 'a.example.com' })),
      representations: fc.integer({ min: 0, max: 2_000 }).map((count) => Array(count).fill({ __typename: 'Domain' })),
    });
    fc.assert(
      fc.property(variables, (given) => {
        expect(upstreamCost(schema, document, operation, given)).toBeLessThanOrEqual(worst);
      }),
      { numRuns: 200 },
    );
  });
});
