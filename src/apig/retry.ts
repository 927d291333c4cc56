import { DOCUMENTED_CODES } from '../contract/error-codes';
import { UNAVAILABLE_STATUSES } from '../contract/unavailable-statuses';
import type { Clock } from '../lib/clock';
import { SlidingWindow } from '../lib/sliding-window';
import type { ApigFailure, FailureDetails } from './failure';

const BASE_DELAY_MS = 100;
const MAX_DELAY_MS = 2_000;

/**
 * Returns true if a failed call may be retried: a retry may succeed, and if the call is a change, it is certain that the
 * upstream did not take it: it was never sent, or limited with a 429. A 4xx with a code such as APIG.3500 (a failed synchronization)
 * is no such certainty.
 */
export function mayRetry({ details }: ApigFailure, isRead: boolean): boolean {
  return isTransient(details) && (isRead || details.delivery === 'NOT_SENT' || details.status === 429);
}

/** Decides by the code, then by the status. A 429 is a rate limit whatever its code. */
function isTransient({ code, status }: FailureDetails): boolean {
  if (status === 429 || code === 'GATEWAY.UNREACHABLE' || code === 'GATEWAY.CONNECTION_LOST') return true;
  return DOCUMENTED_CODES.get(code)?.transient ?? (status !== undefined && UNAVAILABLE_STATUSES.has(status));
}

/**
 * Returns the delay before the next attempt, in milliseconds: the upstream's `Retry-After` plus jitter if it sent one, otherwise
 * exponential backoff with full jitter.
 * @param retries the number of retries made before.
 * @param clock the source of randomness.
 */
export function delayBefore({ details: { retryAfter } }: ApigFailure, retries: number, clock: Clock): number {
  const jitter = clock.random() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** retries);
  return retryAfter === undefined ? jitter : retryAfter * 1000 + jitter;
}

/** Seconds over which calls and retries are counted. */
const WINDOW_S = 60;

/** The maximum number of retries per call in the window, so that retries do not multiply the load on a failing upstream. */
const RATIO = 0.2;

/** The number of retries that are always allowed in the window, so that a server with few calls can retry too. */
const FREE = 10;

/** The columns of the window. */
const [CALLS, RETRIES] = [0, 1];

/** Limits the retries to an upstream: to a fifth of its calls over the last minute, or to ten if that is more. */
export class RetryBudget {
  readonly #window: SlidingWindow;

  constructor(clock: Clock) {
    this.#window = new SlidingWindow(WINDOW_S, 2, clock);
  }

  /** Counts the first attempt of a call. */
  countCall(): void {
    this.#window.count(CALLS);
  }

  /** The number of retries that are left, at least 0. */
  get left(): number {
    const [calls = 0, retries = 0] = this.#window.sums();
    return Math.max(0, Math.ceil(Math.max(FREE, calls * RATIO) - retries));
  }

  /** Takes a retry out of the budget. @returns false if none is left. */
  takeRetry(): boolean {
    if (this.left === 0) return false;
    this.#window.count(RETRIES);
    return true;
  }
}
