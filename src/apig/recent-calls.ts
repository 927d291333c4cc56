import type { Clock } from '../lib/clock';

/** The length of a counting period, in milliseconds. The current and the previous period count; older ones are dropped. */
const PERIOD_MS = 5_000;

/** The maximum number of callers that are tracked. The calls of further callers are not counted. */
const MAX_CALLERS = 10_000;

/** The counts of one caller, in the current and in the previous period. */
interface Counts {
  calls: number;
  failures: number;
  oldCalls: number;
  oldFailures: number;
}

/** Counts each caller's calls of the last 5 to 10 seconds, and the ones to which the upstream did not respond. */
export class RecentCalls {
  readonly #clock: Clock;
  readonly #callers = new Map<number, Counts>();
  #periodStart: number;
  #calls = 0;
  #failing = 0;
  #failedShares = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#periodStart = clock.now();
  }

  /** The number of calls of all callers. */
  get calls(): number {
    return this.#calls;
  }

  /** The number of callers with at least one failed call. */
  get failingCallers(): number {
    return this.#failing;
  }

  /** The share of failed calls, 0 to 1. It is the mean over callers, so that each counts the same regardless of its call count. */
  get failedShare(): number {
    return this.#callers.size === 0 ? 0 : this.#failedShares / this.#callers.size;
  }

  /** Returns the callers with a call in the window. */
  callers(): Iterable<number> {
    this.#turn();
    return this.#callers.keys();
  }

  /** Returns the number of calls of one caller and the share of them that failed, 0 to 1. */
  of(caller: number): { readonly calls: number; readonly failedShare: number } {
    this.#turn();
    const counts = this.#callers.get(caller);
    return counts ? { calls: counts.calls + counts.oldCalls, failedShare: shareOf(counts) } : NOTHING;
  }

  count(caller: number, failed: boolean): void {
    this.#turn();
    let counts = this.#callers.get(caller);
    if (!counts) {
      if (this.#callers.size >= MAX_CALLERS) return;
      counts = { calls: 0, failures: 0, oldCalls: 0, oldFailures: 0 };
      this.#callers.set(caller, counts);
    }
    this.#add(counts, -1);
    counts.calls++;
    if (failed) counts.failures++;
    this.#add(counts, 1);
  }

  clear(): void {
    this.#callers.clear();
    this.#sumUp();
  }

  /** Forgets one caller's calls. */
  forget(caller: number): void {
    const counts = this.#callers.get(caller);
    if (!counts) return;
    this.#add(counts, -1);
    this.#callers.delete(caller);
  }

  #turn(): void {
    const periods = Math.floor((this.#clock.now() - this.#periodStart) / PERIOD_MS);
    if (periods === 0) return;
    this.#periodStart += periods * PERIOD_MS;
    for (const [caller, counts] of this.#callers) {
      const isOld = periods > 1 || periods < 0;
      counts.oldCalls = isOld ? 0 : counts.calls;
      counts.oldFailures = isOld ? 0 : counts.failures;
      counts.calls = 0;
      counts.failures = 0;
      if (counts.oldCalls === 0) this.#callers.delete(caller);
    }
    this.#sumUp();
  }

  #sumUp(): void {
    this.#calls = 0;
    this.#failing = 0;
    this.#failedShares = 0;
    for (const counts of this.#callers.values()) this.#add(counts, 1);
  }

  #add(counts: Counts, sign: 1 | -1): void {
    const failures = counts.failures + counts.oldFailures;
    this.#calls += sign * (counts.calls + counts.oldCalls);
    if (failures === 0) return;
    this.#failing += sign;
    this.#failedShares += sign * shareOf(counts);
  }
}

const NOTHING = { calls: 0, failedShare: 0 } as const;

function shareOf({ calls, failures, oldCalls, oldFailures }: Counts): number {
  return calls + oldCalls === 0 ? 0 : (failures + oldFailures) / (calls + oldCalls);
}
