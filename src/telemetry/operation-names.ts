import { revealsToken } from './reveals-token';

/** The maximum number of names that are learned besides the known ones. */
const MAX_LEARNED = 50;

/** The maximum length of a name, in characters. A longer one could be a piece of a token or a key. */
const MAX_LENGTH = 50;

/** The label of operations without a name. */
export const ANONYMOUS = 'anonymous';

/** The label of operations whose name is not known, or whose document is invalid. */
export const OTHER = 'other';

/**
 * The names of operations that are used as labels of metrics. Callers choose the names, so their number is bounded: the names of the
 * persisted operations, and the first 50 others of callers whom the upstream has accepted.
 */
export class OperationNames {
  readonly #known: Set<string>;
  #free = MAX_LEARNED;

  /** @param known the names of the persisted operations. */
  constructor(known: Iterable<string>) {
    this.#known = new Set(known);
  }

  /** Adds names of persisted operations. */
  know(names: Iterable<string>): void {
    for (const name of names) this.#known.add(name);
  }

  /** Returns the label for a name. @param mayLearn true if the upstream has accepted the caller. */
  labelOf(name: string | undefined, mayLearn: boolean): string {
    if (name === undefined) return ANONYMOUS;
    if (this.#known.has(name)) return name;
    if (!mayLearn || this.#free === 0 || name.length > MAX_LENGTH) return OTHER;
    this.#free--;
    this.#known.add(name);
    return name;
  }
}

/**
 * Returns the name of an operation for the log and the spans; undefined for an anonymous one. A name that could be a piece of a
 * secret is replaced: one that is too long, or is part of the caller's token.
 */
export function loggableName(name: string | undefined, token: string | undefined): string | undefined {
  if (name === undefined || (name.length <= MAX_LENGTH && !revealsToken(name, token))) return name;
  return OTHER;
}
