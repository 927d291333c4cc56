import { createHash } from 'node:crypto';
import { inOrder, startFakeRedis } from '../support/fake-redis';
import { startTestServer } from '../support/server';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

const DOCUMENT = '{ __typename }';
const MUTATION = 'mutation { deleteCertificate(id: "A") { __typename } }';
const LONG = `{${'#'.repeat(30_000)}\n__typename}`;

const isLookup = ([name, key]: readonly string[]) => name === 'GET' && key?.includes('apq:');

/** Starts a server whose Redis returns this reply for every document, and returns what its clients see of it. */
async function startWith(reply: string) {
  const redis = await startFakeRedis();
  const server = await startTestServer({ env: { REDIS_URL: redis.url } });
  const get = async (sha256Hash: string) => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': 'token' },
      body: JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash } } }),
    });
    return response.text();
  };
  // The connection to Redis is made in the background.
  for (let call = 0; call < 100 && !redis.commands.some(isLookup); call++) await get('0'.repeat(64));
  redis.react((command, socket) => (isLookup(command) ? reply : inOrder(command, socket)));
  return { server, redis, get };
}

describe('a document from Redis', () => {
  it('is executed if it has the hash that was asked for', async () => {
    const { get, redis } = await startWith(bulk(DOCUMENT));
    expect(JSON.parse(await get(sha256(DOCUMENT)))).toEqual({ data: { __typename: 'Query' } });
    expect(redis.commands.at(-1)?.[1]).toContain(sha256(DOCUMENT));
  });

  it.each([
    ['another document', DOCUMENT, bulk('{ other: __typename }')],
    ['a mutation', DOCUMENT, bulk(MUTATION)],
    ['a document that is too long', LONG, bulk(LONG)],
    ['an empty text', '', bulk('')],
    ['a number', '5', ':5\r\n'],
    ['an array', 'x', '*1\r\n$1\r\nx\r\n'],
  ])('is not executed if it is %s', async (_, wanted, reply) => {
    const { get, server } = await startWith(reply);
    for (let call = 0; call < 2; call++) expect(await get(sha256(wanted))).toContain('PERSISTED_QUERY_NOT_FOUND');
    expect(server.received).toEqual([]);
    expect(server.log.join('')).not.toContain('unexpected error');
  });
});

describe('a limit from Redis', () => {
  it.each([
    ['9007199254740990', 60],
    ['60001', 60],
    ['1500', 2],
    ['-1', 1],
  ])('of %s ms is a wait of %d s', async (ms, seconds) => {
    const redis = await startFakeRedis();
    redis.react(([name, ...rest], socket) =>
      name?.startsWith('EVAL') ? `*2\r\n:101\r\n:${ms}\r\n` : inOrder([name ?? '', ...rest], socket),
    );
    const server = await startTestServer({ env: { REDIS_URL: redis.url, RATE_LIMIT: '100' } });
    let answer = await server.run(DOCUMENT);
    for (let call = 0; call < 20 && answer.status !== 429; call++) answer = await server.run(DOCUMENT);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, String(seconds)]);
  });
});
