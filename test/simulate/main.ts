/**
 * Deterministic simulation: `npm run simulate -- --seed 1 --histories 100000`.
 * - `--seed N`: of the first history, each further one has the next; a new one each time unless given.
 * - `--trace`: prints each history, line by line. `--seed N --histories 1 --trace` replays what failed at seed N.
 * - `--all`: goes on after the first that fails, and counts what the oracle has against them.
 * - `--mutant NAME`: puts a mistake in (`mutants.ts`), and ends well where the oracle finds it out.
 * It ends with status 1 where a history fails, or a mutant is not found out.
 */
import { parseArgs } from 'node:util';
import { EPOCH_MS } from './epoch';
import { replaceSystemTime } from './system-time';

void main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
      histories: { type: 'string', default: '20000' },
      trace: { type: 'boolean', default: false },
      mutant: { type: 'string' },
      all: { type: 'boolean', default: false },
    },
  });
  const realNow = performance.now.bind(performance);
  const time = replaceSystemTime(EPOCH_MS);
  // Loaded here, so that nothing of `src` has seen the system's time.
  const { simulate } = require('./simulate') as typeof import('./simulate');
  const isSound = await simulate({
    seed: Number(values.seed),
    histories: Number(values.histories),
    trace: values.trace,
    all: values.all,
    time,
    realNow,
    ...(values.mutant === undefined ? {} : { mutant: values.mutant }),
  });
  process.exitCode = isSound ? 0 : 1;
}
