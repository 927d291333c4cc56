import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import { TOKENS } from '../../src/simulator/tokens';
import { onTestEnd } from '../support/cleanup';
import { needsRedis, startRedis, stopRedis } from '../support/redis';
import { startTestServer, type TestServer } from '../support/server';

const QUERY = '{ certificates(first: 1) { __typename } }';

/** Statuses of calls in a row. */
async function statuses(server: TestServer, count: number, options: Parameters<TestServer['run']>[2] = {}) {
  const found: number[] = [];
  for (let call = 0; call < count; call++) found.push((await server.run(QUERY, {}, options)).status);
  return found;
}

describe('the rate limit', () => {
  it('refuses requests above it with 429, Retry-After and a GraphQL error, without an upstream call', async () => {
    const server = await startTestServer({ env: { RATE_LIMIT: '3' } });
    expect(await statuses(server, 3)).toEqual([200, 200, 200]);
    server.forget();
    const { status, headers, data, errors } = await server.run(QUERY);
    expect([status, data]).toEqual([429, undefined]);
    const wait = Number(headers.get('retry-after'));
    expect(wait).toBeGreaterThan(50);
    expect(wait).toBeLessThanOrEqual(60);
    expect(errors).toEqual([
      { message: `Too many requests. Try again in ${wait} s.`, extensions: { code: 'RATE_LIMITED' } },
    ]);
    expect(server.received).toEqual([]);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain('gateway_rate_limited_total 1');
  });

  it('counts each caller separately, by its token in either header, and callers without one by their address', async () => {
    const server = await startTestServer({ env: { RATE_LIMIT: '2', TRUSTED_PROXIES: '1' } });
    expect(await statuses(server, 3)).toEqual([200, 200, 429]);
    expect(await statuses(server, 3, { token: TOKENS.reader })).toEqual([200, 200, 429]);
    expect(await statuses(server, 1, { token: null, headers: { authorization: `Bearer ${TOKENS.admin}` } })).toEqual([
      429,
    ]);
    const from = (address: string) => ({ token: null, headers: { 'x-forwarded-for': address } });
    expect(await statuses(server, 3, from('203.0.113.7'))).toEqual([200, 200, 429]);
    expect(await statuses(server, 1, from('203.0.113.8'))).toEqual([200]);
    // The client may have forged everything before the address that the proxy added.
    expect(await statuses(server, 1, from('198.51.100.1, 203.0.113.7'))).toEqual([429]);
    expect(await statuses(server, 3, from('no address'))).toEqual([200, 200, 429]);
  });

  it('does not count health, readiness and metrics', async () => {
    const server = await startTestServer({ env: { RATE_LIMIT: '1' } });
    for (let call = 0; call < 5; call++) expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });
});

needsRedis('with Redis', () => {
  it('is shared by replicas, without storing a token', async () => {
    const { url } = await startRedis();
    const env = { RATE_LIMIT: '4', REDIS_URL: url };
    const [one, two] = [await startTestServer({ env }), await startTestServer({ env })];
    await sleep(200);
    expect(await statuses(one, 2)).toEqual([200, 200]);
    expect(await statuses(two, 3)).toEqual([200, 200, 429]);
    expect(await statuses(one, 1)).toEqual([429]);
    const client = createClient({ url });
    await client.connect();
    const keys = await client.keys('*');
    const values = await Promise.all(keys.map((key) => client.get(key)));
    client.destroy();
    expect(keys.length).toBe(2);
    expect(JSON.stringify([keys, values])).not.toContain(TOKENS.admin);
  });

  it('shares automatic persisted queries between replicas', async () => {
    const { url } = await startRedis();
    const [one, two] = [
      await startTestServer({ env: { REDIS_URL: url } }),
      await startTestServer({ env: { REDIS_URL: url } }),
    ];
    await sleep(200);
    const sha256Hash = (await import('node:crypto')).createHash('sha256').update(QUERY).digest('hex');
    const send = async (server: TestServer, query?: string) => {
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-auth-token': TOKENS.admin },
        body: JSON.stringify({ query, extensions: { persistedQuery: { version: 1, sha256Hash } } }),
      });
      return (await response.json()) as { data?: object; errors?: { message: string }[] };
    };
    expect((await send(one)).errors?.[0]?.message).toBe('PersistedQueryNotFound');
    expect((await send(one, QUERY)).data).toBeDefined();
    expect((await send(two)).data).toEqual({ certificates: { __typename: 'CertificateConnection' } });
  });

  it('falls back to memory while Redis is unavailable, and reports it in log and metrics', async () => {
    const redis = await startRedis();
    const server = await startTestServer({ env: { RATE_LIMIT: '3', REDIS_URL: redis.url } });
    const up = async () => /gateway_redis_up (\d)/.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1];
    await sleep(200);
    expect([await statuses(server, 1), await up()]).toEqual([[200], '1']);
    await stopRedis(redis.child);
    await sleep(100);
    expect(await statuses(server, 4)).toEqual([200, 200, 200, 429]);
    expect(await up()).toBe('0');
    expect(server.log.join('')).toContain('Redis is unavailable');
    await startRedis(redis.port);
    for (let wait = 0; wait < 80 && (await up()) !== '1'; wait++) await sleep(100);
    expect(await up()).toBe('1');
    expect(server.log.join('')).toContain('Redis is available');
    expect(await statuses(server, 4)).toEqual([200, 200, 200, 429]);
  }, 30_000);

  it('stores no document of a caller whom the upstream has not accepted, and at most 1,000 of the others', async () => {
    const { url } = await startRedis();
    const server = await startTestServer({ env: { REDIS_URL: url } });
    await sleep(200);
    const client = createClient({ url });
    await client.connect();
    onTestEnd(async () => client.destroy());
    const { createHash } = await import('node:crypto');
    const register = (i: number, token: string) => {
      const query = `# ${i} ${'x'.repeat(10_000)}\n${QUERY}`;
      const sha256Hash = createHash('sha256').update(query).digest('hex');
      return fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-auth-token': token },
        body: JSON.stringify({ query, extensions: { persistedQuery: { version: 1, sha256Hash } } }),
      });
    };
    for (let i = 0; i < 100; i++) await register(i, `invented-${i}`);
    expect(await client.dbSize()).toBe(0);
    for (let i = 0; i < 1_050; i += 10) {
      await Promise.all(Array.from({ length: 10 }, (_, j) => register(i + j, TOKENS.admin)));
    }
    // Besides the documents there is their counter. On a busy machine Redis may be too slow for some of them, and is probed then.
    const documents = (await client.keys('*')).filter((key) => /[0-9a-f]{64}$/.test(key));
    expect(documents.length).toBeLessThanOrEqual(1_000);
    expect(documents.length).toBeGreaterThan(500);
  }, 60_000);

  it('that hangs delays one request, and is used again once it responds', async () => {
    const redis = await startRedis();
    const server = await startTestServer({ env: { RATE_LIMIT: '100', REDIS_URL: redis.url } });
    const up = async () => /gateway_redis_up (\d)/.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1];
    await sleep(200);
    expect([await statuses(server, 1), await up()]).toEqual([[200], '1']);
    redis.child.kill('SIGSTOP');
    const begin = Date.now();
    expect(new Set(await statuses(server, 20))).toEqual(new Set([200]));
    expect(Date.now() - begin).toBeLessThan(1_500);
    expect(await up()).toBe('0');
    expect(server.log.filter((line) => line.includes('Redis is unavailable'))).toHaveLength(1);
    redis.child.kill('SIGCONT');
    for (let wait = 0; wait < 60 && (await up()) !== '1'; wait++) await sleep(100);
    expect(await up()).toBe('1');
  }, 30_000);

  it('starts and serves if Redis never was available, or does not respond', async () => {
    const silent = createServer((socket) => void socket.resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestEnd(() => new Promise((resolve) => silent.close(resolve)));
    const { port } = silent.address() as { port: number };
    for (const url of ['redis://127.0.0.1:1', `redis://user:secret-canary@127.0.0.1:${port}`]) {
      const server = await startTestServer({ env: { RATE_LIMIT: '2', REDIS_URL: url } });
      const begin = Date.now();
      expect(await statuses(server, 3)).toEqual([200, 200, 429]);
      expect(Date.now() - begin).toBeLessThan(2_000);
      expect(server.log.join('')).not.toContain('secret-canary');
      await server.close();
    }
  });
});
