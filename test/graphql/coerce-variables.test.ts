import fc from 'fast-check';
import { type GraphQLSchema, getVariableValues, type OperationDefinitionNode, parse } from 'graphql';
import { variableCoercer } from '../../src/graphql/coerce-variables';
import { buildFederatedSchema } from '../../src/schema/build-schema';

const DECLARATIONS = [
  '$v: ID!',
  '$v: Int',
  '$v: Int = 7',
  '$v: Int! = 7',
  '$v: Int = null',
  '$v: Boolean',
  '$v: [String!]! = ["a"]',
  '$v: [[Int]]',
  '$v: DateTime',
  '$v: CertificateFilter',
  '$v: CertificateFilter = { state: VALID, covers: "a.example" }',
  '$v: [CertificateDomainInput!]!',
  '$v: NotAttachedPolicy! = SKIP',
  '$v: CertificateScope',
];

const value = fc.oneof(
  fc.constantFrom(
    null,
    undefined,
    0,
    7,
    -1,
    2 ** 40,
    1.5,
    true,
    '',
    'a',
    'VALID',
    'SKIP',
    'global',
    'GLOBAL',
    '2026-01-01T00:00:00Z',
  ),
  fc.array(fc.constantFrom(null, 1, 'a', [1], [[2]], { domain: 'a.example' }), { maxLength: 3 }),
  fc.record(
    {
      state: fc.constantFrom('VALID', 'none', null, 3),
      covers: fc.constantFrom('a', null, 4),
      domain: fc.constantFrom('a.example', null, 5),
      instanceIds: fc.constantFrom(null, 'one', ['one', 'two'], [null]),
      expiresBefore: fc.constantFrom('2026-01-01T00:00:00Z', 'never', null),
      unknown: fc.constant(1),
    },
    { requiredKeys: [] },
  ),
);

describe('variables that are coerced with types worked out once', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => {
    schema = await buildFederatedSchema();
  });

  it('are those of graphql-js, and refused when it refuses them', () => {
    const outcomes = { good: 0, refused: 0 };
    fc.assert(
      fc.property(fc.constantFrom(...DECLARATIONS), value, fc.boolean(), (declaration, sent, isThere) => {
        const node = parse(`query (${declaration}) { __typename }`).definitions[0] as OperationDefinitionNode;
        const variables = isThere ? { v: sent, other: 1 } : { other: 1 };
        const { coerced } = getVariableValues(schema, node.variableDefinitions ?? [], variables);
        const found = variableCoercer(schema, node)(variables);
        outcomes[coerced ? 'good' : 'refused']++;
        expect(found && { ...found }).toEqual(coerced && { ...coerced });
      }),
      { numRuns: 3_000 },
    );
    expect(outcomes.good).toBeGreaterThan(300);
    expect(outcomes.refused).toBeGreaterThan(300);
  });
});
