/** The result of a root field: the names of the field and of the type of its result. */
export interface FieldResult {
  readonly field: string;
  readonly result: string;
}

/** The outcome of a change. `PARTLY_APPLIED`: a replacement that stopped, or went on, after a domain that it did not change. */
export const CHANGE_OUTCOMES = ['APPLIED', 'PARTLY_APPLIED', 'NOT_APPLIED', 'RESTORED', 'UNKNOWN', 'LOST'] as const;
export type RecordedOutcome = (typeof CHANGE_OUTCOMES)[number];

/** One change of a request: the name of the mutation, its outcome, and the certificate if the change has one. */
export interface ChangeResult {
  readonly change: string;
  readonly outcome: RecordedOutcome;
  readonly certificateId?: string | undefined;
}

/** The operation of a request. */
export interface OperationFacts {
  readonly type: string;
  /** The name, or undefined for an anonymous operation. */
  readonly name: string | undefined;
}

/** The results of a request from which its spans are completed. */
export interface RequestResults {
  readonly operation: OperationFacts | undefined;
  /** The type of the failure of the whole operation; undefined if nothing failed. */
  readonly failure: string | undefined;
  readonly fields: readonly FieldResult[];
  /** The types of the entries in `errors`. */
  readonly errors: readonly string[];
}

/** An entry in `errors`: its type as the metrics and the log name it, and its error code. */
export interface ErrorEntry {
  readonly type: string;
  readonly code: string;
}

/** The reasons for which the server itself fails an operation, by the error code of the response. No other error is held against it. */
export const UNAVAILABLE_REASONS = new Map([
  ['INTERNAL_SERVER_ERROR', 'bug'],
  ['GATEWAY.TIMEOUT', 'timeout'],
  ['GATEWAY.OVERLOADED', 'overloaded'],
] as const satisfies [string, string][]) as ReadonlyMap<string, UnavailableReason>;
export type UnavailableReason = 'bug' | 'timeout' | 'overloaded';
