import type { operations } from '../contract/apig';
import type { OperationId } from '../contract/operations';
import type { Disconnect } from '../lib/disconnect';
import type { ApigFailure } from './failure';

/** On whose behalf an upstream call is made. Lives as long as one request; never stored. */
export interface Caller {
  /** The IAM token, passed on as `X-Auth-Token` and used for nothing else. */
  readonly token: string;
  readonly projectId: string;
  /** The origin and path prefix of the region's control plane, from the configuration alone. */
  readonly endpoint: string;
  /** Passed on as `X-Request-Id`. */
  readonly requestId: string;
  /** W3C trace context, passed on where the caller sent one. */
  readonly traceparent?: string;
}

/** How long a call may take, and who may end it. */
export interface CallLimits {
  /** When the whole request ends, in milliseconds of the Unix epoch. */
  readonly deadline: number;
  /** Aborted when the caller disconnects. Ends reads and what was not sent yet; a change that was sent goes on. */
  readonly disconnect?: Disconnect;
  /** The call passes the gate and the circuit breaker, and no disconnect ends it: it undoes what must not stay half done. */
  readonly urgent?: true;
}

type PathOf<Op extends OperationId> = Omit<operations[Op]['parameters']['path'], 'project_id'>;
type QueryOf<Op extends OperationId> = NonNullable<operations[Op]['parameters']['query']>;
type BodyOf<Op extends OperationId> = operations[Op] extends {
  requestBody: { content: { 'application/json': infer Body } };
}
  ? Body
  : never;

/** What an operation takes, from the OpenAPI document: path parameters (the project is the caller's), query, body. */
export type InputOf<Op extends OperationId> = (keyof PathOf<Op> extends never
  ? { path?: never }
  : { path: PathOf<Op> }) &
  ([QueryOf<Op>] extends [never] ? { query?: never } : { query?: QueryOf<Op> }) &
  ([BodyOf<Op>] extends [never] ? { body?: never } : { body: BodyOf<Op> });

/** The body of an operation's 200 reply, from the OpenAPI document; undefined for one that replies 204. */
export type OutputOf<Op extends OperationId> = operations[Op]['responses'] extends {
  200: { content: { 'application/json': infer Reply } };
}
  ? Reply
  : undefined;

/** One upstream call, as told to those who watch: log and metrics. Carries no token, header or body. */
export interface CallReport {
  readonly operation: OperationId;
  readonly requestId: string;
  /** Milliseconds from the start of the call to its end. */
  readonly durationMs: number;
  /** How often the same call was made before. */
  readonly retries: number;
  /** HTTP status of the reply; undefined where there was none. */
  readonly status: number | undefined;
  /** Why the call failed; undefined where it did not. */
  readonly failure: ApigFailure | undefined;
}
