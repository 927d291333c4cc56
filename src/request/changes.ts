import type { Caller, CallLimits } from '../apig/types';
import { type Clock, systemClock } from '../lib/clock';
import type { AuditTrail, ChangeRecord } from '../telemetry/audit-trail';
import { KeyedQueue } from './keyed-queue';

/** Ends the record of a change. @param result the type name of the result; @param code of an error result, null for a success. */
export type CloseRecord = (result: string, code: string | null, outcome: string | null) => void;

interface OpenChange {
  readonly record: ChangeRecord;
  readonly caller: Caller;
}

/** All changes of the process: their turns, their records, and when the last of them has ended. */
export class Changes {
  readonly #audit: AuditTrail;
  readonly #queue: KeyedQueue;
  readonly #open = new Set<OpenChange>();
  #running = 0;
  #waiting: (() => void)[] = [];

  constructor(audit: AuditTrail, clock: Clock = systemClock) {
    this.#audit = audit;
    this.#queue = new KeyedQueue(clock);
  }

  /**
   * Runs a change once the earlier ones of the same caller that share one of its locks have ended. Another caller's changes
   * never hold it up: the upstream itself decides between callers.
   * @param locks what is changed, in the caller's project: certificate ids mostly.
   * @throws ApigFailure `NOT_SENT` when its turn does not come in time, or its client disconnects before; what `change` throws.
   */
  async inTurn<Result>(
    caller: Caller,
    locks: readonly string[],
    limits: CallLimits,
    change: () => Promise<Result>,
  ): Promise<Result> {
    // In memory for as long as the change itself, which holds the token too.
    const scope = `${caller.token} ${caller.endpoint} ${caller.projectId}`;
    // Always in the same order, so that no two changes wait for each other.
    const keys = [...new Set(locks)].sort().map((lock) => `${scope} ${lock}`);
    const run = keys.reduceRight((next, key) => () => this.#queue.run(key, limits, next), change);
    this.#running++;
    try {
      return await run();
    } finally {
      this.#running--;
      if (this.#running === 0) for (const tell of this.#waiting.splice(0)) tell();
    }
  }

  /**
   * Runs a change between its two records. Where it ends without closing its record, that says `UNKNOWN`.
   * @throws ApigFailure `GATEWAY.AUDIT_UNAVAILABLE` where it must not be made without a record; what `change` throws.
   */
  async recorded<Result>(
    record: ChangeRecord,
    caller: Caller,
    change: (close: CloseRecord) => Promise<Result>,
  ): Promise<Result> {
    const open = { record, caller };
    this.#audit.before(record, caller);
    this.#open.add(open);
    try {
      return await change((result, code, outcome) => {
        if (this.#open.delete(open)) this.#audit.after(record, caller, result, code, outcome);
      });
    } finally {
      this.#closeAsUnknown(open);
    }
  }

  /** Resolves once no change is under way or waits for its turn, and none is being undone. */
  idle(): Promise<void> {
    return this.#running === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Closes the records of all changes under way with `UNKNOWN`: the process is about to end without waiting for them. */
  abandon(): void {
    for (const open of this.#open) this.#closeAsUnknown(open);
  }

  #closeAsUnknown(open: OpenChange): void {
    if (this.#open.delete(open)) this.#audit.after(open.record, open.caller, 'Error', null, 'UNKNOWN');
  }
}
