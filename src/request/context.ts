import type DataLoader from 'dataloader';
import type { ApigFailure } from '../apig/failure';
import type { Caller, CallLimits, InputOf, OutputOf } from '../apig/types';
import type { Upstream } from '../apig/upstream';
import type { CallBudget } from '../contract/limits';
import type { OperationId } from '../contract/operations';
import type { InputError } from '../input/input-error';
import { type Clock, systemClock } from '../lib/clock';
import type { Disconnect } from '../lib/disconnect';
import type { ChangeRecord } from '../telemetry/audit-trail';
import { CallBudgets } from './call-budgets';
import type { Changes, CloseRecord } from './changes';

/** What a request's context is made from. */
export interface RequestContextOptions {
  readonly upstream: Upstream;
  readonly changes: Changes;
  readonly requestId: string;
  /** The system's clock unless given. */
  readonly clock?: Clock;
  /** Milliseconds of the Unix epoch at which the whole request ends. */
  readonly deadline: number;
  /** Aborted when the client disconnects. */
  readonly disconnect?: Disconnect;
  /** Its calls undo what must not stay half done: they pass the gate and the circuit breaker. */
  readonly urgent?: true;
  /** The caller, or why the request cannot be made on anybody's behalf: then no upstream call is made. */
  readonly caller: Caller | ApigFailure | InputError;
}

/** Milliseconds of a request's time that are kept for its response: no upstream call takes longer. */
const RESPONSE_MS = 50;

/** Makes a loader for one request. The function itself is the loader's name. */
export type LoaderFactory<Key, Value, CacheKey> = (context: RequestContext) => DataLoader<Key, Value, CacheKey>;

/**
 * One request: its caller, deadline and loaders. Made for each request and dropped with it; a loader's cache knows no
 * permissions, so none outlives its caller's request.
 */
export class RequestContext {
  readonly requestId: string;
  /** One clock for the whole reply, so that a certificate's state and its days agree. */
  readonly now: Date;
  /** Time for whatever waits within this request. */
  readonly clock: Clock;
  // Not #private: Apollo Server hands resolvers a shallow copy of the context.
  private readonly options: RequestContextOptions;
  private readonly limits: CallLimits;
  /** What the lookups of this request may still cost. */
  readonly budgets = new CallBudgets();
  private accepted = false;
  private readonly loaders = new Map<unknown, { clearAll(): unknown }>();
  private readonly reads = new Map<unknown, Promise<unknown>>();

  constructor(options: RequestContextOptions) {
    this.requestId = options.requestId;
    this.clock = options.clock ?? systemClock;
    this.now = new Date(this.clock.now());
    this.options = options;
    const { deadline, disconnect, urgent } = options;
    this.limits = {
      deadline: deadline - RESPONSE_MS,
      ...(disconnect ? { disconnect } : {}),
      ...(urgent ? { urgent } : {}),
    };
  }

  /**
   * On whose behalf the request runs.
   * @throws ApigFailure when no token was sent; InputError when a header names no project or region that can be asked.
   */
  get caller(): Caller {
    const { caller } = this.options;
    if (caller instanceof Error) throw caller;
    return caller;
  }

  /** Makes one upstream call with the caller's token, within the request's deadline. @throws ApigFailure */
  call<Op extends OperationId>(operation: Op, input: InputOf<Op>): Promise<OutputOf<Op>> {
    const { caller, upstream } = this.options;
    if (caller instanceof Error) return Promise.reject(caller);
    const reply = upstream.call(operation, input, caller, this.limits);
    if (!this.accepted) {
      reply.then(
        () => {
          this.accepted = true;
        },
        () => {},
      );
    }
    return reply;
  }

  /** Makes one upstream call out of a budget. @throws ApigFailure, `GATEWAY.TOO_MANY_CALLS` where the budget is spent. */
  async callWithin<Op extends OperationId>(
    budget: CallBudget,
    operation: Op,
    input: InputOf<Op>,
  ): Promise<OutputOf<Op>> {
    this.budgets.spend(budget);
    return this.call(operation, input);
  }

  /** Whether the upstream has accepted the caller: a call of this request succeeded. */
  get isAccepted(): boolean {
    return this.accepted;
  }

  /** Milliseconds that are left for upstream calls, and for waiting between them. */
  get remainingMs(): number {
    return this.limits.deadline - this.clock.now();
  }

  /**
   * The same caller with at least that many milliseconds left, whether or not the client is still there: to undo what must not
   * stay half done.
   */
  withGrace(ms: number): RequestContext {
    const { disconnect: _, deadline, ...rest } = this.options;
    return new RequestContext({ ...rest, urgent: true, deadline: Math.max(deadline, this.clock.now() + ms) });
  }

  /** The same request, which goes on when its client disconnects: for the steps of a change that is half done. */
  withoutDisconnect(): RequestContext {
    const { disconnect: _, ...rest } = this.options;
    return new RequestContext(rest);
  }

  /** Returns the failure with which the first step of a change would end now; undefined where it would be sent. */
  get refusal(): ApigFailure | undefined {
    return this.options.upstream.accepts(this.caller.endpoint, this.caller);
  }

  /** Runs a change in its turn: see `Changes`. @param locks what is changed: certificate ids mostly. */
  inTurn<Result>(locks: readonly string[], change: () => Promise<Result>): Promise<Result> {
    return this.options.changes.inTurn(this.caller, locks, this.limits, change);
  }

  /** Runs a change between its two records in the audit trail: see `Changes`. */
  recorded<Result>(record: ChangeRecord, change: (close: CloseRecord) => Promise<Result>): Promise<Result> {
    return this.options.changes.recorded(record, this.caller, change);
  }

  /** This request's loader of that kind. */
  loader<Key, Value, CacheKey>(create: LoaderFactory<Key, Value, CacheKey>): DataLoader<Key, Value, CacheKey> {
    const known = this.loaders.get(create) as DataLoader<Key, Value, CacheKey> | undefined;
    if (known) return known;
    const loader = create(this);
    this.loaders.set(create, loader);
    return loader;
  }

  /** Reads something once in this request: the same read again gets the same promise. The function itself is its name. */
  once<Value>(read: (context: RequestContext) => Promise<Value>): Promise<Value> {
    const known = this.reads.get(read) as Promise<Value> | undefined;
    if (known) return known;
    const value = read(this);
    this.reads.set(read, value);
    return value;
  }

  /** Forgets what was read so far: a change makes it stale. What is read anew has budgets of its own. */
  forgetReads(): void {
    this.reads.clear();
    this.loaders.clear();
    this.budgets.reset();
  }
}
