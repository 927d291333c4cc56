import documentedCodes from '../contract/error-codes.json';
import type { Clock } from '../lib/clock';
import { SlidingWindow } from '../lib/sliding-window';
import type { ApigFailure } from './failure';

/** Codes after which the same call may succeed. */
const TRANSIENT = new Set(documentedCodes.filter(({ transient }) => transient).map(({ code }) => code));

/** Statuses of a front door that says nothing of the service behind it. */
const TRANSIENT_STATUSES: ReadonlySet<number | undefined> = new Set([429, 502, 503, 504]);

const BASE_DELAY_MS = 100;
const MAX_DELAY_MS = 2_000;

/**
 * Whether a failed call may be made again.
 * A read: after a broken connection, 429, 502, 503, 504, and codes that the table marks as transient. A change: only where it
 * is certain that the upstream did not take it, since there was no connection or it was refused; never after a 5xx.
 */
export function mayRetry({ details }: ApigFailure, isRead: boolean): boolean {
  const { code, status, delivery } = details;
  const isBroken = code === 'GATEWAY.UNREACHABLE' || code === 'GATEWAY.CONNECTION_LOST';
  if (!isBroken && !TRANSIENT_STATUSES.has(status) && !TRANSIENT.has(code)) return false;
  return isRead || delivery !== 'UNKNOWN';
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
