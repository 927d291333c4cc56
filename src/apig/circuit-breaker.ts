import type { Clock } from '../lib/clock';
import { SlidingWindow } from '../lib/sliding-window';
import { ApigFailure } from './failure';

/** `closed`: calls go through. `open`: they end at once. `half-open`: one goes through to see. */
export type CircuitState = 'closed' | 'open' | 'half-open';

/** Seconds over which calls are counted. */
const WINDOW_S = 10;

/** Fewer calls than this in the window tell nothing. */
const LEAST_CALLS = 20;

/** The share of failed calls from which on the circuit opens. */
const OPEN_FROM = 0.5;

/** Milliseconds that it stays open before one call is let through. */
const OPEN_MS = 5_000;

/** What the window counts. */
const [CALLS, FAILURES] = [0, 1];

/** Ends calls to an upstream that does not answer at once, instead of letting each wait for its own time-out. */
export class CircuitBreaker {
  readonly #clock: Clock;
  readonly #window: SlidingWindow;
  #openedAt: number | undefined;
  #isProbing = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#window = new SlidingWindow(WINDOW_S, 2, clock);
  }

  get state(): CircuitState {
    if (this.#openedAt === undefined) return 'closed';
    return this.#clock.now() - this.#openedAt < OPEN_MS ? 'open' : 'half-open';
  }

  /**
   * Each call that is let through ends with `record`.
   * @returns whether it is the one that goes through to see.
   * @throws ApigFailure `GATEWAY.CIRCUIT_OPEN`, `NOT_SENT` where the call must not be made.
   */
  enter(): boolean {
    const { state } = this;
    if (state === 'closed') return false;
    if (state === 'open' || this.#isProbing) throw ApigFailure.of('GATEWAY.CIRCUIT_OPEN', 'NOT_SENT');
    this.#isProbing = true;
    return true;
  }

  /**
   * @param isProbe what `enter` returned.
   * @param answered whether the upstream answered, with an error or not; undefined for a call that tells nothing.
   */
  record(isProbe: boolean, answered: boolean | undefined): void {
    if (isProbe) this.#isProbing = false;
    if (answered === undefined) return;
    if (this.#openedAt !== undefined) {
      if (isProbe) this.#openedAt = answered ? this.#close() : this.#clock.now();
      return;
    }
    this.#window.count(CALLS);
    if (answered) return;
    this.#window.count(FAILURES);
    const [calls = 0, failures = 0] = this.#window.sums();
    if (calls >= LEAST_CALLS && failures / calls >= OPEN_FROM) this.#openedAt = this.#clock.now();
  }

  #close(): undefined {
    this.#window.clear();
    return undefined;
  }
}
