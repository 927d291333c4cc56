// npm run bench: the gateway side by side with what a user could have instead. `--help` says what can be chosen.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { CANDIDATES, HEADERS } from './candidates.mjs';
import { goalsOf } from './goals.mjs';
import { load } from './load.mjs';
import { listOperation, OPERATIONS } from './operations.mjs';
import { cpuSeconds, freePort, memoryMb, startServer, until } from './process.mjs';
import { profileClock, profileFlags, readProfile } from './profile.mjs';
import { allTables, report } from './report.mjs';
import { median } from './statistics.mjs';
import { SIZES, startUpstream } from './upstream.mjs';

const SERVER_CORE = 0;
const LOAD_CORE = 1;

/** Loads before those that count, at least and at most: V8 goes on compiling for a while. */
const WARM_UPS = [2, 6];

/** Responses of each load that are read: more of them would be a load of their own. */
const SAMPLES = 2;

const HELP = `Usage: npm run bench -- [options]

  --rounds N        rounds of everything, interleaved (default 5)
  --seconds N       seconds of each load (default 4)
  --only a,b        candidates: ${Object.keys(CANDIDATES).join(', ')}
  --operations a,b  operations: ${Object.keys(OPERATIONS).join(', ')}
  --skip a,b        parts: start, growth
  --profile         profile the gateway for every operation; else for those with a goal that it misses
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
    profile: { type: 'boolean', default: false },
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
    const missed = goalsOf({ operations, results }).filter(({ isMet }) => !isMet);
    const isShown = (operation) => options.profile || missed.some((it) => it.operation === operation);
    const profiled = names.includes('gateway') ? operations.filter(isShown) : [];
    const profiles = await measureProfiles(profiled, seconds, folder, upstream);
    const figures = { names, operations, results, starts, memory, growth, profiles, rounds, seconds };
    process.stdout.write(`\n${allTables(figures)}\n`);
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

async function start(name, folder, upstream, operation = OPERATIONS.detach, flags = []) {
  const candidate = CANDIDATES[name];
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = candidate.start({ port, folder, upstream: upstream.url, flags });
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
  const measure = async (name, operation, isWarmUp = false) => {
    const { url, pid } = running.get(name);
    const measured = await measureLoad(name, OPERATIONS[operation], { url, pid, seconds, folder, upstream });
    if (isWarmUp) return measured.requests;
    const key = `${name} ${operation}`;
    results.set(key, [...(results.get(key) ?? []), measured]);
    log(
      `${key}: ${measured.cpu.toFixed(0)} µs of CPU, ${measured.perSecond.toFixed(0)}/s, p50 ${measured.p50} ms, p99 ${measured.p99} ms, ` +
        `${measured.calls.toFixed(2)} upstream calls`,
    );
  };
  for (const operation of operations) {
    for (const name of running.keys()) {
      await warmUp(OPERATIONS[operation], () => measure(name, operation, true));
    }
    for (let round = 0; round < rounds; round++) {
      for (const name of running.keys()) await measure(name, operation);
    }
  }
  return results;
}

/** Loads a server until it has had enough requests. */
async function warmUp({ warmUpRequests }, loadOnce) {
  const [least, most] = WARM_UPS;
  let sent = 0;
  for (let times = 0; times < least || (times < most && sent < warmUpRequests); times++) sent += await loadOnce();
}

async function measureLoad(name, operation, { url, pid, seconds, folder, upstream, connections }) {
  const requests = operation.requests.map(CANDIDATES[name].request);
  await settle(upstream);
  const calls = await countCalls(url, requests[0], upstream);
  const expected = await bodyOf(url, requests[0]);
  const cpuBefore = cpuSeconds(pid);
  const samples = sampleBodies(url, requests[0], seconds);
  const measured = await load(url, requests, HEADERS, {
    connections: connections ?? operation.connections,
    seconds,
    core: LOAD_CORE,
    folder,
  });
  const bodies = await samples;
  const cpu = ((cpuSeconds(pid) - cpuBefore) / (measured.requests + bodies.length)) * 1e6;
  if (measured.failed > 0) throw new Error(`${name}: ${measured.failed} of ${measured.requests} failed`);
  // An error in GraphQL has the status 200, and may be quick.
  const other = bodies.find((body) => body !== expected);
  if (other !== undefined) throw new Error(`${name} responds under load with ${other}, not ${expected}`);
  return { ...measured, cpu, calls };
}

/** What the last server still asks of the upstream, after its clients are gone, is not the next one's. */
async function settle(upstream) {
  await sleep(400);
  await until(10_000, async () => {
    const before = await upstream.requests();
    await sleep(100);
    return (await upstream.requests()) === before + 1;
  });
}

/** Response bodies at a few moments of a load. */
async function sampleBodies(url, request, seconds) {
  const bodies = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    await sleep((seconds * 1000) / (SAMPLES + 1));
    bodies.push(await bodyOf(url, request));
  }
  return bodies;
}

async function bodyOf(url, request) {
  return (await send(url, request)).text();
}

/** Upstream calls of one request. */
async function countCalls(url, request, upstream) {
  const before = await upstream.requests();
  await bodyOf(url, request);
  // The one by which it is asked counts, too.
  return (await upstream.requests()) - before - 1;
}

/** A fresh gateway for each operation, with the profiler on: its figures are not those of the comparison. */
async function measureProfiles(operations, seconds, folder, upstream) {
  const profiles = [];
  for (const operation of operations) {
    const kept = mkdtempSync(join(tmpdir(), `bench-profile-${operation}-`));
    const server = await start('gateway', folder, upstream, OPERATIONS[operation], profileFlags(kept));
    const options = { url: server.url, pid: server.pid, seconds, folder, upstream };
    await warmUp(OPERATIONS[operation], async () => {
      return (await measureLoad('gateway', OPERATIONS[operation], options)).requests;
    });
    const from = profileClock();
    await measureLoad('gateway', OPERATIONS[operation], options);
    const to = profileClock();
    await server.stop();
    const { file, ...profile } = readProfile(kept, from, to);
    log(`profile of ${operation}: ${file}`);
    profiles.push({ operation, ...profile });
  }
  return profiles;
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
