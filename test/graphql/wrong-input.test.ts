import { createHash } from 'node:crypto';
import { SAMPLE_IDS } from '../../src/simulator/seed';
import { TOKENS } from '../../src/simulator/tokens';
import { startTestServer, type TestServer } from '../support/server';

const ID = SAMPLE_IDS.shopCertificate;
const QUERY = '{ __typename }';
const HASH = createHash('sha256').update(QUERY).digest('hex');

describe('wrong input is reported as such, with no masked error and no stack in the log', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  beforeEach(() => server.forget());

  it.each<[string, object, number, string]>([
    [
      'null for a list size, through a nullable variable',
      { query: 'query ($n: Int = 5) { certificates(first: $n) { __typename } }', variables: { n: null } },
      200,
      'BAD_USER_INPUT',
    ],
    [
      'null for a list size of a nested field',
      {
        query: `query ($n: Int = 5) { certificate(id: "${ID}") { ... on Certificate { domains(first: $n) { totalCount } } } }`,
        variables: { n: null },
      },
      200,
      'BAD_USER_INPUT',
    ],
    ['a subscription', { query: 'subscription { nothing }' }, 400, 'OPERATION_RESOLUTION_FAILURE'],
    ['a subscription of nothing', { query: 'subscription { __typename }' }, 400, 'OPERATION_RESOLUTION_FAILURE'],
    [
      'a wrong hash of a persisted query',
      { query: QUERY, extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } },
      400,
      'BAD_REQUEST',
    ],
    [
      'a hash in upper case',
      { query: QUERY, extensions: { persistedQuery: { version: 1, sha256Hash: HASH.toUpperCase() } } },
      400,
      'BAD_REQUEST',
    ],
    [
      'version 2 of persisted queries',
      { query: QUERY, extensions: { persistedQuery: { version: 2, sha256Hash: HASH } } },
      400,
      'BAD_REQUEST',
    ],
    ['a persisted query that is no object', { query: QUERY, extensions: { persistedQuery: 'x' } }, 400, 'BAD_REQUEST'],
    ['a persisted query that is true', { extensions: { persistedQuery: true } }, 400, 'BAD_REQUEST'],
    ['an operation name of 201 characters', { query: QUERY, operationName: 'a'.repeat(201) }, 400, 'BAD_REQUEST'],
  ])('%s', async (_, body, status, code) => {
    for (let run = 0; run < 5; run++) {
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-auth-token': TOKENS.admin },
        body: JSON.stringify(body),
      });
      const { errors } = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] };
      expect([response.status, errors[0]?.extensions.code]).toEqual([status, code]);
      expect(errors[0]?.message).not.toBe('Internal server error');
    }
    expect(server.log.filter((line) => /"level":(50|60)|stack/.test(line))).toEqual([]);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain('gateway_masked_errors_total 0');
  });
});
