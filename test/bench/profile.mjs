import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The flags with which Node writes a CPU profile of a whole process into a folder, at its end. */
export function profileFlags(folder) {
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500'];
}

/** Milliseconds of the clock that profiles are timed by. */
export function profileClock() {
  return Number(process.hrtime.bigint()) / 1e6;
}

/**
 * Where the time of the newest profile of a folder went, between two moments of `profileClock`: its own time by package, and by
 * function, as shares of the time that the process was not idle; the largest first.
 */
export function readProfile(folder, from, to) {
  const file = join(
    folder,
    readdirSync(folder)
      .filter((it) => it.endsWith('.cpuprofile'))
      .sort()
      .at(-1),
  );
  const { nodes, samples, timeDeltas, startTime } = JSON.parse(readFileSync(file, 'utf8'));
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const [parts, functions] = [new Map(), new Map()];
  let busy = 0;
  let time = startTime / 1000;
  for (const [index, id] of samples.entries()) {
    const spent = timeDeltas[index] / 1000;
    time += spent;
    const frame = frames.get(id);
    if (time < from || time > to || frame.functionName === '(idle)') continue;
    busy += spent;
    add(parts, partOf(frame), spent);
    add(functions, nameOf(frame), spent);
  }
  return { file, parts: shares(parts, busy), functions: shares(functions, busy) };
}

function add(sums, key, value) {
  sums.set(key, (sums.get(key) ?? 0) + value);
}

function shares(sums, all) {
  return [...sums].sort((one, other) => other[1] - one[1]).map(([name, time]) => ({ name, share: time / all }));
}

/** Whose code it is. */
function partOf({ url, functionName }) {
  if (url === '') return functionName.startsWith('(') ? functionName.slice(1, -1) : 'native and compiled operations';
  if (url.startsWith('node:')) return 'Node';
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url);
  if (installed) return installed[1];
  return `src/${/\/dist\/([^/]+)\//.exec(url)?.[1] ?? ''}`;
}

function nameOf({ url, functionName, lineNumber }) {
  const place = url.replace(/^.*\/(node_modules|dist)\//, '');
  return `${functionName || '(anonymous)'}${place === '' ? '' : ` ${place}:${lineNumber + 1}`}`;
}
