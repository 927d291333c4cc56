import type { Clock, Timer } from '../../src/lib/clock';

interface Entry {
  readonly at: number;
  readonly order: number;
  callback: (() => void) | undefined;
}

/**
 * Time that passes when everybody waits. All that happens at one moment runs to its end, microtasks and all, before the next
 * moment comes, and what is due at the same moment comes in the order in which it was asked for: so that a run depends on
 * nothing but its seed.
 */
export class VirtualClock implements Clock {
  readonly #epoch: number;
  #now: number;
  #order = 0;
  /** A binary heap: the next entry first. */
  readonly #heap: Entry[] = [];

  /** @param epoch the first moment, in milliseconds of the Unix epoch; @param random the source of chance. */
  constructor(
    epoch: number,
    readonly random: () => number,
  ) {
    this.#epoch = epoch;
    this.#now = epoch;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now - this.#epoch;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void this.setTimer(resolve, ms));
  }

  setTimer(callback: () => void, ms: number): Timer {
    const entry: Entry = { at: this.#now + Math.max(0, ms), order: this.#order++, callback };
    this.#push(entry);
    return {
      clear: () => {
        entry.callback = undefined;
      },
    };
  }

  /**
   * Advances the time until nothing waits any more.
   * @param mostMoments how many moments that may take.
   * @returns false where it takes more.
   */
  async run(mostMoments: number): Promise<boolean> {
    for (let moment = 0; moment < mostMoments; moment++) {
      await settled();
      const entry = this.#pop();
      if (!entry) return true;
      this.#now = Math.max(this.#now, entry.at);
      entry.callback?.();
    }
    return false;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(entry, heap[parent] as Entry)) break;
      heap[index] = heap[parent] as Entry;
      index = parent;
    }
    heap[index] = entry;
  }

  /** The next entry that was not cleared. */
  #pop(): Entry | undefined {
    for (;;) {
      const first = this.#heap[0];
      const last = this.#heap.pop();
      if (!first || !last) return undefined;
      if (first !== last) this.#sink(last);
      if (first.callback) return first;
    }
  }

  #sink(entry: Entry): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Entry, heap[child] as Entry)) child++;
      if (!isBefore(heap[child] as Entry, entry)) break;
      heap[index] = heap[child] as Entry;
      index = child;
    }
    heap[index] = entry;
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** Resolves once no microtask and no `nextTick` is left: `setImmediate` comes after all of them. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
