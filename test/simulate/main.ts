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
  // Loaded here, so that nothing of `src` has seen the system's time, and mutants are in place.
  const { simulate } = require('./simulate') as typeof import('./simulate');
  const isSound = await simulate({
    seed: Number(values.seed),
    histories: Number(values.histories),
    trace: values.trace,
    all: values.all,
    time,
    realNow,
  });
  process.exitCode = isSound ? 0 : 1;
}
