import { setTimeout as sleep } from 'node:timers/promises';

/** Time and chance, as the upstream client and the changes see them. Tests and the simulation put a virtual one in place. */
export interface Clock {
  /** Milliseconds of the Unix epoch. */
  now(): number;
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
  sleep: (ms) => sleep(ms),
  setTimer: (callback, ms) => {
    const timer = setTimeout(callback, ms);
    return { clear: () => clearTimeout(timer) };
  },
  random: () => Math.random(),
};
