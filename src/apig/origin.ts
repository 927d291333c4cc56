import type { Clock } from '../lib/clock';
import { CircuitBreaker } from './circuit-breaker';
import { ApigFailure } from './failure';
import { Gate } from './gate';
import { RetryBudget } from './retry';
import type { RawReply, RawRequest, Transport } from './transport';

/** Statuses with which a front door says that the service behind it does not answer. */
const NO_ANSWER: ReadonlySet<number> = new Set([502, 503, 504]);

const NO_ANSWER_CODES: ReadonlySet<string> = new Set([
  'GATEWAY.UNREACHABLE',
  'GATEWAY.CONNECTION_LOST',
  'GATEWAY.TIMEOUT',
]);

export interface OriginOptions {
  /** Calls under way at once. */
  readonly concurrency: number;
  readonly circuitBreaker: boolean;
  readonly clock: Clock;
  readonly createTransport: (origin: string, connections: number) => Transport;
}

/** One upstream origin: its connections, and what keeps it and us from being overrun. Shared by all callers, knows none. */
export class Origin {
  readonly budget: RetryBudget;
  readonly breaker: CircuitBreaker | undefined;
  readonly #clock: Clock;
  readonly #gate: Gate;
  /** Reads and changes have connections of their own, so that a change never waits behind reads. */
  readonly #reads: Transport;
  readonly #changes: Transport;

  constructor(origin: string, { concurrency, circuitBreaker, clock, createTransport }: OriginOptions) {
    this.#clock = clock;
    this.budget = new RetryBudget(clock);
    this.breaker = circuitBreaker ? new CircuitBreaker(clock) : undefined;
    this.#gate = new Gate(concurrency, clock);
    this.#reads = createTransport(origin, concurrency);
    this.#changes = createTransport(origin, concurrency);
  }

  /**
   * Sends once.
   * @param timeoutMs milliseconds that it may take, with the wait for its turn.
   * @param counts whether the breaker learns from it: of a call that is made again, it learns once.
   * @throws ApigFailure, also for a call that is not made since the circuit is open or too many wait.
   */
  async send(request: RawRequest, timeoutMs: number, counts: boolean): Promise<RawReply> {
    const isProbe = this.breaker?.enter() ?? false;
    let answered: boolean | undefined;
    try {
      const turn = this.#gate.enter(timeoutMs);
      const left = turn ? await this.#leftAfter(turn, timeoutMs) : timeoutMs;
      try {
        const reply = await this.#transport(request).send(request, left);
        answered = !NO_ANSWER.has(reply.status);
        return reply;
      } catch (error) {
        if (error instanceof ApigFailure && NO_ANSWER_CODES.has(error.details.code)) answered = false;
        throw error;
      } finally {
        this.#gate.leave();
      }
    } finally {
      this.breaker?.record(isProbe, counts || isProbe ? answered : undefined);
    }
  }

  /** Calls that wait for others to end. */
  get waiting(): number {
    return this.#gate.waiting;
  }

  /** Closes all connections once the calls under way have ended. */
  async close(): Promise<void> {
    await Promise.all([this.#reads.close(), this.#changes.close()]);
  }

  #transport({ method }: RawRequest): Transport {
    return method === 'GET' ? this.#reads : this.#changes;
  }

  /** Milliseconds that are left of so many once it is our turn: at least one. */
  async #leftAfter(turn: Promise<void>, timeoutMs: number): Promise<number> {
    const start = this.#clock.now();
    await turn;
    return Math.max(1, timeoutMs - (this.#clock.now() - start));
  }
}
