import type { Clock, Timer } from '../lib/clock';
import type { Disconnect } from '../lib/disconnect';
import { ApigFailure } from './failure';

/** How many calls of one caller may wait for each that may be under way. */
const WAITING_PER_CALLER = 4;

/** How many calls of all callers may wait for each that may be under way; a caller's first one always may. */
const WAITING_IN_ALL = 64;

/** Milliseconds after which the only call of a caller no longer waits for other callers' to end. */
const PATIENCE_MS = 100;

/** How many times the limit may be under way, with those that no longer waited. */
export const BEYOND_LIMIT = 8;

/** Seconds after which a caller that was turned away may try again. */
const RETRY_AFTER_S = 1;

/**
 * Lets a bounded number of calls through at once, and a bounded number wait; turns the rest away instead of a slow death.
 * Callers who wait take turns, so that one with many calls holds up nobody; and a caller with no call under way waits for
 * those of others for a moment only, so that many slow ones hold up nobody either.
 */
export class Gate {
  readonly #limit: number;
  readonly #clock: Clock;
  /** Those with a call that is under way or waits. */
  readonly #callers = new Map<number, Calls>();
  /** Those with a call that waits; the next one first. */
  readonly #line = new Set<Calls>();
  #running = 0;
  #waiting = 0;

  /** @param limit calls under way at once. */
  constructor(limit: number, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Returns why a call is turned away where too many wait. */
  static overloaded(): ApigFailure {
    return ApigFailure.of('GATEWAY.OVERLOADED', 'NOT_SENT', { retryAfter: RETRY_AFTER_S });
  }

  /** Calls that wait for others to end. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Returns whether a call of this caller would be turned away now. */
  isFull(caller: number): boolean {
    const waiting = this.#callers.get(caller)?.waiting?.size ?? 0;
    return (
      waiting >= this.#limit * WAITING_PER_CALLER || (waiting > 0 && this.#waiting >= this.#limit * WAITING_IN_ALL)
    );
  }

  /**
   * Waits for a place. Each entry ends with `leave`.
   * @param waitMs how long at most.
   * @param disconnect ends the wait.
   * @returns undefined where there is a place at once.
   * @throws ApigFailure `NOT_SENT`: `GATEWAY.OVERLOADED` at once where too many wait, `GATEWAY.TIMEOUT` where no place came
   *   free, `GATEWAY.CANCELLED` after a disconnect.
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

  /** Hands the place on to the caller whose turn it is. */
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
      // To the end of the line, where more of its calls wait.
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
    const give = (code: 'GATEWAY.TIMEOUT' | 'GATEWAY.CANCELLED') => {
      remove();
      this.#forget(calls);
      reject(ApigFailure.of(code, 'NOT_SENT'));
    };
    const cancel = () => give('GATEWAY.CANCELLED');
    const waiter: Waiter = {
      take: () => {
        remove();
        this.#start(calls);
        resolve();
      },
    };
    const look = () => {
      const leftMs = end - this.#clock.now();
      if (leftMs <= 0) give('GATEWAY.TIMEOUT');
      else if (calls.running === 0 && this.#running < this.#limit * BEYOND_LIMIT) waiter.take();
      else timer = this.#clock.setTimer(look, Math.min(PATIENCE_MS, leftMs));
    };
    timer = this.#clock.setTimer(look, Math.min(PATIENCE_MS, waitMs));
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

  /** Nothing of a caller is kept beyond its calls. */
  #forget(calls: Calls): void {
    if (calls.running === 0 && !calls.waiting?.size) this.#callers.delete(calls.caller);
  }
}

/** A caller's calls. */
interface Calls {
  readonly caller: number;
  running: number;
  /** The oldest first. Most calls never wait. */
  waiting: Set<Waiter> | undefined;
}

interface Waiter {
  /** Takes a place and goes on. */
  readonly take: () => void;
}
