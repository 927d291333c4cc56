import type { Clock } from '../lib/clock';
import { ApigFailure } from './failure';
import { RecentCalls } from './recent-calls';

/** `closed`: calls go through. `open`: calls fail immediately. `half-open`: a few calls go through as probes. */
export type CircuitState = 'closed' | 'open' | 'half-open';

/** The minimum number of calls in the window before a circuit can open. */
const LEAST_CALLS = 20;

/** The minimum number of callers with failures before the circuit opens for everyone: one caller's failures may be its own. */
const LEAST_CALLERS = 3;

/** The share of failed calls, 0 to 1, at which a circuit opens. */
const OPEN_FROM = 0.5;

/** The time that a circuit stays open before it lets probes through, in milliseconds. */
const OPEN_MS = 5_000;

/** The time that the open circuit of a single caller is kept without another call, in milliseconds. */
const FORGET_MS = 60_000;

/** The maximum number of callers probing at once. More than one, so that a caller whose calls hang cannot keep the circuit open. */
const MAX_PROBES = 3;

/** A circuit that is open. */
export interface OpenCircuit {
  openedAt: number;
  /** The callers with a probe in progress. */
  readonly probes: Set<number>;
}

/**
 * Fails calls to an unresponsive upstream immediately, instead of letting each one wait for its timeout. The circuit opens for a
 * single caller when that caller's calls fail. It opens for everyone when several callers' calls fail and few others succeed.
 */
export class CircuitBreaker {
  readonly #clock: Clock;
  readonly #recent: RecentCalls;
  #everyone: OpenCircuit | undefined;
  /** The circuits that are open for a single caller. */
  readonly #alone = new Map<number, OpenCircuit>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#recent = new RecentCalls(clock);
  }

  /** The state to report for the origin. If only callers with an open circuit of their own have called lately, it is theirs. */
  get state(): CircuitState {
    if (this.#everyone) return this.#stateOf(this.#everyone);
    this.#forget();
    if (this.#alone.size === 0) return 'closed';
    for (const caller of this.#recent.callers()) if (!this.#alone.has(caller)) return 'closed';
    const states = [...this.#alone.values()].map((circuit) => this.#stateOf(circuit));
    return states.includes('half-open') ? 'half-open' : 'open';
  }

  /** Returns true if a call of this caller would fail immediately. */
  isOpenFor(caller: number): boolean {
    const circuit = this.#circuitOf(caller);
    return circuit !== undefined && !this.#mayProbe(circuit, caller);
  }

  /**
   * Admits a call. Every admitted call must end with `record`.
   * @param isUrgent true for a call that is made even if the circuit is open.
   * @returns the open circuit that the call bypasses or probes, or undefined if the circuit is closed.
   * @throws ApigFailure `GATEWAY.CIRCUIT_OPEN`, `NOT_SENT` if the call must not be made.
   */
  enter(caller: number, isUrgent: boolean): OpenCircuit | undefined {
    const circuit = this.#circuitOf(caller);
    if (!circuit || isUrgent) return circuit;
    if (!this.#mayProbe(circuit, caller)) throw ApigFailure.of('GATEWAY.CIRCUIT_OPEN', 'NOT_SENT');
    circuit.probes.add(caller);
    return circuit;
  }

  /**
   * Records the outcome of a call.
   * @param circuit the value that `enter` returned.
   * @param responded true if the upstream responded, even with an error; undefined if the call says nothing about the upstream.
   */
  record(caller: number, circuit: OpenCircuit | undefined, responded: boolean | undefined): void {
    if (circuit) {
      const isProbe = circuit.probes.delete(caller);
      if (responded) this.#close(caller, circuit);
      else if (responded === false && isProbe) circuit.openedAt = this.#clock.now();
    } else if (responded !== undefined) {
      this.#recent.count(caller, !responded);
      if (!responded) this.#judge(caller);
    }
  }

  /** Returns the open circuit that applies to a caller. A caller whose own calls succeed is not affected by others' failures. */
  #circuitOf(caller: number): OpenCircuit | undefined {
    if (this.#everyone) {
      const { calls, failedShare } = this.#recent.of(caller);
      return calls > 0 && failedShare < OPEN_FROM ? undefined : this.#everyone;
    }
    return this.#alone.size === 0 ? undefined : this.#alone.get(caller);
  }

  #stateOf({ openedAt }: OpenCircuit): 'open' | 'half-open' {
    return this.#clock.now() - openedAt < OPEN_MS ? 'open' : 'half-open';
  }

  #mayProbe(circuit: OpenCircuit, caller: number): boolean {
    return this.#stateOf(circuit) === 'half-open' && !circuit.probes.has(caller) && circuit.probes.size < MAX_PROBES;
  }

  #judge(caller: number): void {
    const recent = this.#recent;
    const open = (): OpenCircuit => ({ openedAt: this.#clock.now(), probes: new Set() });
    if (recent.calls < LEAST_CALLS) return;
    if (recent.failingCallers >= LEAST_CALLERS && recent.failedShare >= OPEN_FROM) {
      this.#everyone ??= open();
      this.#alone.clear();
    } else if (!this.#alone.has(caller)) {
      const own = recent.of(caller);
      if (own.calls < LEAST_CALLS || own.failedShare < OPEN_FROM) return;
      this.#forget();
      this.#alone.set(caller, open());
    }
  }

  #forget(): void {
    const oldest = this.#clock.now() - FORGET_MS;
    for (const [caller, { openedAt }] of this.#alone) if (openedAt < oldest) this.#alone.delete(caller);
  }

  #close(caller: number, circuit: OpenCircuit): void {
    if (circuit === this.#everyone) {
      this.#everyone = undefined;
      this.#recent.clear();
    } else if (circuit === this.#alone.get(caller)) {
      this.#alone.delete(caller);
      this.#recent.forget(caller);
    }
  }
}
