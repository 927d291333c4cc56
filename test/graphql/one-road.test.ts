import { createHash } from 'node:crypto';
import type { ApolloServerPlugin } from '@apollo/server';
import manifest from '../../src/graphql/persisted-operations.json';
import type { RequestContext } from '../../src/request/context';
import { SAMPLE_IDS } from '../../src/simulator/seed';
import { TOKENS } from '../../src/simulator/tokens';
import { startTestServer, type TestServer } from '../support/server';

const CERTIFICATE = `query Certificate($id: ID!) { certificate(id: $id) { __typename ... on Certificate { name } } }`;
const FAILING = `query Failing($id: ID!) { certificate(id: $id) { ... on Certificate { domains(first: 501) { totalCount } } } }`;
const DETACH = `mutation Detach($id: ID!, $domains: [CertificateDomainInput!]!) {
  detachCertificateDomains(certificateId: $id, domains: $domains) { __typename }
}`;

/** Counts the calls of every hook of a request. */
function countingPlugin() {
  const counts: Record<string, number> = {};
  const count = (hook: string) => {
    counts[hook] = (counts[hook] ?? 0) + 1;
  };
  const errors: { message: string; code: unknown; original: string | undefined }[] = [];
  const plugin: ApolloServerPlugin<RequestContext> = {
    requestDidStart: async () => {
      count('requestDidStart');
      return {
        didResolveSource: async () => count('didResolveSource'),
        didResolveOperation: async () => count('didResolveOperation'),
        executionDidStart: async () => {
          count('executionDidStart');
          return { executionDidEnd: async () => count('executionDidEnd') };
        },
        didEncounterErrors: async (context) => {
          count('didEncounterErrors');
          for (const { message, extensions, originalError } of context.errors) {
            errors.push({ message, code: extensions['code'], original: originalError?.name });
          }
        },
        willSendResponse: async () => count('willSendResponse'),
      };
    },
  };
  return { plugin, counts, errors };
}

async function post(server: TestServer, body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-auth-token': TOKENS.admin, ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

describe.each(['on', 'off'])('with compilation %s', (compile) => {
  const counting = countingPlugin();
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ env: { COMPILE: compile }, plugins: [counting.plugin] });
  });
  beforeEach(() => {
    server.forget();
    counting.errors.length = 0;
    for (const hook of Object.keys(counting.counts)) delete counting.counts[hook];
  });

  const variables = { id: SAMPLE_IDS.shopCertificate };

  it('a plugin sees each of 100 requests: new, repeated, compiled, persisted, by GET, invalid and failing', async () => {
    const sha256Hash = createHash('sha256').update(CERTIFICATE).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    for (let i = 0; i < 40; i++) await post(server, { query: CERTIFICATE, variables });
    expect(counting.counts).toMatchObject({ requestDidStart: 40, executionDidStart: 40, executionDidEnd: 40 });
    await post(server, { query: CERTIFICATE, variables, extensions });
    for (let i = 0; i < 19; i++) await post(server, { variables, extensions });
    for (let i = 0; i < 10; i++) {
      const search = new URLSearchParams({ query: CERTIFICATE, variables: JSON.stringify(variables) });
      const response = await fetch(`${server.url}/graphql?${search}`, {
        headers: { 'x-auth-token': TOKENS.admin, 'apollo-require-preflight': '1' },
      });
      expect(response.status).toBe(200);
    }
    expect(counting.counts).toMatchObject({ executionDidStart: 70, executionDidEnd: 70, willSendResponse: 70 });
    expect(counting.counts['didEncounterErrors']).toBeUndefined();
    for (let i = 0; i < 10; i++) await post(server, { query: '{ nothing }' });
    for (let i = 0; i < 10; i++) await post(server, { query: CERTIFICATE, variables: { id: { no: 'id' } } });
    expect(counting.counts).toMatchObject({ requestDidStart: 90, willSendResponse: 90, didEncounterErrors: 20 });
    for (let i = 0; i < 10; i++) await post(server, { query: FAILING, variables });
    expect(counting.counts).toMatchObject({ requestDidStart: 100, willSendResponse: 100, didEncounterErrors: 30 });
    expect(server.log.join('').includes('operation compiled')).toBe(compile === 'on');
  });

  it('the errors of a repeated request are formatted and reported as those of the first', async () => {
    const responses = new Set<string>();
    for (let i = 0; i < 8; i++) responses.add((await post(server, { query: FAILING, variables })).text);
    expect([...responses]).toHaveLength(1);
    expect(JSON.parse([...responses][0] ?? '')).toMatchObject({
      data: { certificate: { domains: null } },
      errors: [{ path: ['certificate', 'domains'], extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(new Set(counting.errors.map((error) => JSON.stringify(error))).size).toBe(1);
  });

  it('a change is sent once for each request, the tenth as the first', async () => {
    const domains = [{ domain: 'www.shop.example.com' }];
    for (let i = 0; i < 10; i++) await post(server, { query: DETACH, variables: { ...variables, domains } });
    const sent = server.received.filter(({ operation }) => operation === 'detachDomains');
    expect(sent).toHaveLength(10);
    expect(counting.counts).toMatchObject({ executionDidStart: 10, executionDidEnd: 10, willSendResponse: 10 });
  });

  it('variables that are not valid run nothing, the tenth time as the first', async () => {
    const bad = { query: DETACH, variables: { ...variables, domains: [{ domain: 7 }] } };
    const seen = new Set<string>();
    for (let i = 0; i < 10; i++) {
      const { status, text } = await post(server, bad);
      seen.add(`${status} ${text}`);
    }
    expect([...seen]).toHaveLength(1);
    expect([...seen][0]).toMatch(/^400 .*BAD_USER_INPUT/s);
    expect(server.received).toEqual([]);
  });
});

describe('a plugin that watches fields', () => {
  it('sees each field of each request: nothing is compiled then', async () => {
    let fields = 0;
    const plugin: ApolloServerPlugin<RequestContext> = {
      requestDidStart: async () => ({
        executionDidStart: async () => ({
          willResolveField: () => {
            fields++;
          },
        }),
      }),
    };
    const server = await startTestServer({ plugins: [plugin] });
    for (let i = 0; i < 10; i++) await server.run('{ __typename certificates { __typename } }');
    expect(fields).toBe(10);
    expect(server.log.join('')).toContain('a plugin uses willResolveField: operations are not compiled');
  });
});

describe('the media type of a response', () => {
  const GRAPHQL = 'application/graphql-response+json; charset=utf-8';
  const JSON_TYPE = 'application/json; charset=utf-8';
  // As Apollo Client 4 sends it.
  const CLIENT_4 = 'application/graphql-response+json,application/json;q=0.9';

  it.each([
    [undefined, JSON_TYPE],
    ['*/*', JSON_TYPE],
    ['application/json', JSON_TYPE],
    ['application/graphql-response+json', GRAPHQL],
    [CLIENT_4, GRAPHQL],
    ['text/html, application/graphql-response+json;q=0.5', GRAPHQL],
  ])('for Accept: %s is %s, for refused requests too, and whatever others sent before', async (accept, type) => {
    const server = await startTestServer({ env: { RATE_LIMIT: '4' } });
    const limited = await startTestServer({ env: { PERSISTED_OPERATIONS: 'only' } });
    const headers: Record<string, string> = accept === undefined ? {} : { accept };
    const send = (to: TestServer, body: string) =>
      fetch(`${to.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-auth-token': TOKENS.admin, ...headers },
        body,
      });
    const good = JSON.stringify({ query: '{ __typename }' });
    const found = [
      await send(server, good),
      await send(server, '{"query'),
      await send(server, '[]'),
      await send(server, JSON.stringify({ query: '{ nothing }' })),
      await send(server, good),
      await send(limited, good),
    ];
    const asJson = accept === 'application/json';
    expect(found.map((it) => it.status)).toEqual([200, 400, 400, asJson ? 200 : 400, 429, 400]);
    expect(found.map((it) => it.headers.get('content-type'))).toEqual(found.map(() => type));
    expect(found[4]?.headers.get('retry-after')).toMatch(/^\d+$/);
  });

  it('is refused before anything runs, if the client accepts none', async () => {
    const server = await startTestServer();
    const { status } = await post(
      server,
      { query: DETACH, variables: { id: SAMPLE_IDS.shopCertificate, domains: [{ domain: 'www.shop.example.com' }] } },
      { accept: 'image/png' },
    );
    expect(status).toBe(406);
    expect(server.received).toEqual([]);
  });
});

describe('an operation name that is empty', () => {
  const ONE = 'query A { a: __typename }';
  const TWO = 'query A { a: __typename } query B { b: __typename }';
  const hashOf = (query: string) => createHash('sha256').update(query).digest('hex');

  /** Every way in which a request can name its operation: the fields of a request to its status and response. */
  function routes(server: TestServer): Record<string, (fields: Record<string, string>) => Promise<string>> {
    const send = async (body: object) => {
      const { status, text } = await post(server, body);
      return `${status} ${text.trim()}`;
    };
    const get = async (fields: Record<string, string>, name = 'operationName', edit = (search: string) => search) => {
      const search = edit(String(new URLSearchParams(fields)).replace('operationName', name));
      const headers = { 'apollo-require-preflight': '1', 'x-auth-token': TOKENS.admin };
      const response = await fetch(`${server.url}/graphql?${search}`, { headers });
      return `${response.status} ${(await response.text()).trim()}`;
    };
    const persisted = ({ query = '', ...rest }: Record<string, string>) => ({
      ...rest,
      extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(query) } },
    });
    const asText = ({ extensions, ...rest }: ReturnType<typeof persisted>) => ({
      ...rest,
      extensions: JSON.stringify(extensions),
    });
    return {
      POST: send,
      GET: get,
      'GET without an equals sign': (fields) =>
        get(fields, 'operationName', (search) => search.replace(/=(?=$|&)/, '')),
      'GET with an encoded name': (fields) => get(fields, 'operation%4eame'),
      'POST, persisted': async (fields) => {
        await send({ ...fields, ...persisted(fields) });
        return send(persisted(fields));
      },
      'GET, persisted': (fields) => get(asText(persisted(fields))),
      'POST, compiled': async (fields) => {
        for (let i = 0; i < 8; i++) await send(fields);
        return send(fields);
      },
    };
  }

  it.each(['on', 'off'])('counts as none on every route, with compilation %s', async (compile) => {
    const server = await startTestServer({ env: { COMPILE: compile } });
    for (const [route, run] of Object.entries(routes(server))) {
      expect([route, await run({ query: ONE, operationName: '' })]).toEqual([route, '200 {"data":{"a":"Query"}}']);
      const ambiguous = await run({ query: TWO, operationName: '' });
      expect([route, ambiguous]).toEqual([route, await run({ query: TWO })]);
      expect([route, ambiguous]).toEqual([route, expect.stringMatching(/^400 .*OPERATION_RESOLUTION_FAILURE/)]);
      expect([route, await run({ query: TWO, operationName: 'B' })]).toEqual([route, '200 {"data":{"b":"Query"}}']);
    }
  });

  it('counts as none for an operation of the manifest', async () => {
    const server = await startTestServer({ env: { PERSISTED_OPERATIONS: 'only' } });
    const known = manifest.operations.find(({ name }) => name === 'Certificate') ?? { id: '', body: '' };
    const variables = { id: SAMPLE_IDS.shopCertificate };
    const extensions = { persistedQuery: { version: 1, sha256Hash: known.id } };
    for (const request of [{ query: known.body }, { extensions }]) {
      const body = { ...request, variables, operationName: '' };
      expect((await post(server, body)).text).toContain('shop_wildcard');
      const search = Object.entries(body).map(([name, value]): [string, string] => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]);
      const response = await fetch(`${server.url}/graphql?${new URLSearchParams(search)}`, {
        headers: { 'x-auth-token': TOKENS.admin, 'apollo-require-preflight': '1' },
      });
      expect(await response.text()).toContain('shop_wildcard');
    }
  });
});
