import { createHash } from 'node:crypto';
import { buildFederatedSchema } from '../../src/schema/build-schema';
import { TOKENS } from '../../src/simulator/tokens';
import { graphql, type HarriedServer, LONG, startHarriedServer } from '../support/harried-server';
import { type TextInput, textInputs } from '../support/text-inputs';

/** Nearly the maximum length of a document, in characters. */
const LONG_LITERAL = 64_000;

const TOO_LONG = /(?:"__typename":"ApigInvalidInputError"|"code":"BAD_USER_INPUT")/;

describe('the built server and a text of 1 MB', () => {
  let server: HarriedServer;
  let inputs: TextInput[];
  const refuse: HarriedServer['refuse'] = (what, make) => server.refuse(what, make);
  beforeAll(async () => {
    server = await startHarriedServer();
    inputs = textInputs(await buildFederatedSchema());
  });
  afterAll(() => server.expectNoUnexpectedErrors());

  /** A comment makes it a document that the server has not seen. */
  const fresh = (query: string, run: number) => `${query} # ${run} ${Math.random()}`;

  it('is refused at once in every argument and input field, as a variable', async () => {
    for (const input of inputs) {
      for (const token of [TOKENS.admin, null]) {
        const { body } = await refuse(input.coordinate, (run) => {
          const { query, variables } = input.request('x'.repeat(LONG), 'variable');
          return graphql({ query: fresh(query, run), variables }, token);
        });
        // Without a token there may be no object whose field has the argument.
        const expected = token === null ? /"code"|"__typename":"Apig\w+Error"|\{\}/ : TOO_LONG;
        expect([input.coordinate, body]).toEqual([input.coordinate, expect.stringMatching(expected)]);
      }
    }
  }, 120_000);

  it('is refused at once in every argument and input field, as a literal', async () => {
    for (const input of inputs) {
      const short = await refuse(input.coordinate, (run) => {
        const { query } = input.request('x'.repeat(LONG_LITERAL), 'literal');
        return graphql({ query: fresh(query, run) });
      });
      expect([input.coordinate, short.body]).toEqual([
        input.coordinate,
        expect.stringMatching(/"__typename":"Apig\w+Error"|"code":"(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)"/),
      ]);
      const { status, body } = await refuse(input.coordinate, () => {
        return graphql({ query: input.request('x'.repeat(LONG), 'literal').query });
      });
      expect([input.coordinate, status, body]).toEqual([
        input.coordinate,
        400,
        expect.stringContaining('"QUERY_LIMIT_EXCEEDED"'),
      ]);
    }
  }, 120_000);

  const FILTER =
    'query ($filter: CertificateFilter, $first: Int) { certificates(filter: $filter, first: $first) { __typename } }';
  const CHANGE =
    'mutation ($domains: [CertificateDomainInput!]!) { detachCertificateDomains(certificateId: "a", domains: $domains) { __typename } }';
  const ENTITIES = 'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }';
  const many = (count: number, key: (index: number) => string) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [key(index), 1]));

  it.each<[string, object]>([
    ['a number that is a text', { query: FILTER, variables: { first: 'x'.repeat(LONG) } }],
    ['"cannot represent " many times', { query: FILTER, variables: { first: 'cannot represent '.repeat(LONG / 17) } }],
    ['the value of an enum', { query: FILTER, variables: { filter: { state: 'x'.repeat(LONG) } } }],
    ['an object that is a text', { query: FILTER, variables: { filter: 'x'.repeat(LONG) } }],
    ['the key of an input field', { query: FILTER, variables: { filter: { ['x'.repeat(LONG)]: 1 } } }],
    ['60,000 unknown input fields', { query: FILTER, variables: { filter: many(60_000, (index) => `k${index}`) } }],
    [
      '9,000 unknown input fields',
      { query: FILTER, variables: { filter: many(9_000, (index) => `${'x'.repeat(99)}${index}`) } },
    ],
    [
      'a text that is an object',
      { query: FILTER, variables: { filter: { name: many(9_000, (index) => `k${index}`) } } },
    ],
    [
      'a date that is an object',
      { query: FILTER, variables: { filter: { expiresBefore: many(9_000, (index) => `k${index}`) } } },
    ],
    ['the key of a variable', { query: FILTER, variables: { ['x'.repeat(LONG)]: 1 } }],
    ['60,000 unknown variables', { query: FILTER, variables: many(60_000, (index) => `k${index}`) }],
    ['a list of 450,000 numbers for objects', { query: CHANGE, variables: { domains: Array(450_000).fill(0) } }],
    ['a list of 60,000 domains', { query: CHANGE, variables: { domains: Array(60_000).fill({ domain: 'a' }) } }],
    [
      'a list of 200,000 gateways',
      { query: CHANGE, variables: { domains: [{ domain: 'a', instanceIds: Array(200_000).fill('a') }] } },
    ],
    [
      '19,000 gateways',
      { query: CHANGE, variables: { domains: [{ domain: 'a', instanceIds: Array(19_000).fill('a') }] } },
    ],
    ['the type of an entity', { query: ENTITIES, variables: { of: [{ __typename: 'x'.repeat(LONG), id: 'a' }] } }],
    [
      'the id of an entity',
      { query: ENTITIES, variables: { of: [{ __typename: 'Certificate', id: 'x'.repeat(LONG) }] } },
    ],
    [
      'another key of an entity',
      { query: ENTITIES, variables: { of: [{ __typename: 'Certificate', id: 'a', ['x'.repeat(LONG)]: 1 }] } },
    ],
    ['6,000 entities', { query: ENTITIES, variables: { of: Array(6_000).fill({ __typename: 'Gateway', id: 'a' }) } }],
    ['the operation name', { query: '{ __typename }', operationName: 'x'.repeat(LONG) }],
    [
      '"cannot represent " as the operation name',
      { query: '{ __typename }', operationName: 'cannot represent '.repeat(LONG / 17) },
    ],
    ['the hash of a persisted query', { extensions: { persistedQuery: { version: 1, sha256Hash: 'x'.repeat(LONG) } } }],
    [
      'the hash of another document',
      { query: '{ __typename }', extensions: { persistedQuery: { version: 1, sha256Hash: 'x'.repeat(LONG) } } },
    ],
    [
      'the version of a persisted query',
      { extensions: { persistedQuery: { version: 'x'.repeat(LONG), sha256Hash: createHash('sha256').digest('hex') } } },
    ],
    ['a persisted query', { query: '{ __typename }', extensions: { persistedQuery: 'x'.repeat(LONG) } }],
    ['an extension', { query: '{ __typename }', extensions: { x: 'x'.repeat(LONG) } }],
    ['an extension with 60,000 keys', { query: '{ __typename }', extensions: many(60_000, (index) => `k${index}`) }],
    ['an unknown member', { query: '{ __typename }', ['x'.repeat(LONG)]: 1 }],
    ['variables', { query: '{ __typename }', variables: 'x'.repeat(LONG) }],
    ['extensions', { query: '{ __typename }', extensions: 'x'.repeat(LONG) }],
    ['a document of one name', { query: `{ ${'x'.repeat(LONG)} }` }],
  ])('is refused or ignored at once: %s', async (what, body) => {
    for (const token of [TOKENS.admin, null]) await refuse(what, () => graphql(body, token));
  });

  it.each<[string, (length: number) => string]>([
    ['comments', (length) => `${'#\n'.repeat(length / 2)}{ x }`],
    ['line breaks before unknown fields', (length) => `${'\n'.repeat(length - 500)}{ ${unknownFields(100)} }`],
    ['line breaks before a syntax error', (length) => `${'\n'.repeat(length)}{ ~`],
    ['commas', (length) => `${','.repeat(length)}{ x }`],
    ['lines of a block string', (length) => `{ certificate(id: """${'\n'.repeat(length)}""") { __typename } }`],
    ['quotes in a block string', (length) => `{ certificate(id: """${'\\"""'.repeat(length / 4)}""") { __typename } }`],
    ['escapes', (length) => `{ certificate(id: "${'\\u0078'.repeat(length / 6)}") { __typename } }`],
    ['an endless string', (length) => `{ certificate(id: "${'x'.repeat(length)}`],
    ['an endless block string', (length) => `{ certificate(id: """${'x'.repeat(length)}`],
    ['digits', (length) => `{ certificates(first: ${'1'.repeat(length)}) { __typename } }`],
    ['the name of a field', (length) => `{ ${'x'.repeat(length)} }`],
    ['names of fields', (length) => `{ ${unknownFields(100, length / 100)} }`],
    ['the name of an operation', (length) => `query ${'x'.repeat(length)} { __typename }`],
    ['the name of a fragment', (length) => `{ ...${'x'.repeat(length)} }`],
    ['the name of a directive', (length) => `{ __typename @${'x'.repeat(length)} }`],
    ['the name of a variable', (length) => `{ certificate(id: $${'x'.repeat(length)}) { __typename } }`],
    ['the value of an enum', (length) => `{ certificates(filter: { state: ${'x'.repeat(length)} }) { __typename } }`],
    ['brackets', (length) => `{ certificates(filter: ${'['.repeat(length)}`],
    [
      'equal fields with long arguments',
      (length) => {
        const fields = Array(150)
          .fill(`covers(domain: "${'x'.repeat(length / 150)}")`)
          .join(' ');
        return `{ certificates { ... on CertificateConnection { edges { node { ${fields} } } } } }`;
      },
    ],
  ])('is refused or served at once as a document of %s', async (what, make) => {
    for (const length of [LONG_LITERAL, LONG / 2]) {
      await refuse(`${what}, ${length}`, (run) => graphql({ query: `${make(length)} # ${run}` }));
    }
  });

  it('does not stay in memory: 150 documents of comments', async () => {
    const small = await startHarriedServer({ NODE_OPTIONS: '--max-old-space-size=96' });
    for (let run = 0; run < 150; run++) {
      const query = `{ __typename } ${'#\n'.repeat(LONG_LITERAL / 2)} # ${run}`;
      const { status } = await small.refuse(`document ${run}`, [graphql({ query })]);
      expect([run, status]).toEqual([run, 200]);
    }
  }, 60_000);
});

/** Returns unknown fields, each with a name of at least so many characters. */
function unknownFields(count: number, length = 1): string {
  return Array.from({ length: count }, (_, index) => `${'x'.repeat(Math.max(1, length - 4))}${index}`).join(' ');
}
