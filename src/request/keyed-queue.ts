import { ApigFailure } from '../apig/failure';
import { type Clock, systemClock } from '../lib/clock';

/** Runs tasks of the same key one after the other, in the order in which they came; tasks of other keys at once. */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<void>>();

  constructor(private readonly clock: Clock = systemClock) {}

  /**
   * Runs `task` once every earlier task of `key` has ended.
   * @param deadline milliseconds of the Unix epoch: a task whose turn does not come by then is not run.
   * @returns what the task returns.
   * @throws what the task throws; ApigFailure `GATEWAY.TIMEOUT`, `NOT_SENT` when its turn did not come in time.
   */
  async run<Result>(key: string, deadline: number, task: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(key);
    let release = () => {};
    const ended = new Promise<void>((resolve) => {
      release = resolve;
    });
    const tail = before ? before.then(() => ended) : ended;
    this.#tails.set(key, tail);
    try {
      if (before) await this.#within(before, deadline);
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

  #within(turn: Promise<void>, deadline: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.clock.setTimer(
        () => reject(ApigFailure.of('GATEWAY.TIMEOUT', 'NOT_SENT')),
        Math.max(0, deadline - this.clock.now()),
      );
      void turn.then(() => {
        timer.clear();
        resolve();
      });
    });
  }
}
