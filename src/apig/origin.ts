import { UNAVAILABLE_STATUSES } from '../contract/unavailable-statuses';
import type { Clock } from '../lib/clock';
import { CircuitBreaker, type CircuitState } from './circuit-breaker';
import { ApigFailure } from './failure';
import { BEYOND_LIMIT, Gate } from './gate';
import { RetryBudget } from './retry';
import type { RawReply, RawRequest, Transport } from './transport';

const NO_RESPONSE_CODES: ReadonlySet<string> = new Set([
  'GATEWAY.UNREACHABLE',
  'GATEWAY.CONNECTION_LOST',
  'GATEWAY.TIMEOUT',
]);

export interface OriginOptions {
  /** The maximum number of concurrent reads, and of concurrent changes. */
  readonly concurrency: number;
  readonly circuitBreaker: boolean;
  readonly clock: Clock;
  readonly createTransport: (origin: string, connections: number) => Transport;
}

/** The options of one attempt to send a request. */
export interface SendOptions {
  /** The caller's number, from `callerKey`. */
  readonly caller: number;
  /** True if the request bypasses the gate and the circuit breaker. */
  readonly isUrgent: boolean;
  /** The time limit in milliseconds, including the wait at the gate. */
  readonly timeoutMs: number;
  /** True if the circuit breaker counts this attempt. It counts only the first attempt of a call. */
  readonly counts: boolean;
}

/** The connections to an origin, with their concurrency limit and retry budget. */
export interface Lane {
  readonly gate: Gate;
  readonly transport: Transport;
  readonly budget: RetryBudget;
}

/** The state of a lane, for metrics. */
export interface LaneState {
  /** The number of calls in progress. */
  readonly running: number;
  /** The number of calls that wait at the gate. */
  readonly waiting: number;
  /** True if calls are rejected because too many callers wait. */
  readonly isFull: boolean;
  /** The number of retries that the budget allows now. */
  readonly retriesLeft: number;
}

/** The state of an origin, for health checks and metrics. */
export interface OriginState {
  readonly circuit: CircuitState;
  readonly reads: LaneState;
  readonly changes: LaneState;
}

/** One upstream origin, shared by all callers. Reads and changes use separate lanes, so that no change waits behind reads. */
export class Origin {
  /** The scheme, host and port. */
  readonly name: string;
  readonly breaker: CircuitBreaker | undefined;
  readonly #clock: Clock;
  readonly #reads: Lane;
  readonly #changes: Lane;

  constructor(origin: string, { concurrency, circuitBreaker, clock, createTransport }: OriginOptions) {
    this.name = origin;
    this.#clock = clock;
    this.breaker = circuitBreaker ? new CircuitBreaker(clock) : undefined;
    const lane = (): Lane => ({
      gate: new Gate(concurrency, clock),
      transport: createTransport(origin, concurrency * BEYOND_LIMIT),
      budget: new RetryBudget(clock),
    });
    this.#reads = lane();
    this.#changes = lane();
  }

  lane(method: RawRequest['method']): Lane {
    return method === 'GET' ? this.#reads : this.#changes;
  }

  /** The number of calls that wait at the gate. */
  get waiting(): number {
    return this.#reads.gate.waiting + this.#changes.gate.waiting;
  }

  get state(): OriginState {
    return {
      circuit: this.breaker?.state ?? 'closed',
      reads: stateOf(this.#reads),
      changes: stateOf(this.#changes),
    };
  }

  /** Returns the failure with which a change of this caller would be rejected now, or undefined if it would be sent. */
  refusal(caller: number): ApigFailure | undefined {
    if (this.breaker?.isOpenFor(caller)) return ApigFailure.of('GATEWAY.CIRCUIT_OPEN', 'NOT_SENT');
    return this.#changes.gate.isFull(caller) ? Gate.overloaded() : undefined;
  }

  /**
   * Sends a request once.
   * @throws ApigFailure if the request failed, or was not sent because the circuit is open or too many calls are waiting.
   */
  async send(request: RawRequest, options: SendOptions): Promise<RawReply> {
    const { caller, isUrgent, timeoutMs, counts } = options;
    const { gate, transport } = this.lane(request.method);
    const circuit = this.breaker?.enter(caller, isUrgent);
    let responded: boolean | undefined;
    try {
      const turn = isUrgent ? undefined : gate.enter(caller, timeoutMs, request.disconnect);
      const left = turn ? await this.#leftAfter(turn, timeoutMs) : timeoutMs;
      if (left <= request.leastMs) {
        if (!isUrgent) gate.leave(caller);
        throw ApigFailure.of('GATEWAY.TIMEOUT', 'NOT_SENT');
      }
      try {
        const reply = await transport.send(request, left);
        responded = !UNAVAILABLE_STATUSES.has(reply.status);
        return reply;
      } catch (error) {
        if (error instanceof ApigFailure && NO_RESPONSE_CODES.has(error.details.code)) responded = false;
        throw error;
      } finally {
        if (!isUrgent) gate.leave(caller);
      }
    } finally {
      this.breaker?.record(caller, circuit, counts || circuit ? responded : undefined);
    }
  }

  /** Closes all connections after the calls in progress have ended. */
  async close(): Promise<void> {
    await Promise.all([this.#reads.transport.close(), this.#changes.transport.close()]);
  }

  /** Waits at the gate, then returns the milliseconds that are left of the timeout. */
  async #leftAfter(turn: Promise<void>, timeoutMs: number): Promise<number> {
    const start = this.#clock.now();
    await turn;
    return timeoutMs - (this.#clock.now() - start);
  }
}

function stateOf({ gate, budget }: Lane): LaneState {
  const { running, waiting, isShedding } = gate;
  return { running, waiting, isFull: isShedding, retriesLeft: budget.left };
}
