import { ApigFailure } from '../apig/failure';
import type { CallLimits } from '../apig/types';
import { type Clock, systemClock } from '../lib/clock';

/** Runs tasks of the same key one after the other, in the order in which they came; tasks of other keys at once. */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<void>>();

  constructor(private readonly clock: Clock = systemClock) {}

  /**
   * Runs `task` once every earlier task of `key` has ended.
   * @param limits a task whose turn does not come by the deadline (milliseconds of the Unix epoch), or before its client
   *   disconnects, is not run.
   * @returns what the task returns.
   * @throws what the task throws; ApigFailure `NOT_SENT` when it was not run: `GATEWAY.TIMEOUT` or `GATEWAY.CANCELLED`.
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

  /** The number of keys that have a task under way or waiting. */
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
