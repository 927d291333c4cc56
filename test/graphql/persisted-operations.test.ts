import { createHash } from 'node:crypto';
import manifest from '../../src/graphql/persisted-operations.json';
import { SAMPLE_IDS } from '../../src/simulator/seed';
import { TOKENS } from '../../src/simulator/tokens';
import { startTestServer, type TestServer } from '../support/server';

describe('the server with PERSISTED_OPERATIONS=only', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ env: { PERSISTED_OPERATIONS: 'only' } });
  });
  beforeEach(() => server.forget());

  const known = manifest.operations.find(({ name }) => name === 'Certificate') ?? { id: '', body: '' };
  const variables = { id: SAMPLE_IDS.shopCertificate };

  async function post(body: object) {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': TOKENS.admin },
      body: JSON.stringify(body),
    });
    return {
      status: response.status,
      body: (await response.json()) as { data?: object; errors?: { extensions: object }[] },
    };
  }

  it('runs an operation of the manifest by its id, by its text, and by its text with other white space', async () => {
    for (const request of [
      { extensions: { persistedQuery: { version: 1, sha256Hash: known.id } } },
      { query: known.body },
      { query: known.body.replace(/\s+/g, '  ') },
    ]) {
      const { status, body } = await post({ ...request, variables });
      expect([status, body.errors]).toEqual([200, undefined]);
      expect(JSON.stringify(body.data)).toContain('shop_wildcard');
    }
  });

  it('runs one by GET, with the header that CSRF prevention requires', async () => {
    const search = new URLSearchParams({
      variables: JSON.stringify(variables),
      extensions: JSON.stringify({ persistedQuery: { version: 1, sha256Hash: known.id } }),
    });
    const response = await fetch(`${server.url}/graphql?${search}`, {
      headers: { 'x-auth-token': TOKENS.admin, 'apollo-require-preflight': '1' },
    });
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('shop_wildcard')]);
  });

  it('runs nothing else, and registers no other operation', async () => {
    const other = '{ certificates(first: 1) { __typename } }';
    const sha256Hash = createHash('sha256').update(other).digest('hex');
    for (const request of [
      { query: other },
      { query: '{ __schema { queryType { name } } }' },
      { query: '{' },
      { query: 7 },
      { query: other, extensions: { persistedQuery: { version: 1, sha256Hash } } },
      { query: other, extensions: { persistedQuery: { version: 1, sha256Hash: known.id } } },
      { extensions: { persistedQuery: { version: 1, sha256Hash } } },
      { extensions: { persistedQuery: null } },
      { extensions: 'x' },
      {},
    ]) {
      const { status, body } = await post(request);
      expect([request, status]).toEqual([request, 400]);
      expect(body.errors?.[0]?.extensions).toEqual({ code: 'PERSISTED_QUERY_NOT_IN_LIST' });
    }
    expect(server.received).toEqual([]);
  });

  it('has a manifest whose ids are the SHA-256 of the bodies', () => {
    expect(manifest.operations.length).toBeGreaterThan(10);
    for (const { id, body } of manifest.operations) expect(createHash('sha256').update(body).digest('hex')).toBe(id);
  });
});
