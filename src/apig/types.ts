import type { operations } from '../contract/apig';
import type { OperationId } from '../contract/operations';
import type { Disconnect } from '../lib/disconnect';
import type { ApigFailure } from './failure';

/** The caller for whom an upstream call is made. It exists for one request and is never stored. */
export interface Caller {
  /** The IAM token, passed on as `X-Auth-Token` and used for nothing else. */
  readonly token: string;
  readonly projectId: string;
  /** The name of the region. Absent if there is only one. */
  readonly region?: string;
  /** The origin and path prefix of the region's control plane, from the configuration alone. */
  readonly endpoint: string;
  /** Passed on as `X-Request-Id`. */
  readonly requestId: string;
  /** The W3C trace context, passed on if the caller sent one. */
  readonly traceparent?: string;
  readonly tracestate?: string;
}

/** The deadline of a call, and how it may be cancelled. */
export interface CallLimits {
  /** The deadline of the whole request, in milliseconds since the Unix epoch. */
  readonly deadline: number;
  /** Aborted when the caller disconnects. It cancels reads and changes that are not sent yet; a sent change continues. */
  readonly disconnect?: Disconnect;
  /** Bypasses the gate and the circuit breaker, and ignores a disconnect. For calls that undo part of a failed change. */
  readonly urgent?: true;
  /** Observes the attempts of the call. */
  readonly observer?: CallObserver | undefined;
}

/** Observes the attempts of the upstream calls of one request. Its methods must not throw. */
export interface CallObserver {
  /** Called before each attempt. Returns the trace context to send instead of the caller's, if there is one. */
  callStarted(attempt: CallAttempt): TraceContext | undefined;
  /** Called after each attempt. @param trace the value that `callStarted` returned. */
  callEnded(report: CallReport, trace: TraceContext | undefined): void;
}

/** A W3C trace context, as sent to the upstream. */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate?: string | undefined;
}

/** One attempt of an upstream call. It contains no token, header or body. */
export interface CallAttempt {
  readonly operation: OperationId;
  /** The scheme, host and port. */
  readonly origin: string;
  /** The path, with its query string. */
  readonly path: string;
  /** The number of earlier attempts of the same call. */
  readonly retries: number;
}

type PathOf<Op extends OperationId> = Omit<operations[Op]['parameters']['path'], 'project_id'>;
/** A mandatory parameter may be missing: some regions list certificates without `instance_id`. */
type QueryOf<Op extends OperationId> = Partial<NonNullable<operations[Op]['parameters']['query']>>;
type BodyOf<Op extends OperationId> = operations[Op] extends {
  requestBody: { content: { 'application/json': infer Body } };
}
  ? Body
  : never;

/** The input of an operation, from the OpenAPI document: path parameters (except the caller's project), query and body. */
export type InputOf<Op extends OperationId> = (keyof PathOf<Op> extends never
  ? { path?: never }
  : { path: PathOf<Op> }) &
  ([QueryOf<Op>] extends [never] ? { query?: never } : { query?: QueryOf<Op> }) &
  ([BodyOf<Op>] extends [never] ? { body?: never } : { body: BodyOf<Op> });

/** The body of an operation's 200 reply, from the OpenAPI document; undefined for an operation that replies with 204. */
export type OutputOf<Op extends OperationId> = operations[Op]['responses'] extends {
  200: { content: { 'application/json': infer Reply } };
}
  ? Reply
  : undefined;

/** The report of one upstream call, for logs and metrics. It contains no token, header or body. */
export interface CallReport {
  readonly operation: OperationId;
  readonly requestId: string;
  /** The region of the caller; undefined if there is only one. */
  readonly region: string | undefined;
  /** The scheme, host and port. */
  readonly origin: string;
  /** Milliseconds from the start of the call to its end. */
  readonly durationMs: number;
  /** The number of earlier attempts of the same call. */
  readonly retries: number;
  /** The HTTP status of the reply; undefined if there was none. */
  readonly status: number | undefined;
  /** The failure; undefined if the call succeeded. */
  readonly failure: ApigFailure | undefined;
}
