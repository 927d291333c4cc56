import { TOKENS } from '../../src/simulator/tokens';
import { type HarriedServer, LONG, startHarriedServer } from '../support/harried-server';

/** Nearly as many items as fit into a body. */
const items = (item: (index: number) => string): string =>
  Array.from({ length: LONG / 4 }, (_, index) => item(index))
    .join(',')
    .slice(0, LONG - 1_000)
    .replace(/,[^,]*$/, '');

/** Nearly the maximum size of all headers, in characters. */
const LONG_HEADER = 62_000;

describe('the built server and a long text in any part of an HTTP request', () => {
  let server: HarriedServer;
  const refuse: HarriedServer['refuse'] = (what, make) => server.refuse(what, make);
  beforeAll(async () => {
    server = await startHarriedServer();
  });
  afterAll(() => server.expectNoUnexpectedErrors());

  it('is refused at once as a body of nonsense', async () => {
    const bodies = [
      'x'.repeat(LONG),
      `"${'x'.repeat(LONG)}"`,
      '['.repeat(LONG),
      `${'['.repeat(LONG / 2)}${']'.repeat(LONG / 2)}`,
      '{"a":'.repeat(LONG / 5),
      `{"query":${'{"a":'.repeat(LONG / 6)}1${'}'.repeat(LONG / 6)}}`,
      `{"query":"{ __typename }","variables":{"a":${'['.repeat(LONG / 2 - 100)}${']'.repeat(LONG / 2 - 100)}}}`,
      ' '.repeat(LONG),
      `"${'\\u0078'.repeat(LONG / 6)}"`,
      '1'.repeat(LONG),
      `-${'1'.repeat(LONG / 2)}e${'1'.repeat(LONG / 2)}`,
      `{"variables":[${items((index) => `{"${index.toString(36)}":1}`)}],"query":"{ __typename }"}`,
      `{"extensions":{"a":[${items((index) => `{"${index.toString(36)}":1}`)}]},"query":"{ __typename }"}`,
      `{"variables":{${items((index) => `"${index.toString(36)}":1`)}},"query":"{ __typename }"}`,
      `{"extensions":{"a":[${items(() => '{}')}]},"query":"{ __typename }"}`,
    ];
    for (const body of bodies) {
      await refuse(body.slice(0, 40), () => ({ headers: { 'x-auth-token': TOKENS.admin }, body }));
    }
  });

  it.each([
    'accept',
    'accept-encoding',
    'accept-language',
    'apollo-require-preflight',
    'authorization',
    'baggage',
    'connection',
    'content-encoding',
    'content-type',
    'cookie',
    'expect',
    'forwarded',
    'host',
    'if-none-match',
    'origin',
    'range',
    'referer',
    'sec-fetch-site',
    'traceparent',
    'tracestate',
    'transfer-encoding',
    'upgrade',
    'user-agent',
    'x-apollo-operation-name',
    'x-auth-token',
    'x-forwarded-for',
    'x-project-id',
    'x-region',
    'x-request-id',
    'x-unknown',
  ])(
    'is refused or ignored at once in the header %s, on every route',
    async (name) => {
      const texts = [
        'x',
        ' ',
        ',',
        ';',
        '"',
        '=',
        '*/*,',
        'a/b;q=',
        'Bearer ',
        'bearer x ',
        'gzip, ',
        '::1,',
        '1:',
        '\\"',
        'é',
      ];
      const query = JSON.stringify({ query: '{ certificates(first: 1) { __typename } }' });
      for (const text of texts) {
        // Surrounding blanks are no part of a header.
        const value = `x${text.repeat(LONG_HEADER / text.length)}x`;
        const get = { method: 'GET', headers: { [name]: value } };
        await refuse(`${name}: ${text}`, [
          { headers: { 'x-auth-token': TOKENS.admin, [name]: value }, body: query },
          { headers: { [name]: value }, body: query },
          { ...get, path: '/graphql?query={__typename}' },
          { ...get, path: '/graphql?query={__typename}', headers: { 'apollo-require-preflight': 'x', [name]: value } },
          { ...get, method: 'OPTIONS' },
          { ...get, path: '/' },
          { ...get, path: '/metrics' },
        ]);
      }
      await refuse(`${name} of 1 MB`, [{ headers: { [name]: 'x'.repeat(LONG) }, body: query }]);
    },
    120_000,
  );

  it.each<[string, (text: string) => string]>([
    ['the path', (text) => `/${text}`],
    ['the query string', (text) => `/graphql?${text}`],
    ['query', (text) => `/graphql?query=${text}`],
    ['operationName', (text) => `/graphql?query={__typename}&operationName=${text}`],
    ['variables', (text) => `/graphql?query={__typename}&variables=${text}`],
    ['a value of variables', (text) => `/graphql?query={__typename}&variables={"a":"${text}"}`],
    ['extensions', (text) => `/graphql?query={__typename}&extensions=${text}`],
    ['an unknown parameter', (text) => `/graphql?query={__typename}&x=${text}`],
    ['the name of a parameter', (text) => `/graphql?query={__typename}&${text}=x`],
    ['the path of the explorer', (text) => `/explorer/${text}`],
  ])(
    'is refused or ignored at once in the URL: %s',
    async (what, make) => {
      for (const text of [
        'x',
        '%78',
        '/',
        '&',
        '=',
        '?',
        '%',
        '%00',
        '../',
        '[',
        '%5B',
        '#',
        'operationName=',
        '&operationName=',
      ]) {
        for (const length of [LONG_HEADER - 500, LONG]) {
          const path = make(text.repeat(length / text.length));
          await refuse(`${what}: ${text}`, () => ({
            method: 'GET',
            path,
            headers: { 'apollo-require-preflight': 'x' },
          }));
        }
      }
    },
    120_000,
  );
});
