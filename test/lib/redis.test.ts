import { setTimeout as sleep } from 'node:timers/promises';
import { inOrder, type OnCommand, startFakeRedis } from '../support/fake-redis';
import { freePort } from '../support/process';
import { startTestServer, type TestServer } from '../support/server';

const QUERY = '{ certificates(first: 1) { __typename } }';

async function statuses(server: TestServer, count: number): Promise<number[]> {
  const found: number[] = [];
  for (let call = 0; call < count; call++) found.push((await server.run(QUERY)).status);
  return found;
}

async function isUp(server: TestServer): Promise<boolean> {
  return (await (await fetch(`${server.url}/metrics`)).text()).includes('gateway_redis_up 1');
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let wait = 0; wait < 100 && !(await condition()); wait++) await sleep(100);
  expect(await condition()).toBe(true);
}

/** The faults of a Redis that accepts connections, with the reason in the log. */
const FAULTS: readonly [what: string, onCommand: OnCommand, reason: RegExp][] = [
  ['hangs', () => undefined, /slow/],
  [
    'takes longer than 200 ms',
    (command, socket) => void setTimeout(() => socket.write(inOrder(command, socket) ?? ''), 400),
    /slow/,
  ],
  ['closes the connection', (_, socket) => void socket.end(), /./],
  ['resets the connection', (_, socket) => void socket.resetAndDestroy(), /./],
  ['closes the connection amid a reply', (_, socket) => void socket.end('*2\r\n:1\r\n$100\r\nabc'), /./],
  ['stops amid a reply', () => '*2\r\n:1\r\n$100\r\nabc', /slow/],
  ['is out of memory', () => "-OOM command not allowed when used memory > 'maxmemory'.\r\n", /OOM/],
  ['is a replica', () => "-READONLY You can't write against a read only replica.\r\n", /READONLY/],
  ['requires a password', () => '-NOAUTH Authentication required.\r\n', /NOAUTH/],
  ['allows the user nothing', () => '-NOPERM this user has no permissions to run the command\r\n', /NOPERM/],
  ['is loading', () => '-LOADING Redis is loading the dataset in memory\r\n', /LOADING/],
  ['runs a script that does not end', () => '-BUSY Redis is busy running a script.\r\n', /BUSY/],
  ['cannot write to its disk', () => '-MISCONF Redis is configured to save RDB snapshots\r\n', /MISCONF/],
  ['is a part of a cluster', () => '-MOVED 3999 127.0.0.1:6381\r\n', /MOVED/],
  [
    'has a key of another type',
    () => '-WRONGTYPE Operation against a key holding the wrong kind of value\r\n',
    /WRONGTYPE/,
  ],
  ['sends an error without text', () => '-\r\n', /./],
  ['sends a reply that is not of its protocol', () => 'HTTP/1.1 400 Bad Request\r\n\r\n', /./],
];

/** Replies of a type that the command does not have. */
const WRONG_TYPES: readonly [what: string, reply: string][] = [
  ['nothing', '$-1\r\n'],
  ['a null array', '*-1\r\n'],
  ['an empty array', '*0\r\n'],
  ['a number', ':7\r\n'],
  ['a text', '+OK\r\n'],
  ['bytes', '$3\r\nabc\r\n'],
  ['texts', '*2\r\n$1\r\nx\r\n$1\r\ny\r\n'],
  ['nulls', '*2\r\n$-1\r\n$-1\r\n'],
  ['negative numbers', '*2\r\n:-1\r\n:-1\r\n'],
  ['arrays', '*2\r\n*0\r\n*1\r\n:1\r\n'],
];

describe('a Redis that', () => {
  it.each(FAULTS)(
    '%s fails no request, is reported once, and is used again when it is in order',
    async (_, fault, reason) => {
      const redis = await startFakeRedis();
      const server = await startTestServer({ env: { RATE_LIMIT: '12', REDIS_URL: redis.url } });
      await until(() => isUp(server));
      expect(await statuses(server, 2)).toEqual([200, 200]);
      expect(redis.commands.length).toBeGreaterThan(0);
      redis.react(fault);
      server.forget();
      const begin = Date.now();
      // The limit holds in memory: the state that is not shared starts from zero.
      expect(await statuses(server, 13)).toEqual([...Array<number>(12).fill(200), 429]);
      expect(Date.now() - begin).toBeLessThan(3_000);
      const reports = server.log.filter((line) => line.includes('Redis is unavailable'));
      expect(reports.length).toBeGreaterThan(0);
      expect(reports[0]).toMatch(new RegExp(`"reason":"[^"]*${reason.source}`));
      expect(await isUp(server)).toBe(false);
      redis.react(inOrder);
      await until(() => isUp(server));
      expect(server.log.join('')).toContain('Redis is available');
      expect(await statuses(server, 1)).toEqual([200]);
      expect(server.log.join('')).not.toContain('unexpected error');
    },
    30_000,
  );

  it.each(WRONG_TYPES)('sends %s whatever the command is fails no request', async (_, reply) => {
    const redis = await startFakeRedis();
    const server = await startTestServer({ env: { RATE_LIMIT: '100', REDIS_URL: redis.url } });
    await until(() => isUp(server));
    redis.react(() => reply);
    for (const status of await statuses(server, 5)) expect([200, 429]).toContain(status);
    const hash = 'a'.repeat(64);
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': 'token' },
      body: JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: hash } } }),
    });
    expect(response.status).toBeLessThan(500);
    expect(server.log.join('')).not.toContain('unexpected error');
  });

  it('refuses connections fails no request', async () => {
    const server = await startTestServer({
      env: { RATE_LIMIT: '2', REDIS_URL: `redis://127.0.0.1:${await freePort()}` },
    });
    expect(await statuses(server, 3)).toEqual([200, 200, 429]);
    await until(async () => server.log.join('').includes('"reason":"ECONNREFUSED"'));
  });

  it('closes every new connection fails no request', async () => {
    const redis = await startFakeRedis();
    redis.react((_, socket) => void socket.end());
    const server = await startTestServer({ env: { RATE_LIMIT: '2', REDIS_URL: redis.url } });
    expect(await statuses(server, 3)).toEqual([200, 200, 429]);
  });
});
