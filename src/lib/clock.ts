import { setTimeout as sleep } from 'node:timers/promises';

/** The source of time and randomness for the upstream client and the changes. Tests and the simulation use a virtual one. */
export interface Clock {
  /** Returns the time in milliseconds since the Unix epoch. */
  now(): number;
  /** Returns a monotonic time in milliseconds with fractions, for durations. */
  monotonic(): number;
  /** Resolves after the given milliseconds. */
  sleep(ms: number): Promise<void>;
  /** Calls `callback` once after the given milliseconds, unless the timer is cleared before. */
  setTimer(callback: () => void, ms: number): Timer;
  /** Returns a random number from 0 up to but not including 1. */
  random(): number;
}

/** A timer of a clock. */
export interface Timer {
  clear(): void;
}

/** The system clock. */
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
