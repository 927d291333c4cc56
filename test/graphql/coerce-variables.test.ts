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
        const found = coercedOrError(schema, node, variables);
        outcomes[coerced ? 'good' : 'refused']++;
        if (coerced) expect({ ...Object(found) }).toEqual({ ...coerced });
        else expect(found).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
      }),
      { numRuns: 3_000 },
    );
    expect(outcomes.good).toBeGreaterThan(300);
    expect(outcomes.refused).toBeGreaterThan(300);
  });
});

describe('an invalid variable', () => {
  it.each<[string, unknown, string]>([
    ['$v: ID!', undefined, 'Variable "$v" of required type "ID!" was not provided.'],
    ['$v: ID!', null, 'Variable "$v" of non-null type "ID!" must not be null.'],
    ['$v: Int', 'secret', 'Variable "$v" got an invalid value; Int cannot represent non-integer value.'],
    ['$v: Boolean', { secret: 1 }, 'Variable "$v" got an invalid value; Boolean cannot represent a non boolean value.'],
    ['$v: String', ['secret'], 'Variable "$v" got an invalid value; String cannot represent a non string value.'],
    ['$v: ID', { secret: 1 }, 'Variable "$v" got an invalid value; ID cannot represent value.'],
    [
      '$v: DateTime',
      { secret: 1 },
      'Variable "$v" got an invalid value; DateTime cannot represent non string or Date type.',
    ],
    [
      '$v: DateTime',
      'secret',
      'Variable "$v" got an invalid value; DateTime cannot represent an invalid date-time-string.',
    ],
    [
      '$v: DateTime',
      '9'.repeat(65),
      'Variable "$v" got an invalid value; DateTime cannot have more than 64 characters.',
    ],
    [
      '$v: CertificateScope',
      'secret',
      'Variable "$v" got an invalid value; The value does not exist in "CertificateScope" enum.',
    ],
    [
      '$v: CertificateScope',
      'secret'.repeat(1_000),
      'Variable "$v" got an invalid value; The value does not exist in its enum.',
    ],
    [
      '$v: [CertificateDomainInput!]!',
      [{ domain: 'a' }, { domain: 'b', instanceIds: ['i', null] }],
      'Variable "$v" got an invalid value at "v[1].instanceIds[1]"; Expected non-nullable type "ID!" not to be null.',
    ],
    [
      '$v: CertificateFilter',
      { secret: 'secret' },
      'Variable "$v" got an invalid value; Field "secret" is not defined by type "CertificateFilter".',
    ],
    [
      '$v: CertificateFilter',
      { nam: 1 },
      'Variable "$v" got an invalid value; Field "nam" is not defined by type "CertificateFilter". Did you mean "name"?',
    ],
  ])('%s, %j: says where it is and what it must be, not what it is', async (declaration, sent, message) => {
    const schema = await buildFederatedSchema();
    const node = parse(`query (${declaration}) { __typename }`).definitions[0] as OperationDefinitionNode;
    expect(coercedOrError(schema, node, sent === undefined ? {} : { v: sent })).toMatchObject({ message });
  });

  it('gets no suggestion of a name if suggestions are hidden', async () => {
    const schema = await buildFederatedSchema();
    const node = parse('query ($v: CertificateFilter) { __typename }').definitions[0] as OperationDefinitionNode;
    const coerce = variableCoercer(schema, node, true);
    expect(() => coerce({ v: { nam: 1 } })).toThrow(/Field "nam" is not defined by type "CertificateFilter"\.$/);
  });
});

function coercedOrError(schema: GraphQLSchema, node: OperationDefinitionNode, variables: Record<string, unknown>) {
  try {
    return variableCoercer(schema, node)(variables);
  } catch (error) {
    return error;
  }
}
