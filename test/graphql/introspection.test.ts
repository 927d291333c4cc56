import {
  type GraphQLSchema,
  getIntrospectionQuery,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  validate,
} from 'graphql';
import { checkIntrospection, introspects } from '../../src/graphql/introspection-cost';
import { buildFederatedSchema } from '../../src/schema/build-schema';
import { TOKENS } from '../../src/simulator/tokens';
import { MAX_GAP_MS, MAX_RESPONSE_MS, measureHold } from '../support/health-gap';
import { startServerProcess } from '../support/process';

/** The introspection query with everything that graphql-js knows: GraphiQL, Apollo Sandbox, rover and code generators send a part of it. */
const FULL = getIntrospectionQuery({
  descriptions: true,
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
});

const TYPE = `fragment R on __Type { kind name ofType { kind name ofType { kind name } } }
  fragment T on __Type { kind name description fields(includeDeprecated: true) { name description args { name description type { ...R } } type { ...R } } inputFields { name type { ...R } } interfaces { ...R } enumValues { name } possibleTypes { ...R } }`;

const aliased = (count: number, selection: string) =>
  Array.from({ length: count }, (_, index) => `a${index}: ${selection}`).join(' ');

/** Documents that are within all other limits and return hundreds of thousands of fields, or more. */
const TOO_MUCH: [string, string][] = [
  ['the schema under 30 names', `{ ${aliased(30, '__schema { types { ...T } }')} } ${TYPE}`],
  ['its types under 30 names', `{ __schema { ${aliased(30, 'types { ...T }')} } } ${TYPE}`],
  [
    'types under 10 names, their members under 2 and the fields of these under 8',
    `{ __schema { ${aliased(10, `types { ${aliased(2, 'possibleTypes { ...F }')} }`)} } }
     fragment F on __Type { ${aliased(8, 'fields { args { name description } name type { name kind } }')} }`,
  ],
];

describe('introspection', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => {
    schema = await buildFederatedSchema();
  });

  const check = (query: string, variables = {}) => {
    const document = parse(query);
    const operation = getOperationAST(document);
    if (!operation) throw new Error('no operation');
    expect(validate(schema, document)).toEqual([]);
    expect(introspects(document)).toBe(true);
    return () => checkIntrospection(schema, document, operation, variables);
  };

  it('of the whole schema is allowed, three times over', () => {
    expect(check(FULL)).not.toThrow();
    const document = parse(FULL);
    const definitions = document.definitions.map((it) => (it.kind === Kind.OPERATION_DEFINITION ? threeTimes(it) : it));
    expect(check(print({ ...document, definitions }))).not.toThrow();
  });

  it.each(TOO_MUCH)('of %s is refused', (_, query) => {
    expect(check(query)).toThrow('The introspection would return more than 50000 fields.');
  });

  it('counts what its variables select', () => {
    const query = `query ($on: Boolean!) { ${aliased(30, '__schema { types @include(if: $on) { ...T } }')} } ${TYPE}`;
    expect(check(query, { on: false })).not.toThrow();
    expect(check(query, { on: true })).toThrow('50000');
  });

  it('is not what a document without it does', () => {
    expect(introspects(parse('{ __typename certificates { __typename } } fragment F on Query { __typename }'))).toBe(
      false,
    );
    expect(introspects(parse('{ ...F } fragment F on Query { __type(name: "Query") { name } }'))).toBe(true);
  });

  describe('of the built server', () => {
    let url: string;
    beforeAll(async () => {
      ({ url } = await startServerProcess({ RATE_LIMIT: 'off' }));
      for (let run = 0; run < 5; run++) await send(FULL, run);
    });

    async function send(query: string, run: number) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-auth-token': TOKENS.admin },
        // The comment makes it a document that the server has not seen.
        body: JSON.stringify({ query: `${query} # ${run}` }),
      });
      return { status: response.status, body: await response.text() };
    }

    it.each([['of everything', FULL] as [string, string], ...TOO_MUCH])('%s holds up nobody', async (name, query) => {
      const { result, tookMs, gapMs } = await measureHold(url, (run) => send(query, run));
      expect(result.status).toBe(query === FULL ? 200 : 400);
      if (query !== FULL) expect(result.body).toContain('"QUERY_LIMIT_EXCEEDED"');
      expect([name, tookMs < MAX_RESPONSE_MS || tookMs, gapMs < MAX_GAP_MS || gapMs]).toEqual([name, true, true]);
    });
  });
});

/** Returns an operation with all of its fields under three names. */
function threeTimes(operation: OperationDefinitionNode): OperationDefinitionNode {
  const fields = operation.selectionSet.selections.filter((it) => it.kind === Kind.FIELD);
  const selections = ['a', 'b', 'c'].flatMap((value) =>
    fields.map((it) => ({ ...it, alias: { kind: Kind.NAME, value } as const })),
  );
  return { ...operation, selectionSet: { ...operation.selectionSet, selections } };
}
