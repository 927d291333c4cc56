import { createHash } from 'node:crypto';
import { join } from 'node:path';
import manifest from '../../src/graphql/persisted-operations.json';
import { TOKENS } from '../../src/simulator/tokens';
import { ROOT } from '../support/process';
import { startTestServer, type TestServer } from '../support/server';

/** An operation that is not in the manifest: its alias shows in a response if it was run. */
const OTHER = '{ bypass: certificates(first: 1) { __typename } }';
const KNOWN = manifest.operations.find(({ name }) => name === 'Certificates') ?? { id: '', body: '', name: '' };
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const apq = (sha256Hash: unknown, version: unknown = 1) => ({ persistedQuery: { version, sha256Hash } });
const json = JSON.stringify;
const OTHER_HASH = hash(OTHER);

/** The bodies of POST requests that try to run the other operation. */
const BODIES: Readonly<Record<string, string>> = {
  'the document': json({ query: OTHER }),
  'the document, named like a known one': json({
    query: OTHER.replace('{', 'query Certificates {'),
    operationName: 'Certificates',
  }),
  'the document with a known id': json({ query: OTHER, id: KNOWN.id, documentId: KNOWN.id }),
  'the document with the hash of a known one': json({ query: OTHER, extensions: apq(KNOWN.id) }),
  'the document with its own hash': json({ query: OTHER, extensions: apq(OTHER_HASH) }),
  'its own hash as documentId': json({ documentId: OTHER_HASH }),
  'the document with a known documentId': json({ query: OTHER, documentId: KNOWN.id }),
  'documentId as a list': json({ documentId: [KNOWN.id], query: OTHER }),
  'documentId with the prefix of a hash twice': json({ documentId: `sha256:sha256:${OTHER_HASH}` }),
  'a known document with a __typename that is named otherwise': json({
    query: KNOWN.body.replace('{', '{ bypass: __typename '),
  }),
  'a known document whose fields are only __typename, beside an alias': json({
    query: KNOWN.body.replace(/certificates\(/, 'bypass: __typename certificates('),
  }),
  'its own hash alone': json({ extensions: apq(OTHER_HASH) }),
  'a known document and the other one': json({ query: `${KNOWN.body}\n${OTHER}` }),
  'a known document and the other one, named': json({
    query: `${KNOWN.body}\nquery Other ${OTHER}`,
    operationName: 'Other',
  }),
  'a known document with a selection more': json({ query: KNOWN.body.replace('{', '{ bypass: __typename ') }),
  'a known document with an alias': json({ query: KNOWN.body.replace(/certificates\(/, 'bypass: certificates(') }),
  'a known document without its last brace': json({ query: KNOWN.body.slice(0, -1) }),
  'a known document with a directive': json({ query: KNOWN.body.replace('{', '@bypass {') }),
  'the other document in a comment of a known one': json({ query: `${KNOWN.body}\n#\n${OTHER}` }),
  'the other document after a NUL': json({ query: `${KNOWN.body}\u0000${OTHER}` }),
  'the other document after a line separator': json({ query: `#\u2028${OTHER}` }),
  'query twice, the known one first': `{"query":${json(KNOWN.body)},"query":${json(OTHER)}}`,
  'query twice, the known one last, with an escape': `{"quer\\u0079":${json(OTHER)},"query":${json(OTHER)}}`,
  'extensions twice': `{"extensions":${json(apq(KNOWN.id))},"query":${json(OTHER)}}`,
  'query as a list': json({ query: [OTHER] }),
  'query as an object': json({ query: { toString: OTHER } }),
  'query and __proto__': `{"__proto__":{"query":${json(OTHER)}},"query":${json(OTHER)}}`,
  '__proto__ alone': `{"__proto__":{"query":${json(OTHER)}}}`,
  constructor: `{"constructor":{"prototype":{"query":${json(OTHER)}}}}`,
  'a list of requests': json([{ query: OTHER }]),
  'a list with a known one first': json([{ query: KNOWN.body }, { query: OTHER }]),
  'the hash of a property of objects': json({ query: '', extensions: apq('__proto__') }),
  'the hash of constructor': json({ extensions: apq('constructor') }),
  'the hash in upper case with the document': json({ query: OTHER, extensions: apq(KNOWN.id.toUpperCase()) }),
  'a hash with blanks': json({ query: OTHER, extensions: apq(` ${KNOWN.id} `) }),
  'a version as a text': json({ query: OTHER, extensions: apq(KNOWN.id, '1') }),
  'extensions as a text': json({ query: OTHER, extensions: json(apq(KNOWN.id)) }),
  'null instead of a document': json({ query: null, extensions: apq(OTHER_HASH) }),
  introspection: json({ query: '{ bypass: __schema { types { name } } }' }),
  'a byte order mark before the document': json({ query: `\ufeff${OTHER}` }),
};

/** The query strings of requests that try the same. */
const SEARCHES: Readonly<Record<string, string>> = {
  'the document': `?query=${encodeURIComponent(OTHER)}`,
  'query twice, the known one first': `?query=${encodeURIComponent(KNOWN.body)}&query=${encodeURIComponent(OTHER)}`,
  'query twice, the known one last': `?query=${encodeURIComponent(OTHER)}&query=${encodeURIComponent(KNOWN.body)}`,
  'an encoded name': `?%71uery=${encodeURIComponent(OTHER)}`,
  'an encoded name beside a known one': `?query=${encodeURIComponent(KNOWN.body)}&%71uery=${encodeURIComponent(OTHER)}`,
  'the document with the hash of a known one': `?query=${encodeURIComponent(OTHER)}&extensions=${encodeURIComponent(json(apq(KNOWN.id)))}`,
  'extensions twice': `?extensions=${encodeURIComponent(json(apq(KNOWN.id)))}&extensions=${encodeURIComponent(json(apq(OTHER_HASH)))}`,
  'its own hash as documentId': `?documentId=${OTHER_HASH}`,
  'documentId twice': `?documentId=${KNOWN.id}&documentId=${OTHER_HASH}`,
  brackets: `?query[]=${encodeURIComponent(OTHER)}`,
  'a semicolon': `?a=b;query=${encodeURIComponent(OTHER)}`,
};

describe.each([
  ['of the server', 'only'],
  ['of a file', `file:${join(ROOT, 'src/graphql/persisted-operations.json')}`],
])('the list of allowed operations %s', (_, setting) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ env: { PERSISTED_OPERATIONS: setting } });
    // A known operation was run and registered, which must help no other one.
    await send('POST', '', json({ query: KNOWN.body, variables: { first: 1 } }));
  });

  async function send(method: string, search: string, body?: string): Promise<string> {
    const response = await fetch(`${server.url}/graphql${search}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-auth-token': TOKENS.admin, 'apollo-require-preflight': '1' },
      ...(body === undefined ? {} : { body }),
    });
    return `${response.status} ${await response.text()}`;
  }

  it(`is held against ${Object.keys(BODIES).length + 2 * Object.keys(SEARCHES).length} ways around it`, async () => {
    const tried = [
      ...Object.entries(BODIES).map(([name, body]) => [`POST ${name}`, () => send('POST', '', body)] as const),
      ...Object.entries(SEARCHES).map(([name, search]) => [`GET ${name}`, () => send('GET', search)] as const),
      // The search of a POST must not replace its body.
      ...Object.entries(SEARCHES).map(
        ([name, search]) => [`POST with ${name}`, () => send('POST', search, json({ query: OTHER }))] as const,
      ),
    ];
    for (const [name, request] of tried) {
      const response = await request();
      expect([name, response]).toEqual([name, expect.not.stringContaining('bypass')]);
      expect([name, response]).toEqual([name, expect.stringMatching(/^[24]\d\d /)]);
      // A known operation may run in its place, without the variables that it needs or with them.
      if (response.startsWith('200')) expect([name, response]).toEqual([name, expect.stringContaining('certificates')]);
    }
    expect(tried.length).toBeGreaterThanOrEqual(31);
  });
});
