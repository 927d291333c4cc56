import type { Caller, CallLimits } from '../apig/types';
import { type Clock, systemClock } from '../lib/clock';
import type { AuditTrail, ChangeEnd, ChangeRecord } from '../telemetry/audit-trail';
import type { ChangeResult } from '../telemetry/request-results';
import { KeyedQueue } from './keyed-queue';

/** Closes the record of a change. */
export type CloseRecord = (end: ChangeEnd) => void;

interface OpenChange {
  readonly record: ChangeRecord;
  readonly caller: Caller;
}

/** All changes of the process: runs them in order, keeps their audit records, and waits for the last of them. */
export class Changes {
  readonly #audit: AuditTrail;
  readonly #queue: KeyedQueue;
  readonly #onEnd: (result: ChangeResult) => void;
  readonly #open = new Set<OpenChange>();
  #running = 0;
  #waiting: (() => void)[] = [];

  /** @param onEnd called with the outcome of each change. Must not throw. */
  constructor(audit: AuditTrail, clock: Clock = systemClock, onEnd: (result: ChangeResult) => void = () => {}) {
    this.#audit = audit;
    this.#onEnd = onEnd;
    this.#queue = new KeyedQueue(clock);
  }

  /**
   * Runs a change after all earlier changes of the same caller that share one of its locks. Another caller's changes never delay
   * it: the upstream orders changes of different callers.
   * @param locks the names of the changed things in the caller's project, usually certificate ids.
   * @throws ApigFailure `NOT_SENT` if the deadline or a disconnect comes first. Errors of `change` are passed on.
   */
  async inTurn<Result>(
    caller: Caller,
    locks: readonly string[],
    limits: CallLimits,
    change: () => Promise<Result>,
  ): Promise<Result> {
    // The key contains the token, but is kept only as long as the change itself, which has the token too.
    const scope = `${caller.token} ${caller.endpoint} ${caller.projectId}`;
    // Sorted, so that no two changes wait for each other.
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
   * Runs a change between its two records. If the change does not close its record, the record is closed with `UNKNOWN`.
   * @throws ApigFailure `GATEWAY.AUDIT_UNAVAILABLE` if the record is required but cannot be written. Errors of `change` are passed on.
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
      return await change((end) => {
        if (this.#open.delete(open)) this.#audit.after(record, caller, end);
      });
    } finally {
      this.#closeAsUnknown(open);
    }
  }

  /** The number of changes that run or wait for earlier ones. */
  get running(): number {
    return this.#running;
  }

  /** Reports the outcome of a change. */
  report(result: ChangeResult): void {
    this.#onEnd(result);
  }

  /** Resolves when no change is running, waiting or being undone. */
  idle(): Promise<void> {
    return this.#running === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Closes the records of all running changes with `UNKNOWN`, because the process exits without waiting for them. */
  abandon(): void {
    for (const open of this.#open) this.#closeAsUnknown(open);
  }

  #closeAsUnknown(open: OpenChange): void {
    if (this.#open.delete(open)) {
      this.#audit.after(open.record, open.caller, { result: 'Error', code: null, outcome: 'UNKNOWN' });
    }
  }
}
