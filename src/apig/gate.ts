import type { Clock } from '../lib/clock';
import { ApigFailure } from './failure';

/** How many calls may wait for each that may be under way. */
const WAITING_PER_RUNNING = 4;

/** Seconds after which a caller that was turned away may try again. */
const RETRY_AFTER_S = 1;

/** Lets a bounded number of calls through at once, and a bounded number wait; turns the rest away instead of a slow death. */
export class Gate {
  readonly #limit: number;
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  /** @param limit calls under way at once. */
  constructor(limit: number, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Waits for a place. Each entry ends with `leave`.
   * @param waitMs how long at most.
   * @throws ApigFailure `NOT_SENT`: `GATEWAY.OVERLOADED` at once where too many wait, `GATEWAY.TIMEOUT` where no place came free.
   */
  enter(waitMs: number): Promise<void> | undefined {
    if (this.#running < this.#limit) {
      this.#running++;
      return undefined;
    }
    if (this.#waiting.size >= this.#limit * WAITING_PER_RUNNING) {
      throw ApigFailure.of('GATEWAY.OVERLOADED', 'NOT_SENT', { retryAfter: RETRY_AFTER_S });
    }
    return new Promise((resolve, reject) => {
      const take = () => {
        timer.clear();
        resolve();
      };
      const timer = this.#clock.setTimer(() => {
        this.#waiting.delete(take);
        reject(ApigFailure.of('GATEWAY.TIMEOUT', 'NOT_SENT'));
      }, waitMs);
      this.#waiting.add(take);
    });
  }

  /** Hands the place on to who waits longest. */
  leave(): void {
    for (const take of this.#waiting) {
      this.#waiting.delete(take);
      take();
      return;
    }
    this.#running--;
  }
}
