// Requests per second by the number of replicas, for docs/scaling.md: `npm run --silent build && node test/bench/replicas.mjs`.
// All replicas, Redis, the upstream's stub and the load share the cores of the machine. Needs wrk, nginx and redis-server.
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from './load.mjs';
import { OPERATIONS, TOKEN } from './operations.mjs';
import { cpuSeconds, freePort, memoryMb, startServer, until } from './process.mjs';
import { startUpstream } from './upstream.mjs';

const ROOT = new URL('../..', import.meta.url).pathname;
const SECONDS = Number(process.env.SECONDS ?? 8);
/** Seconds of load that each replica gets alone before, since V8 keeps compiling for a while: about 25,000 requests. */
const WARM_UP_SECONDS = 10;
const CORES = `0-${cpus().length - 1}`;
const HEADERS = {
  'Content-Type': 'application/json',
  'X-Auth-Token': TOKEN,
  'X-Project-Id': '73d69ae0cfcf460190522d06b60f05ad',
};
const FLAGS = JSON.parse(/^CMD (.*)$/m.exec(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'))[1]).slice(1, -1);

const folder = mkdtempSync(join(tmpdir(), 'replicas-'));
// The worker of nginx is another user.
chmodSync(folder, 0o755);
const upstream = await startUpstream(folder, CORES);
const redisPort = await freePort();
const redis = spawn('redis-server', ['--port', String(redisPort), '--save', '', '--bind', '127.0.0.1'], {
  stdio: 'ignore',
});
const operation = OPERATIONS.certificate;
const requests = operation.requests.map(({ graphql }) => ({
  method: 'POST',
  path: '/graphql',
  body: JSON.stringify(graphql),
}));

const started = new Set();

try {
  console.log(
    '| replicas | Redis | requests/s | p50 ms | p99 ms | CPU of the replicas, µs a request | cores used by them | MB each |',
  );
  console.log('| --: | --- | --: | --: | --: | --: | --: | --: |');
  for (const shared of [false, true]) {
    for (const count of [1, 2, 4]) console.log(await measure(count, shared));
  }
} finally {
  await Promise.all([...started].map((stop) => stop()));
  redis.kill();
  await upstream.stop();
  rmSync(folder, { recursive: true });
}

/** Loads some replicas at once, each with a share of the connections, and returns a row of the table. */
async function measure(count, shared) {
  const replicas = await Promise.all(Array.from({ length: count }, (_, index) => start(index, shared)));
  const run = ({ url, own }, connections, seconds) =>
    load(url, requests, HEADERS, { connections, seconds, core: CORES, folder: own });
  for (const replica of replicas) await run(replica, 64, WARM_UP_SECONDS);
  const cpu = () => replicas.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0);
  const before = cpu();
  const results = await Promise.all(replicas.map((replica) => run(replica, 64 / count, SECONDS)));
  const used = cpu() - before;
  const megabytes = replicas.reduce((sum, { pid }) => sum + memoryMb(pid), 0) / count;
  await Promise.all(replicas.map(({ stop }) => stop()));
  started.clear();
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
  if (total('failed') > 0) throw new Error(`${total('failed')} requests failed`);
  const figures = [
    Math.round(total('perSecond')),
    (total('p50') / count).toFixed(1),
    Math.max(...results.map(({ p99 }) => p99)).toFixed(1),
    Math.round((used / total('requests')) * 1e6),
    (used / SECONDS).toFixed(2),
    Math.round(megabytes),
  ];
  return `| ${count} | ${shared ? 'yes' : 'no'} | ${figures.join(' | ')} |`;
}

async function start(index, shared) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { NODE_ENV: 'production', PORT: String(port), APIG_ENDPOINT: upstream.url, RATE_LIMIT: '1000000' };
  if (shared) env.REDIS_URL = `redis://127.0.0.1:${redisPort}`;
  const args = [...FLAGS, join(ROOT, 'dist/main.js')];
  const server = await startServer(
    { command: process.execPath, args, env },
    CORES,
    join(folder, `${index}.log`),
    async () => {
      return (await fetch(`${url}/readyz`)).ok;
    },
  );
  started.add(server.stop);
  if (shared)
    await until(5_000, async () => (await (await fetch(`${url}/metrics`)).text()).includes('gateway_redis_up 1'));
  // Each wrk has a script of its own.
  const own = join(folder, String(index));
  mkdirSync(own, { recursive: true });
  return { url, own, ...server };
}
