import type { Clock, Timer } from '../lib/clock';
import type { Disconnect } from '../lib/disconnect';
import { ApigFailure } from './failure';

/** The maximum number of waiting calls of one caller, as a multiple of the concurrency limit. */
const WAITING_PER_CALLER = 4;

/** The maximum number of waiting calls of all callers, as a multiple of the concurrency limit. A caller's first call may always wait. */
const WAITING_IN_ALL = 64;

/** The time that a caller's only call waits for other callers' calls before it may exceed the limit, in milliseconds. */
const PATIENCE_MS = 100;

/** The maximum number of running calls, as a multiple of the concurrency limit, including those that exceed it. */
export const BEYOND_LIMIT = 8;

/** Seconds after which a rejected caller may try again. */
const RETRY_AFTER_S = 1;

/**
 * Limits the number of concurrent calls. A bounded number of further calls wait; the rest are rejected instead of overloading
 * the server. Waiting callers take turns, so that a caller with many calls does not delay the others. A caller with no running
 * call exceeds the limit after a short wait, so that other callers' slow calls do not delay it either.
 */
export class Gate {
  readonly #limit: number;
  readonly #clock: Clock;
  /** The callers with a running or waiting call. */
  readonly #callers = new Map<number, Calls>();
  /** The callers with a waiting call, in the order in which they are served. */
  readonly #line = new Set<Calls>();
  #running = 0;
  #waiting = 0;

  /** @param limit the number of concurrent calls. */
  constructor(limit: number, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Returns the failure of a call that is rejected because too many are waiting. */
  static overloaded(): ApigFailure {
    return ApigFailure.of('GATEWAY.OVERLOADED', 'NOT_SENT', { retryAfter: RETRY_AFTER_S });
  }

  /** The number of waiting calls. */
  get waiting(): number {
    return this.#waiting;
  }

  /** The number of running calls. */
  get running(): number {
    return this.#running;
  }

  /** True if the calls of all callers together fill the queue, so that callers with a waiting call are rejected. */
  get isShedding(): boolean {
    return this.#waiting >= this.#limit * WAITING_IN_ALL;
  }

  /** Returns true if a call of this caller would be rejected now. */
  isFull(caller: number): boolean {
    const waiting = this.#callers.get(caller)?.waiting?.size ?? 0;
    return waiting >= this.#limit * WAITING_PER_CALLER || (waiting > 0 && this.isShedding);
  }

  /**
   * Waits until a call may run. Every admitted call must end with `leave`.
   * @param waitMs the maximum wait, in milliseconds.
   * @param disconnect ends the wait.
   * @returns undefined if the call may run immediately.
   * @throws ApigFailure `NOT_SENT`: `GATEWAY.OVERLOADED` (synchronously) if too many calls are waiting, `GATEWAY.TIMEOUT` if the
   *   wait is over, `GATEWAY.CANCELLED` after a disconnect.
   */
  enter(caller: number, waitMs: number, disconnect: Disconnect | undefined): Promise<void> | undefined {
    const calls = this.#callers.get(caller) ?? this.#add(caller);
    if (this.#running < this.#limit) {
      this.#start(calls);
      return undefined;
    }
    if (this.isFull(caller)) throw Gate.overloaded();
    return new Promise((resolve, reject) => this.#wait(calls, waitMs, disconnect, resolve, reject));
  }

  /** Ends a call and admits the next waiting caller's. */
  leave(caller: number): void {
    this.#running--;
    const calls = this.#callers.get(caller);
    if (calls) {
      calls.running--;
      this.#forget(calls);
    }
    if (this.#running >= this.#limit) return;
    for (const next of this.#line) {
      const [waiter] = next.waiting ?? [];
      waiter?.take();
      // If more of the caller's calls wait, the caller moves to the end of the line.
      if (this.#line.delete(next)) this.#line.add(next);
      return;
    }
  }

  #wait(
    calls: Calls,
    waitMs: number,
    disconnect: Disconnect | undefined,
    resolve: () => void,
    reject: (failure: ApigFailure) => void,
  ): void {
    const end = this.#clock.now() + waitMs;
    calls.waiting ??= new Set();
    const { waiting } = calls;
    let timer: Timer;
    const remove = () => {
      timer.clear();
      disconnect?.remove(cancel);
      waiting.delete(waiter);
      this.#waiting--;
      if (waiting.size === 0) this.#line.delete(calls);
    };
    const fail = (code: 'GATEWAY.TIMEOUT' | 'GATEWAY.CANCELLED') => {
      remove();
      this.#forget(calls);
      reject(ApigFailure.of(code, 'NOT_SENT'));
    };
    const cancel = () => fail('GATEWAY.CANCELLED');
    const waiter: Waiter = {
      take: () => {
        remove();
        this.#start(calls);
        resolve();
      },
    };
    const check = () => {
      const leftMs = end - this.#clock.now();
      if (leftMs <= 0) fail('GATEWAY.TIMEOUT');
      else if (calls.running === 0 && this.#running < this.#limit * BEYOND_LIMIT) waiter.take();
      else timer = this.#clock.setTimer(check, Math.min(PATIENCE_MS, leftMs));
    };
    timer = this.#clock.setTimer(check, Math.min(PATIENCE_MS, waitMs));
    disconnect?.add(cancel);
    waiting.add(waiter);
    this.#waiting++;
    this.#line.add(calls);
  }

  #start(calls: Calls): void {
    calls.running++;
    this.#running++;
  }

  #add(caller: number): Calls {
    const calls: Calls = { caller, running: 0, waiting: undefined };
    this.#callers.set(caller, calls);
    return calls;
  }

  /** Removes a caller that has no more calls. */
  #forget(calls: Calls): void {
    if (calls.running === 0 && !calls.waiting?.size) this.#callers.delete(calls.caller);
  }
}

/** The calls of one caller. */
interface Calls {
  readonly caller: number;
  running: number;
  /** The waiting calls, oldest first. Undefined until a call waits, which most never do. */
  waiting: Set<Waiter> | undefined;
}

interface Waiter {
  /** Starts the waiting call. */
  readonly take: () => void;
}
