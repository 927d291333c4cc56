// npm run bench: the gateway side by side with what a user could have instead. `--help` says what can be chosen.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { CANDIDATES, HEADERS } from './candidates.mjs';
import { load } from './load.mjs';
import { listOperation, OPERATIONS } from './operations.mjs';
import { cpuSeconds, freePort, memoryMb, startServer } from './process.mjs';
import { growthTable, median, report, table } from './report.mjs';
import { SIZES, startUpstream } from './upstream.mjs';

const SERVER_CORE = 0;
const LOAD_CORE = 1;

/** Loads before those that count: V8 goes on compiling for a while. */
const WARM_UPS = 2;

const HELP = `Usage: npm run bench -- [options]

  --rounds N        rounds of everything, interleaved (default 5)
  --seconds N       seconds of each load (default 4)
  --only a,b        candidates: ${Object.keys(CANDIDATES).join(', ')}
  --operations a,b  operations: ${Object.keys(OPERATIONS).join(', ')}
  --skip a,b        parts: start, growth
  --write           write docs/benchmarks.md's figures
  --help            this text
`;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    only: { type: 'string' },
    operations: { type: 'string' },
    skip: { type: 'string', default: '' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) {
  process.stdout.write(HELP);
} else {
  await bench();
}

async function bench() {
  const rounds = Number(options.rounds);
  const seconds = Number(options.seconds);
  const names = options.only?.split(',') ?? Object.keys(CANDIDATES);
  const operations = options.operations?.split(',') ?? Object.keys(OPERATIONS);
  const skipped = options.skip.split(',');
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  // nginx's worker may be another user.
  chmodSync(folder, 0o755);
  const upstream = await startUpstream(folder, LOAD_CORE);
  const running = new Map();
  try {
    for (const name of names) {
      await CANDIDATES[name].prepare?.({ folder, upstream: upstream.url });
    }
    const loaded = names.filter((name) => !CANDIDATES[name].startOnly);
    const starts = skipped.includes('start') ? new Map() : await measureStarts(names, rounds, folder, upstream);
    for (const name of loaded) running.set(name, await start(name, folder, upstream));
    await compareAnswers(running, operations);
    const results = await measureLoads(running, operations, { rounds, seconds, folder, upstream });
    const memory = new Map([...running].map(([name, { pid }]) => [name, memoryMb(pid)]));
    for (const server of running.values()) await server.stop();
    running.clear();
    const growth = skipped.includes('growth') ? [] : await measureGrowth(seconds, folder, upstream);
    const figures = { names, operations, results, starts, memory, growth, rounds, seconds };
    process.stdout.write(`\n${table(figures)}\n${growthTable(growth)}\n`);
    if (options.write) {
      const page = fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url));
      writeFileSync(page, report(page, figures));
    }
  } finally {
    for (const server of running.values()) await server.stop();
    await upstream.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function start(name, folder, upstream, operation = OPERATIONS.detach) {
  const candidate = CANDIDATES[name];
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = candidate.start({ port, folder, upstream: upstream.url });
  const asked = candidate.request(operation.requests[0]);
  const ask = async () => (await send(url, asked)).status < 300;
  try {
    return { ...(await startServer(server, SERVER_CORE, join(folder, `${name}.log`), ask)), url, name };
  } catch (error) {
    throw new Error(`${name}: ${error.message}`);
  }
}

function send(url, { method, path, body }) {
  return fetch(url + path, { method, headers: HEADERS, ...(body === undefined ? {} : { body }) });
}

/** All GraphQL servers with the gateway's schema must give the gateway's answer, or the comparison means nothing. */
async function compareAnswers(running, operations) {
  for (const operation of operations) {
    let expected;
    for (const [name, { url }] of running) {
      const { request } = CANDIDATES[name];
      const reply = await send(url, request(OPERATIONS[operation].requests[0]));
      const answer = reply.status === 204 ? {} : await reply.json();
      if (!reply.ok || answer.errors) throw new Error(`${name}, ${operation}: ${JSON.stringify(answer)}`);
      if (name === 'proxy' || name === 'hive') continue;
      expected ??= answer;
      if (!isDeepStrictEqual(withoutMs(answer), withoutMs(expected))) {
        throw new Error(`${name} answers ${operation} with ${JSON.stringify(answer)}, not ${JSON.stringify(expected)}`);
      }
    }
  }
}

/** Whether a time is printed with its milliseconds is no difference. */
function withoutMs(value) {
  return JSON.parse(JSON.stringify(value).replaceAll('.000Z', 'Z'));
}

async function measureStarts(names, rounds, folder, upstream) {
  const starts = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const server = await start(name, folder, upstream);
      await server.stop();
      starts.get(name).push(server.startMs);
    }
  }
  return new Map([...starts].map(([name, all]) => [name, median(all)]));
}

async function measureLoads(running, operations, { rounds, seconds, folder, upstream }) {
  const results = new Map();
  const measure = async (name, operation, warmUp) => {
    const { url, pid } = running.get(name);
    const measured = await measureLoad(name, OPERATIONS[operation], { url, pid, seconds, folder, upstream });
    if (warmUp) return;
    const key = `${name} ${operation}`;
    results.set(key, [...(results.get(key) ?? []), measured]);
    log(
      `${key}: ${measured.perSecond.toFixed(0)}/s, p50 ${measured.p50} ms, p99 ${measured.p99} ms, ` +
        `${measured.cpu.toFixed(2)} s of CPU for 10,000, ${measured.calls.toFixed(2)} upstream calls each`,
    );
  };
  for (const operation of operations) {
    for (let warmUp = 0; warmUp < WARM_UPS; warmUp++) {
      for (const name of running.keys()) await measure(name, operation, true);
    }
    for (let round = 0; round < rounds; round++) {
      for (const name of running.keys()) await measure(name, operation, false);
    }
  }
  return results;
}

async function measureLoad(name, operation, { url, pid, seconds, folder, upstream, connections }) {
  const requests = operation.requests.map(CANDIDATES[name].request);
  // What the last server still asks of the upstream, after its clients are gone, is not this one's.
  await sleep(500);
  const [callsBefore, cpuBefore] = [await upstream.requests(), cpuSeconds(pid)];
  const measured = await load(url, requests, HEADERS, {
    connections: connections ?? operation.connections,
    seconds,
    core: LOAD_CORE,
    folder,
  });
  const cpu = ((cpuSeconds(pid) - cpuBefore) / measured.requests) * 10_000;
  if (measured.failed > 0) throw new Error(`${name}: ${measured.failed} of ${measured.requests} failed`);
  const calls = ((await upstream.requests()) - callsBefore - 1) / measured.requests;
  return { ...measured, cpu, calls };
}

/** One connection, a fresh process for each size: the time of an answer, and the memory that is held after many. */
async function measureGrowth(seconds, folder, upstream) {
  const growth = [];
  for (const name of ['gateway', 'mercurius']) {
    for (const size of SIZES) {
      const operation = listOperation(size);
      const server = await start(name, folder, upstream, operation);
      const options = { url: server.url, pid: server.pid, seconds, folder, upstream, connections: 1 };
      await measureLoad(name, operation, options);
      const measured = await measureLoad(name, operation, options);
      growth.push({ name, size, ...measured, memory: memoryMb(server.pid) });
      await server.stop();
    }
  }
  return growth;
}

function log(line) {
  process.stderr.write(`${line}\n`);
}
