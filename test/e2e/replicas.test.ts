import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SAMPLE_IDS } from '../../src/simulator/seed';
import { startSimulator } from '../../src/simulator/server';
import { SIMULATOR_PROJECT_ID, TOKENS } from '../../src/simulator/tokens';
import { onTestEnd } from '../support/cleanup';
import { LoadCaller, type Outcome } from '../support/load';
import { startServerProcess } from '../support/process';
import { needsRedis, startRedis } from '../support/redis';

const RATE_LIMIT = 40;
const QUERY = '{ certificates(first: 1) { __typename } }';
const OPERATIONS = [
  QUERY,
  `{ certificate(id: "${SAMPLE_IDS.shopCertificate}") { __typename ... on Certificate { name domains(first: 5) { totalCount } } } }`,
  `mutation { detachCertificateDomains(certificateId: "${SAMPLE_IDS.shopCertificate}", domains: [{ domain: "none.example.com" }]) { __typename } }`,
];

type Replica = Awaited<ReturnType<typeof startServerProcess>>;

needsRedis('four replicas with one Redis', () => {
  let start: () => Promise<Replica>;
  let replicas: Replica[];

  beforeAll(async () => {
    const simulator = await startSimulator({ port: 0, host: '127.0.0.1' });
    onTestEnd(() => simulator.close());
    const { url: redis } = await startRedis();
    const env = { APIG_ENDPOINT: simulator.url, APIG_PROJECT_ID: SIMULATOR_PROJECT_ID, REDIS_URL: redis };
    start = () =>
      startServerProcess({ ...env, RATE_LIMIT: String(RATE_LIMIT), SHUTDOWN_DELAY_MS: '400', LOG_LEVEL: 'info' });
    replicas = await Promise.all([start(), start(), start(), start()]);
    await Promise.all(replicas.map(({ url }) => until(async () => (await redisUp(url)) === '1')));
  }, 30_000);

  async function redisUp(url: string): Promise<string | undefined> {
    return /gateway_redis_up (\d)/.exec(await (await fetch(`${url}/metrics`)).text())?.[1];
  }

  const send = (url: string, token: string, body: object) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': token },
      body: JSON.stringify(body),
    });

  it.each([2, 4])('count the requests of a caller together: %s of them', async (count) => {
    const token = `${TOKENS.admin}.limit-${count}`;
    const urls = replicas.slice(0, count).map(({ url }) => url);
    const statuses: number[] = [];
    for (let call = 0; call < RATE_LIMIT + 8; call++) {
      statuses.push((await send(urls[call % count] ?? '', token, { query: QUERY })).status);
    }
    expect(statuses.map((status) => status === 200)).toEqual(statuses.map((_, call) => call < RATE_LIMIT));
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
  });

  it('know a document that one of them was sent', async () => {
    const query = `{ certificates(first: 2) { __typename } }`;
    const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } };
    const token = `${TOKENS.admin}.documents`;
    const [first, ...others] = replicas;
    expect(await (await send(first?.url ?? '', token, { extensions })).text()).toContain('PersistedQueryNotFound');
    expect((await send(first?.url ?? '', token, { query, extensions })).status).toBe(200);
    for (const { url } of others) {
      expect(await (await send(url, token, { extensions })).json()).toMatchObject({ data: { certificates: {} } });
    }
  });

  it('are replaced one by one under load, and no request fails', async () => {
    const [first, second] = replicas;
    const earlier = [first, second].filter((it) => it !== undefined);
    const balancer = new Balancer(earlier.map(({ url }) => url));
    const load = Array.from({ length: 8 }, (_, worker) => balancer.work(worker));
    for (const old of earlier) {
      const next = await start();
      await until(async () => (await fetch(`${next.url}/readyz`)).ok);
      balancer.add(next.url);
      old.child.kill('SIGTERM');
    }
    for (const { finished } of earlier) expect(await finished).toMatchObject({ code: 0, stderr: '' });
    balancer.stop();
    const outcomes = (await Promise.all(load)).flat();
    expect(outcomes.filter(({ status, body }) => status !== 200 || /"errors"|ApigUpstreamError/.test(body))).toEqual(
      [],
    );
    expect(balancer.used.size).toBe(4);
    expect(outcomes.length).toBeGreaterThan(200);
    // The new replicas go on with the counts of the old ones.
    const [url] = balancer.ready;
    expect((await send(url ?? '', `${TOKENS.admin}.limit-4`, { query: QUERY })).status).toBe(429);
  }, 60_000);
});

/** A balancer like that of a cluster: it sends requests to the replicas whose `/readyz` was 200 at the last look, over kept connections. */
class Balancer {
  readonly ready: Set<string>;
  /** The replicas that have had requests. */
  readonly used = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  #isStopped = false;

  constructor(urls: readonly string[]) {
    this.ready = new Set(urls);
    this.#timer = setInterval(() => void this.#look(), 50);
  }

  add(url: string): void {
    this.ready.add(url);
  }

  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#timer);
  }

  /** Sends requests one after the other, each to the next replica, until the balancer is stopped. */
  async work(worker: number): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    const callers = new Map<string, LoadCaller>();
    for (let call = worker; !this.#isStopped; call++) {
      const urls = [...this.ready];
      const url = urls[call % urls.length] ?? '';
      // A caller for each replica, which is soon replaced by another, so that it stays below the rate limit.
      const key = `${url} ${Math.floor(call / RATE_LIMIT)}`;
      const caller = callers.get(key) ?? new LoadCaller(url, `${TOKENS.admin}.${worker}-${call}`);
      callers.set(key, caller);
      this.used.add(url);
      outcomes.push(await caller.send(OPERATIONS[call % OPERATIONS.length] ?? QUERY, {}, `load-${worker}-${call}`));
      await sleep(20);
    }
    for (const caller of callers.values()) caller.close();
    return outcomes;
  }

  async #look(): Promise<void> {
    await Promise.all(
      [...this.ready].map(async (url) => {
        const isReady = await fetch(`${url}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        );
        if (!isReady) this.ready.delete(url);
      }),
    );
  }
}

/** Waits until the function returns true. */
async function until(check: () => Promise<boolean>): Promise<void> {
  while (!(await check())) await sleep(50);
}
