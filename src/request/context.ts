import { setImmediate as otherWork } from 'node:timers/promises';
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
import type { RequestFacts } from '../telemetry/request-facts';
import type { ChangeResult } from '../telemetry/request-results';
import { CallBudgets } from './call-budgets';
import { CertificateLists } from './certificate-lists';
import type { Changes, CloseRecord } from './changes';
import type { Language } from './language';

/** The options of a request's context. */
export interface RequestContextOptions {
  readonly upstream: Upstream;
  readonly changes: Changes;
  /** The way in which each region lists certificates. Default: nothing is known, and both ways may be tried. */
  readonly certificateLists?: CertificateLists;
  readonly requestId: string;
  /** Default: the system clock. */
  readonly clock?: Clock;
  /** The deadline of the whole request, in milliseconds since the Unix epoch. */
  readonly deadline: number;
  /** Aborted when the client disconnects. */
  readonly disconnect?: Disconnect;
  /** Makes its calls bypass the gate and the circuit breaker. For calls that undo part of a failed change. */
  readonly urgent?: true;
  /** The language of error messages. Default: English. */
  readonly language?: Language;
  /** The caller, or the failure if the request has no valid caller. In that case no upstream call is made. */
  readonly caller: Caller | ApigFailure | InputError;
  /** The address of the client, and the id of the request's trace, for the audit trail. */
  readonly origin?: { readonly address?: string | undefined; readonly traceId?: string | undefined } | undefined;
  /** Collects the facts about the request for its log line, its metrics and its spans. Absent if nobody reads them. */
  readonly facts?: RequestFacts | undefined;
}

/** The time before the deadline that is reserved for the response, in milliseconds. Upstream calls end before it. */
const RESPONSE_MS = 50;

/** The number of items in memory that one request may complete in one turn of the event loop. */
const MAX_ITEMS_PER_TURN = 2_000;

/** Creates a loader for one request. The function itself identifies the loader. */
export type LoaderFactory<Key, Value, CacheKey> = (context: RequestContext) => DataLoader<Key, Value, CacheKey>;

/**
 * One request: its caller, deadline and loaders. It is created for each request and dropped with it. Loader caches are not aware
 * of permissions, so none outlives the request of its caller.
 */
export class RequestContext {
  readonly requestId: string;
  /** The time of the request. All fields use it, so that a certificate's state and its days until expiry agree. */
  readonly now: Date;
  /** The clock for waits within this request. */
  readonly clock: Clock;
  // Not #private, because Apollo Server passes a shallow copy of the context to resolvers.
  private readonly options: RequestContextOptions;
  private readonly limits: CallLimits;
  /** The way in which each region lists certificates. */
  readonly certificateLists: CertificateLists;
  /** The language of error messages. */
  readonly language: Language;
  /** The call budgets of this request. */
  readonly budgets = new CallBudgets();
  private accepted = false;
  private items = 0;
  private turn: Promise<void> = Promise.resolve();
  private readonly loaders = new Map<unknown, { clearAll(): unknown }>();
  private readonly reads = new Map<unknown, Promise<unknown>>();
  private readonly kept = new Map<unknown, unknown>();

  constructor(options: RequestContextOptions) {
    this.requestId = options.requestId;
    this.clock = options.clock ?? systemClock;
    this.now = new Date(this.clock.now());
    this.certificateLists = options.certificateLists ?? new CertificateLists('auto', this.clock);
    this.language = options.language ?? 'en';
    this.options = options;
    const { deadline, disconnect, urgent, facts } = options;
    this.limits = {
      deadline: deadline - RESPONSE_MS,
      ...(disconnect ? { disconnect } : {}),
      ...(urgent ? { urgent } : {}),
      ...(facts ? { observer: facts } : {}),
    };
  }

  /**
   * The caller of the request.
   * @throws ApigFailure if no valid token was sent; InputError if the project or the region is missing or invalid.
   */
  get caller(): Caller {
    const { caller } = this.options;
    if (caller instanceof Error) throw caller;
    return caller;
  }

  /** Collects the facts about the request; undefined if nobody reads them. */
  get facts(): RequestFacts | undefined {
    return this.options.facts;
  }

  /** The address of the client and the id of the request's trace, as far as they are known. */
  get origin(): { readonly address?: string | undefined; readonly traceId?: string | undefined } {
    return this.options.origin ?? {};
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

  /** Makes one upstream call within a budget. @throws ApigFailure; `GATEWAY.TOO_MANY_CALLS` if the budget is used up. */
  async callWithin<Op extends OperationId>(
    budget: CallBudget,
    operation: Op,
    input: InputOf<Op>,
  ): Promise<OutputOf<Op>> {
    this.budgets.spend(budget);
    return this.call(operation, input);
  }

  /** True if the upstream has accepted the caller: a call of this request succeeded. */
  get isAccepted(): boolean {
    return this.accepted;
  }

  /** The milliseconds left for upstream calls and the waits between them. */
  get remainingMs(): number {
    return this.limits.deadline - this.clock.now();
  }

  /**
   * Returns a context of the same caller with at least the given milliseconds left. A disconnect does not cancel it. For calls that
   * undo part of a failed change.
   */
  withGrace(ms: number): RequestContext {
    const { disconnect: _, deadline, ...rest } = this.options;
    return new RequestContext({ ...rest, urgent: true, deadline: Math.max(deadline, this.clock.now() + ms) });
  }

  /** Returns a context of the same request that a disconnect does not cancel. For a change that must not stop halfway. */
  withoutDisconnect(): RequestContext {
    const { disconnect: _, ...rest } = this.options;
    return new RequestContext(rest);
  }

  /** Returns the failure with which a change would be rejected now, or undefined if it would be sent. */
  get refusal(): ApigFailure | undefined {
    return this.options.upstream.accepts(this.caller.endpoint, this.caller);
  }

  /** Runs a change in its turn: see `Changes`. @param locks the names of the changed things, usually certificate ids. */
  inTurn<Result>(locks: readonly string[], change: () => Promise<Result>): Promise<Result> {
    return this.options.changes.inTurn(this.caller, locks, this.limits, change);
  }

  /** Runs a change between its two records in the audit trail: see `Changes`. */
  recorded<Result>(record: ChangeRecord, change: (close: CloseRecord) => Promise<Result>): Promise<Result> {
    return this.options.changes.recorded(record, this.caller, change);
  }

  /** Reports the outcome of a change, once it is final. */
  changeEnded(result: ChangeResult): void {
    this.options.changes.report(result);
    this.facts?.changeEnded(result);
  }

  /** Returns this request's loader, which is created on first use. */
  loader<Key, Value, CacheKey>(create: LoaderFactory<Key, Value, CacheKey>): DataLoader<Key, Value, CacheKey> {
    const known = this.loaders.get(create) as DataLoader<Key, Value, CacheKey> | undefined;
    if (known) return known;
    const loader = create(this);
    this.loaders.set(create, loader);
    return loader;
  }

  /** Reads something once per request. Later calls get the same promise. The function itself identifies the read. */
  once<Value>(read: (context: RequestContext) => Promise<Value>): Promise<Value> {
    const known = this.reads.get(read) as Promise<Value> | undefined;
    if (known) return known;
    const value = read(this);
    this.reads.set(read, value);
    return value;
  }

  /**
   * Returns this request's instance of something that holds no state of the upstream. It is created on first use. The function itself
   * identifies it.
   */
  keep<Value>(create: () => Value): Value {
    if (!this.kept.has(create)) this.kept.set(create, create());
    return this.kept.get(create) as Value;
  }

  /**
   * Lets other requests go on before a page that is in memory is completed, if the request has had many items from memory. Each later
   * page gets a turn of the event loop. Shorter responses stay in one turn, so that their references are loaded in one batch.
   * @param items the number of items of the page.
   */
  pace(items: number): Promise<void> {
    this.items += items;
    if (this.items > MAX_ITEMS_PER_TURN) this.turn = this.turn.then(() => otherWork());
    return this.turn;
  }

  /** Drops all cached reads and resets the budgets, because a change has made the reads stale. */
  forgetReads(): void {
    this.reads.clear();
    this.loaders.clear();
    this.budgets.reset();
  }
}
