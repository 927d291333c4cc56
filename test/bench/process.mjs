import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A command that runs on one core alone. */
export function pinned(core, command, args) {
  return ['taskset', ['-c', String(core), command, ...args]];
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Asks again and again until the answer is true. @throws Error after so many milliseconds. */
export async function until(ms, ask, pauseMs = 20) {
  const end = performance.now() + ms;
  while (!(await ask().catch(() => false))) {
    if (performance.now() > end) throw new Error(`nothing after ${ms} ms`);
    await sleep(pauseMs);
  }
}

/**
 * Starts a server on one core, its output in a file.
 * @returns its process, and milliseconds from the start to the first true `ask`.
 */
export async function startServer({ command, args, env, cwd }, core, logFile, ask) {
  const log = openSync(logFile, 'w');
  const start = performance.now();
  const [program, rest] = pinned(core, command, args);
  const child = spawn(program, rest, { cwd, env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', log, log] });
  closeSync(log);
  const closed = once(child, 'close');
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 3_000);
    await closed;
    clearTimeout(timer);
  };
  try {
    await Promise.race([
      until(60_000, ask, 2),
      closed.then(() => {
        throw new Error(`it ended with ${child.exitCode}`);
      }),
    ]);
  } catch (error) {
    await stop();
    throw new Error(`${error.message}:\n${readFileSync(logFile, 'utf8').slice(-2_000)}`);
  }
  return { pid: child.pid, startMs: performance.now() - start, stop };
}

const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Seconds of processor time that a process and its children have used. */
export function cpuSeconds(pid) {
  return familyOf(pid).reduce((sum, it) => {
    const fields = readFileSync(`/proc/${it}/stat`, 'utf8').split(') ')[1].split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) / TICKS;
  }, 0);
}

/** Megabytes of memory that a process and its children hold (resident set). */
export function memoryMb(pid) {
  return familyOf(pid).reduce((sum, it) => {
    const status = readFileSync(`/proc/${it}/status`, 'utf8');
    return sum + Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  }, 0);
}

function familyOf(pid) {
  const family = [pid];
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const children = readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
    for (const child of children) family.push(...familyOf(child));
  }
  return family;
}
