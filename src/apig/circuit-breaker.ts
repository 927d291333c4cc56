import type { Clock } from '../lib/clock';
import { ApigFailure } from './failure';
import { RecentCalls } from './recent-calls';

/** `closed`: calls go through. `open`: they end at once. `half-open`: some go through as probes. */
export type CircuitState = 'closed' | 'open' | 'half-open';

/** Fewer calls than this in the window tell nothing. */
const LEAST_CALLS = 20;

/** The circuit opens for everyone only after failures of so many callers: one alone proves nothing to the others. */
const LEAST_CALLERS = 3;

/** The share of failed calls from which on a circuit opens. */
const OPEN_FROM = 0.5;

/** Milliseconds that it stays open before calls are let through as probes. */
const OPEN_MS = 5_000;

/** Milliseconds after which a caller that is cut off alone, and has not called since, is forgotten. */
const FORGET_MS = 60_000;

/** Probes of so many callers at once, so that a caller whose calls hang does not keep the circuit open for the others. */
const MAX_PROBES = 3;

/** A circuit that is open. */
export interface OpenCircuit {
  openedAt: number;
  /** Callers with a probe under way. */
  readonly probes: Set<number>;
}

/**
 * Ends calls to an upstream that does not respond at once, instead of letting each wait for its own timeout. A caller whose
 * calls fail is cut off alone; all are, where the calls of several callers fail and those of others hardly succeed.
 */
export class CircuitBreaker {
  readonly #clock: Clock;
  readonly #recent: RecentCalls;
  #everyone: OpenCircuit | undefined;
  /** Callers that are cut off alone. */
  readonly #alone = new Map<number, OpenCircuit>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#recent = new RecentCalls(clock);
  }

  /** The state for everyone: that of a caller cut off alone where nobody else has called lately. */
  get state(): CircuitState {
    if (this.#everyone) return this.#stateOf(this.#everyone);
    this.#forget();
    if (this.#alone.size === 0) return 'closed';
    for (const caller of this.#recent.callers()) if (!this.#alone.has(caller)) return 'closed';
    const states = [...this.#alone.values()].map((circuit) => this.#stateOf(circuit));
    return states.includes('half-open') ? 'half-open' : 'open';
  }

  /** Returns whether a call of this caller would end at once. */
  isOpenFor(caller: number): boolean {
    const circuit = this.#circuitOf(caller);
    return circuit !== undefined && !this.#mayProbe(circuit, caller);
  }

  /**
   * Each call that is let through ends with `record`.
   * @param isUrgent a call that is made in any case.
   * @returns the open circuit that the call goes through all the same; undefined where it is closed.
   * @throws ApigFailure `GATEWAY.CIRCUIT_OPEN`, `NOT_SENT` where the call must not be made.
   */
  enter(caller: number, isUrgent: boolean): OpenCircuit | undefined {
    const circuit = this.#circuitOf(caller);
    if (!circuit || isUrgent) return circuit;
    if (!this.#mayProbe(circuit, caller)) throw ApigFailure.of('GATEWAY.CIRCUIT_OPEN', 'NOT_SENT');
    circuit.probes.add(caller);
    return circuit;
  }

  /**
   * @param circuit what `enter` returned.
   * @param responded whether the upstream responded, with an error or not; undefined for a call that tells nothing.
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

  /** The circuit that is open for a caller. One whose own calls succeed is not cut off for the failures of others. */
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
