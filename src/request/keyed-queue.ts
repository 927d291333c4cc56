import { ApigFailure } from '../apig/failure';
import type { CallLimits } from '../apig/types';
import { type Clock, systemClock } from '../lib/clock';

/** Runs tasks with the same key one after the other, in the order of their arrival, and tasks with different keys in parallel. */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<void>>();

  constructor(private readonly clock: Clock = systemClock) {}

  /**
   * Runs `task` after all earlier tasks with the same key.
   * @param limits the task is not run if the deadline (milliseconds since the Unix epoch) or a disconnect comes before its turn.
   * @returns the result of the task.
   * @throws ApigFailure `NOT_SENT` if the task was not run: `GATEWAY.TIMEOUT` or `GATEWAY.CANCELLED`. Errors of the task are
   *   passed on.
   */
  async run<Result>(key: string, limits: CallLimits, task: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(key);
    let release = () => {};
    const ended = new Promise<void>((resolve) => {
      release = resolve;
    });
    const tail = before ? before.then(() => ended) : ended;
    this.#tails.set(key, tail);
    try {
      if (before) await this.#within(before, limits);
      return await task();
    } finally {
      release();
      void tail.then(() => {
        if (this.#tails.get(key) === tail) this.#tails.delete(key);
      });
    }
  }

  /** The number of keys with a running or waiting task. */
  get size(): number {
    return this.#tails.size;
  }

  #within(turn: Promise<void>, { deadline, disconnect }: CallLimits): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (code?: 'GATEWAY.TIMEOUT' | 'GATEWAY.CANCELLED') => {
        timer.clear();
        disconnect?.remove(cancel);
        if (code) reject(ApigFailure.of(code, 'NOT_SENT'));
        else resolve();
      };
      const cancel = () => end('GATEWAY.CANCELLED');
      const timer = this.clock.setTimer(() => end('GATEWAY.TIMEOUT'), Math.max(0, deadline - this.clock.now()));
      disconnect?.add(cancel);
      if (disconnect?.aborted) cancel();
      void turn.then(() => end());
    });
  }
}
