import { VARIABLE_NAMES, type VariableName } from './variables';

/** The minimum length of a name that may differ in two letters. */
const LONG_NAME = 8;

/** The length of the beginning that two forms of a word have in common at least, and of their endings at most. */
const STEM_LENGTH = 4;
const MAX_ENDING = 4;

/**
 * Returns the variable with a similar name, such as `RATE_LIMIT` for `RATELIMIT`, `--rate-limit` or `RATE_LIMT`, or with other forms of
 * the same words, such as `TRUSTED_PROXIES` for `TRUST_PROXY`.
 */
export function similarName(name: string): VariableName | undefined {
  const given = plain(name);
  const byDistance = VARIABLE_NAMES.map((variable) => ({ variable, distance: distance(given, plain(variable)) }))
    .filter((it) => it.distance <= (it.variable.length < LONG_NAME ? 1 : 2))
    .sort((a, b) => a.distance - b.distance);
  return byDistance[0]?.variable ?? VARIABLE_NAMES.find((variable) => hasSameWords(name.toUpperCase(), variable));
}

function hasSameWords(name: string, variable: string): boolean {
  const [words, others] = [name, variable].map((it) => it.split(/[^A-Z0-9]+/).filter((word) => word !== ''));
  if (!words || !others || variable.length < LONG_NAME || words.length !== others.length) return false;
  return words.every((word, index) => isSameWord(word, others[index] ?? ''));
}

/** Returns true for two forms of a word, such as `PROXY` and `PROXIES`. */
function isSameWord(one: string, other: string): boolean {
  if (one === other) return true;
  let stem = 0;
  while (stem < one.length && one[stem] === other[stem]) stem++;
  return stem >= STEM_LENGTH && Math.max(one.length, other.length) - stem <= MAX_ENDING;
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
