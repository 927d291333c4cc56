import type { Clock } from '../lib/clock';

/** Milliseconds after which counts grow old; they are dropped after as many again. */
const PERIOD_MS = 5_000;

/** More callers than this are not told apart: what the next ones do is not counted. */
const MAX_CALLERS = 10_000;

/** What is counted of one caller. */
interface Counts {
  calls: number;
  failures: number;
  oldCalls: number;
  oldFailures: number;
}

/** Counts each caller's calls of the last 5 to 10 seconds, and how many of them the upstream did not respond to. */
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

  /** Calls of all callers. */
  get calls(): number {
    return this.#calls;
  }

  /** Callers with at least one failed call. */
  get failingCallers(): number {
    return this.#failing;
  }

  /** The share of failed calls, 0 to 1: the mean over callers, so that each counts the same, however many calls it makes. */
  get failedShare(): number {
    return this.#callers.size === 0 ? 0 : this.#failedShares / this.#callers.size;
  }

  /** Those with a call in the window. */
  callers(): Iterable<number> {
    this.#turn();
    return this.#callers.keys();
  }

  /** The calls of one caller, and the share of them that failed, 0 to 1. */
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
