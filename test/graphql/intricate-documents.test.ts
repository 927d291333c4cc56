import { type DocumentNode, execute, type GraphQLSchema, getOperationAST, parse, validate } from 'graphql';
import { readConfig } from '../../src/config/config';
import { measure } from '../../src/graphql/measure';
import { upstreamCost, worstUpstreamCost } from '../../src/graphql/upstream-cost';
import { selectsAt } from '../../src/relay/selects';
import { buildFederatedSchema } from '../../src/schema/build-schema';

const { queryLimits } = readConfig({ APIG_ENDPOINT: 'http://127.0.0.1:1' });

/** Milliseconds that anything done with a document of a caller's may take. */
const MOST_MS = 200;

const PATH = ['domains', 'edges', 'node', 'certificate'] as const;
const TYPES = ['Certificate', 'DomainConnection', 'DomainEdge', 'Domain'] as const;

/** One field repeated on each of so many levels, through fragments; so many of the repetitions have an alias. */
function throughFragments(repeated: number, levels: number, aliases = 0): string {
  const fragments = Array.from({ length: levels }, (_, level) => {
    const fields = Array.from({ length: repeated }, (__, index) => {
      return `${index < aliases ? `a${index}: ` : ''}${PATH[level % 4]} { ...F${level + 1} }`;
    });
    return `fragment F${level} on ${TYPES[level % 4]} { ${fields.join(' ')} }`;
  });
  return `{ certificate(id: "a") { ...F0 } } ${fragments.join(' ')} fragment F${levels} on ${TYPES[levels % 4]} { __typename }`;
}

/** The same inline: how often it is repeated on each level. */
function inline(counts: readonly number[], aliases = 0): string {
  let left = aliases;
  const level = (at: number): string => {
    const count = counts[at];
    if (count === undefined) return '__typename';
    return Array.from({ length: count }, (_, index) => {
      const alias = left-- > 0 ? `a${index}: ` : '';
      return `${alias}${PATH[at % 4]} { ${level(at + 1)} }`;
    }).join(' ');
  };
  return `{ certificate(id: "a") { ... on Certificate { ${level(0)} } } }`;
}

const DOCUMENTS: [string, string][] = [
  ['9 times on each of 13 levels, through fragments', throughFragments(9, 13)],
  ['4 times on each of 13 levels, through fragments', throughFragments(4, 13)],
  ['16 times on each of 11 levels, through fragments', throughFragments(16, 11)],
  ['under 2 names on each of 13 levels, through fragments', throughFragments(9, 13, 2)],
  ['under 2 names on each of 3 levels, through fragments', throughFragments(9, 3, 2)],
  ['240 times, inline', inline([240])],
  ['95 times on 3 levels, inline', inline([95, 1, 1])],
  ['2 times on each of 7 levels, inline', inline([2, 2, 2, 2, 2, 2, 2])],
  ['15 times on each of 2 levels, inline', inline([15, 15])],
  ['under 30 names, inline', inline([14, 14], 30)],
  ['as a leaf', `{ certificate(id: "a") { ... on Certificate { ${'id '.repeat(980)} } } }`],
  ['with one argument', `{ certificate(id: "a") { ... on Certificate { ${'covers(domain: "a") '.repeat(160)} } } }`],
  [
    'with a conflict',
    `{ certificate(id: "a") { ... on Certificate { ${'domains { a: totalCount } '.repeat(80)} ${'domains { a: __typename } '.repeat(80)} } } }`,
  ],
  [
    'in fragments that all spread each other',
    `{ certificate(id: "a") { ...F0 } } ${Array.from({ length: 28 }, (_, i) => {
      const others = Array.from({ length: 27 - i }, (__, j) => `...F${i + j + 1}`).join(' ');
      return `fragment F${i} on Certificate { id ${others} }`;
    }).join(' ')}`,
  ],
];

describe.each(DOCUMENTS)('a document with a field %s', (_, source) => {
  let schema: GraphQLSchema;
  let document: DocumentNode;
  beforeAll(async () => {
    schema = await buildFederatedSchema();
    document = parse(source, { maxTokens: queryLimits.tokens });
  });

  it('is measured in no time', () => {
    expect(fastestOf(() => measure(document))).toBeLessThan(MOST_MS);
  });

  it('is validated in no time', () => {
    expect(fastestOf(() => validate(schema, document))).toBeLessThan(MOST_MS);
  });

  it('has its cost counted, or is refused, in no time', () => {
    const operation = getOperationAST(document);
    if (!operation) throw new Error('no operation');
    expect(fastestOf(() => worstUpstreamCost(schema, document, operation))).toBeLessThan(MOST_MS);
    let refused: unknown;
    const count = () => {
      try {
        upstreamCost(schema, document, operation, {});
      } catch (error) {
        refused = error;
      }
    };
    expect(fastestOf(count)).toBeLessThan(MOST_MS);
    if (refused === undefined) return;
    expect(refused).toMatchObject({ extensions: { code: 'QUERY_LIMIT_EXCEEDED', http: { status: 400 } } });
    expect(worstUpstreamCost(schema, document, operation)).toBe(Number.POSITIVE_INFINITY);
    // The limits also refuse a document that one pass cannot measure.
    const { aliases, isComplete } = measure(document);
    expect(!isComplete || aliases > queryLimits.aliases).toBe(true);
  });
});

describe('a search for a selected field', () => {
  it.each([
    ['through fragments', throughFragments(9, 13)],
    ['inline', inline([15, 15])],
  ])('takes no time, %s', async (_, source) => {
    const schema = await buildFederatedSchema();
    const spent: number[] = [];
    const field = schema.getQueryType()?.getFields()['certificate'];
    if (!field) throw new Error('no field');
    field.resolve = (__, ___, ____, info) => {
      spent.push(
        fastestOf(() => {
          expect(selectsAt(info, ...PATH, ...PATH, 'httpRedirectsToHttps')).toBe(false);
          expect(selectsAt(info, 'domains')).toBe(true);
        }),
      );
      return null;
    };
    await execute({ schema, document: parse(source) });
    expect(spent).toHaveLength(1);
    expect(Math.max(...spent)).toBeLessThan(MOST_MS);
  });
});

/** Milliseconds of the fastest of three runs: the machine may be busy. */
function fastestOf(run: () => unknown): number {
  const times = Array.from({ length: 3 }, () => {
    const begin = performance.now();
    run();
    return performance.now() - begin;
  });
  return Math.min(...times);
}
