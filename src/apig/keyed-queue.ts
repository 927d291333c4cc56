import { ApigFailure } from './failure';

/** Runs tasks of the same key one after the other, in the order in which they came; tasks of other keys at once. */
export class KeyedQueue {
  /** Of each key, the end of the task that came last. */
  readonly #tails = new Map<string, Tail>();

  /**
   * Runs `task` once every earlier task of `key` has ended.
   * @param deadline milliseconds of the Unix epoch: a task whose turn does not come by then is not run.
   * @returns what the task returns.
   * @throws what the task throws; ApigFailure `GATEWAY.TIMEOUT`, `NOT_SENT` when its turn did not come in time.
   */
  async run<Result>(key: string, deadline: number, task: () => Promise<Result>): Promise<Result> {
    const turn = this.#tails.get(key)?.ended();
    const tail = new Tail(turn);
    this.#tails.set(key, tail);
    try {
      if (turn) await within(turn, deadline);
      return await task();
    } finally {
      tail.end();
      if (turn) void tail.ended().then(() => this.#forget(key, tail));
      else this.#forget(key, tail);
    }
  }

  #forget(key: string, tail: Tail): void {
    if (this.#tails.get(key) === tail) this.#tails.delete(key);
  }

  /** How many keys have a task under way or waiting. */
  get size(): number {
    return this.#tails.size;
  }
}

/** The end of a task and of all before it. Few have somebody who waits for it: the promise is made on demand. */
class Tail {
  readonly #turn: Promise<void> | undefined;
  #resolve = () => {};
  #hasEnded = false;
  #ended: Promise<void> | undefined;

  constructor(turn: Promise<void> | undefined) {
    this.#turn = turn;
  }

  end(): void {
    this.#hasEnded = true;
    this.#resolve();
  }

  ended(): Promise<void> {
    if (!this.#ended) {
      const own = this.#hasEnded
        ? Promise.resolve()
        : new Promise<void>((resolve) => {
            this.#resolve = resolve;
          });
      this.#ended = this.#turn ? this.#turn.then(() => own) : own;
    }
    return this.#ended;
  }
}

function within(turn: Promise<void>, deadline: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(ApigFailure.own('GATEWAY.TIMEOUT', 'NOT_SENT')),
      Math.max(0, deadline - Date.now()),
    );
    void turn.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
