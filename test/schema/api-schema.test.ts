import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLSchema, isObjectType, isScalarType, isUnionType, printType } from 'graphql';
import { buildFederatedSchema, printApiSchema, printSchema } from '../../src/schema/build-schema';
import { ROOT } from '../support/process';

/** Names that federation adds. */
const OF_FEDERATION = /^(_|link__|federation__|FieldSet$)/;

describe('the API schema, for tools of clients', () => {
  let subgraph: GraphQLSchema;
  let api: GraphQLSchema;
  let printed: string;

  beforeAll(async () => {
    subgraph = await buildFederatedSchema();
    printed = await printApiSchema();
    api = buildSchema(printed);
  });

  it('is the checked-in one; if this fails, run `npm run codegen` and check the difference', () => {
    expect(readFileSync(join(ROOT, 'schema/api.graphql'), 'utf8')).toBe(printed);
  });

  it('is valid without federation and has no directive of it', () => {
    expect(printed).not.toMatch(/@(key|shareable|link|cost|listSize)|_Entity|_Service|_Any/);
  });

  it('has every type and field of the subgraph, with the same text, in any order', () => {
    const names = Object.keys(subgraph.getTypeMap()).filter((name) => !OF_FEDERATION.test(name));
    expect(
      Object.keys(api.getTypeMap())
        .filter((name) => !OF_FEDERATION.test(name))
        .sort(),
    ).toEqual(names.sort());
    for (const name of names) {
      const [served, shown] = [subgraph.getType(name), api.getType(name)];
      if (!served || !shown) throw new Error(`${name} is missing`);
      const lines = (text: string) => text.split('\n').filter(Boolean).sort();
      const own =
        isObjectType(served) && served === subgraph.getQueryType() ? withoutFederation(served) : printType(served);
      expect(lines(printType(shown))).toEqual(lines(own));
      if (isUnionType(served) && isUnionType(shown)) {
        expect(shown.getTypes().map(String)).toEqual(served.getTypes().map(String));
      }
    }
  });

  it('names the specification of each scalar of its own, in both schemas', async () => {
    for (const schema of [subgraph, api]) {
      const own = Object.values(schema.getTypeMap())
        .filter(isScalarType)
        .filter(({ name }) => !OF_FEDERATION.test(name) && !['String', 'Int', 'Boolean', 'ID', 'Float'].includes(name));
      expect(own.map(({ name, specifiedByURL }) => [name, specifiedByURL])).toEqual([
        ['DateTime', 'https://scalars.graphql.org/andimarek/date-time'],
      ]);
    }
    expect(printSchema(subgraph)).toContain('@specifiedBy(url: "https://scalars.graphql.org/andimarek/date-time")');
  });
});

/** Returns the printed query type without the fields of federation, which stand at its end or beginning. */
function withoutFederation(type: Parameters<typeof printType>[0]): string {
  return printType(type).replace(/ {2}_entities\([^)]*\): [^\n]*\n|\n? {2}_service: [^\n]*/g, '');
}
