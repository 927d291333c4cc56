import { DOCUMENTED_CODES } from '../contract/error-codes';
import { UNAVAILABLE_STATUSES } from '../contract/unavailable-statuses';
import type { Clock } from '../lib/clock';
import { SlidingWindow } from '../lib/sliding-window';
import type { ApigFailure, FailureDetails } from './failure';

const BASE_DELAY_MS = 100;
const MAX_DELAY_MS = 2_000;

/**
 * Tells whether a failed call may be made again: it may succeed then, and for a change it is certain that the upstream did not
 * take it.
 */
export function mayRetry({ details }: ApigFailure, isRead: boolean): boolean {
  return isTransient(details) && (isRead || details.delivery !== 'UNKNOWN');
}

/** The code decides, then the status; a 429 is a rate limit whatever its code. */
function isTransient({ code, status }: FailureDetails): boolean {
  if (status === 429 || code === 'GATEWAY.UNREACHABLE' || code === 'GATEWAY.CONNECTION_LOST') return true;
  return DOCUMENTED_CODES.get(code)?.transient ?? (status !== undefined && UNAVAILABLE_STATUSES.has(status));
}

/**
 * Milliseconds before the next try: as the upstream asks by `Retry-After`, else exponential with full jitter.
 * @param retries how many there were before.
 * @param clock for the jitter.
 */
export function delayBefore({ details: { retryAfter } }: ApigFailure, retries: number, clock: Clock): number {
  const jitter = clock.random() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** retries);
  return retryAfter === undefined ? jitter : retryAfter * 1000 + jitter;
}

/** Seconds over which calls and retries are counted. */
const WINDOW_S = 60;

/** The most retries for each call, in the window: a storm is not made worse. */
const RATIO = 0.2;

/** So many are free in a window, or a quiet gateway could never retry. */
const FREE = 10;

/** What the window counts. */
const [CALLS, RETRIES] = [0, 1];

/** How many retries an upstream gets: at most a fifth of its calls over the last minute, and ten. */
export class RetryBudget {
  readonly #window: SlidingWindow;

  constructor(clock: Clock) {
    this.#window = new SlidingWindow(WINDOW_S, 2, clock);
  }

  /** Counts a call that is made for the first time. */
  countCall(): void {
    this.#window.count(CALLS);
  }

  /** Takes a retry out of the budget. @returns false where there is none left. */
  takeRetry(): boolean {
    const [calls = 0, retries = 0] = this.#window.sums();
    if (retries >= Math.max(FREE, calls * RATIO)) return false;
    this.#window.count(RETRIES);
    return true;
  }
}
