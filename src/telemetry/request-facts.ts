import type { CallAttempt, CallObserver, CallReport, TraceContext } from '../apig/types';
import {
  type ChangeResult,
  type ErrorEntry,
  type FieldResult,
  type OperationFacts,
  type RequestResults,
  UNAVAILABLE_REASONS,
  type UnavailableReason,
} from './request-results';
import type { RequestTrace } from './request-trace';

const NONE: readonly never[] = [];

/**
 * The facts about one GraphQL request, which are collected while it is executed. Its log line, its metrics and its spans are made from
 * them. They contain no token and no content of a certificate.
 */
export class RequestFacts implements CallObserver, RequestResults {
  /** The operation; undefined if the document is invalid. */
  operation: OperationFacts | undefined;
  /** The maximum number of upstream calls that the operation could make; undefined if it was rejected. */
  cost: number | undefined;
  /** The project and region of the caller; undefined if they are missing or invalid. */
  target: { readonly projectId: string; readonly region?: string | undefined } | undefined;
  readonly fields: FieldResult[] = [];
  /** The duration of the execution, in milliseconds; 0 until it has ended. */
  durationMs = 0;
  readonly #start = performance.now();
  changes: readonly ChangeResult[] = NONE;
  /** The types of the entries in `errors`. */
  errors: readonly string[] = NONE;
  /** The reason for which the server itself failed the operation, whatever its caller sent; undefined if it did not. */
  unavailable: UnavailableReason | undefined;
  /** True if the upstream has accepted the caller. */
  isAccepted = false;
  /** The number of attempts of upstream calls. */
  calls = 0;
  #failure: string | undefined;
  #running = 0;
  #runningSince = 0;
  #upstreamMs = 0;
  #ended: (() => void) | undefined;
  /** True until the request has been executed. */
  isRunning = true;

  /** @param trace the spans of the request. Absent if it is not traced. */
  constructor(readonly trace?: RequestTrace | undefined) {}

  /** The time in which at least one upstream call was in progress, in milliseconds. It includes the wait for a free connection. */
  get upstreamMs(): number {
    return this.#upstreamMs + (this.#running > 0 ? performance.now() - this.#runningSince : 0);
  }

  /** The type of the first failed root field, else of the first entry in `errors`; undefined if nothing failed. */
  get failure(): string | undefined {
    return this.#failure ?? this.errors[0];
  }

  /** The type of the result of the whole operation: its failure, else the type of its first root field; `none` without any. */
  get resultType(): string {
    return this.failure ?? this.fields[0]?.result ?? 'none';
  }

  /**
   * Adds the result of a root field.
   * @param key the field's key in the response.
   * @param isFailure true for an error result or an unexpected error.
   * @param code the error code of an error result. A thrown error is an entry in `errors`, which has its code.
   */
  fieldEnded(key: unknown, field: string, result: string, isFailure: boolean, code?: string): void {
    this.fields.push({ field, result });
    this.#failedWith(code);
    this.trace?.fieldEnded(key, result, isFailure);
    if (isFailure) this.#failure ??= result;
  }

  callStarted(attempt: CallAttempt): TraceContext | undefined {
    this.calls++;
    if (this.#running++ === 0) this.#runningSince = performance.now();
    return this.trace?.callStarted(attempt);
  }

  callEnded(report: CallReport, trace: TraceContext | undefined): void {
    if (--this.#running === 0) this.#upstreamMs += performance.now() - this.#runningSince;
    if (!report.failure) this.isAccepted = true;
    if (trace) this.trace?.callEnded(report, trace);
  }

  /** Adds entries of `errors`. */
  addErrors(entries: readonly ErrorEntry[]): void {
    if (entries.length === 0) return;
    this.errors = [...this.errors, ...entries.map(({ type }) => type)];
    for (const { code } of entries) this.#failedWith(code);
  }

  #failedWith(code: string | undefined): void {
    if (code !== undefined) this.unavailable ??= UNAVAILABLE_REASONS.get(code);
  }

  /** Adds the outcome of a change. */
  changeEnded(result: ChangeResult): void {
    this.changes = [...this.changes, result];
    this.trace?.changeEnded(result);
  }

  /** Called when the request has been executed. */
  end(): void {
    this.durationMs = performance.now() - this.#start;
    this.isRunning = false;
    this.#ended?.();
  }

  /** Calls a function once the request, which is running, has been executed. */
  whenEnded(then: () => void): void {
    this.#ended = then;
  }
}
