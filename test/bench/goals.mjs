import { CANDIDATES } from './candidates.mjs';
import { OPERATIONS } from './operations.mjs';
import { median } from './statistics.mjs';

/**
 * What the gateway is to reach. `atLeast`: the other's CPU time for a request, divided by the gateway's. `calls`: upstream calls
 * of a request at most.
 */
const GOALS = [
  { operation: 'detach', than: 'mercurius-same', atLeast: 1 },
  { operation: 'detach', than: 'proxy', atLeast: 0.42 },
  { operation: 'detach', than: 'apollo-express', atLeast: 3 },
  { operation: 'certificate', than: 'mercurius-same', atLeast: 1 },
  { operation: 'list', than: 'mercurius', atLeast: 3 },
  { operation: 'list', calls: 2 },
];

/** The goals that a run has measured, each with its figure and whether it is met; none without the gateway. */
export function goalsOf({ operations, results }) {
  const has = (name, operation) => results.has(`${name} ${operation}`);
  return GOALS.filter(
    ({ operation, than }) =>
      operations.includes(operation) && has('gateway', operation) && (than === undefined || has(than, operation)),
  ).map((goal) => {
    const { operation, than, atLeast, calls } = goal;
    const { title } = OPERATIONS[operation];
    if (than === undefined) {
      const found = median(results.get(`gateway ${operation}`).map((it) => it.calls));
      return { operation, text: `${title}: at most ${calls} upstream calls`, found, isMet: found <= calls };
    }
    const found = timesAsFast(results, operation, 'gateway', than);
    const text = `${title}: at least ${atLeast} times as fast as ${CANDIDATES[than].name}`;
    return { operation, text, found, isMet: found >= atLeast };
  });
}

/**
 * How many times as fast as another candidate one is, by CPU time for a request: the median of what each round says, since the
 * loads of one round run one right after the other on a machine that others may slow down.
 */
export function timesAsFast(results, operation, name, other) {
  const [ours, theirs] = [name, other].map((it) => results.get(`${it} ${operation}`));
  if (ours === undefined || theirs === undefined) return undefined;
  return median(ours.map(({ cpu }, round) => theirs[round].cpu / cpu));
}
