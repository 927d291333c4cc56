import { VARIABLE_NAMES, type VariableName } from './variables';

/** The minimum length of a name that may differ in two letters. */
const LONG_NAME = 8;

/** Returns the variable with a similar name, such as `RATE_LIMIT` for `RATELIMIT`, `--rate-limit` or `RATE_LIMT`. */
export function similarName(name: string): VariableName | undefined {
  const given = plain(name);
  const byDistance = VARIABLE_NAMES.map((variable) => ({ variable, distance: distance(given, plain(variable)) }))
    .filter((it) => it.distance <= (it.variable.length < LONG_NAME ? 1 : 2))
    .sort((a, b) => a.distance - b.distance);
  return byDistance[0]?.variable;
}

/** Converts a name to upper case without separators. */
function plain(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

/** Returns the edit distance of two texts: letters inserted, deleted, replaced or swapped with a neighbour (optimal string alignment). */
function distance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = at(last, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swapped = isSwap ? at(beforeLast, j - 2) + 1 : Number.POSITIVE_INFINITY;
      row[j] = Math.min(replaced, at(last, j) + 1, at(row, j - 1) + 1, swapped);
    }
    beforeLast = last;
    last = row;
  }
  return at(last, to.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
