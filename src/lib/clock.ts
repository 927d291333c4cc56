import { setTimeout as sleep } from 'node:timers/promises';

/** Time and chance, as the upstream client and the changes see them. Tests and the simulation put a virtual one in place. */
export interface Clock {
  /** Milliseconds of the Unix epoch. */
  now(): number;
  /** Milliseconds with fractions, from a fixed moment and never set back: for durations. */
  monotonic(): number;
  /** Resolves after that many milliseconds. */
  sleep(ms: number): Promise<void>;
  /** Calls `callback` once after that many milliseconds, unless it is cleared before. */
  setTimer(callback: () => void, ms: number): Timer;
  /** A number from 0 up to but not including 1. */
  random(): number;
}

/** A timer of a clock. */
export interface Timer {
  clear(): void;
}

/** The time of the system. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms) => sleep(ms),
  setTimer: (callback, ms) => new SystemTimer(callback, ms),
  random: () => Math.random(),
};

class SystemTimer implements Timer {
  readonly #timer: NodeJS.Timeout;

  constructor(callback: () => void, ms: number) {
    this.#timer = setTimeout(callback, ms);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}
