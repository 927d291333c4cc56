import rows from './error-codes.json';

/** A kind of failure: the column `kind` of the code table. `errors/failure-kinds.ts` has a row for each. */
export type FailureKind =
  | 'invalid_input'
  | 'invalid_certificate'
  | 'unauthenticated'
  | 'permission_denied'
  | 'quota_exceeded'
  | 'not_found:certificate'
  | 'not_found:domain'
  | 'not_found:binding'
  | 'not_found:gateway'
  | 'not_found:api_group'
  | 'conflict'
  | 'rate_limited'
  | 'upstream_failure';

/** A row of the code table. */
export interface DocumentedCode {
  readonly code: string;
  /** The HTTP status of replies with this code. */
  readonly status: number;
  readonly message: string;
  readonly kind: FailureKind;
  /** True if the same call may succeed later without changes. */
  readonly transient: boolean;
  /** A remark: other facts in the API reference, or the source of the row. */
  readonly note?: string;
}

/**
 * The upstream's error codes, by code. This is the only reader of `error-codes.json`.
 * Source: API reference, "Error Codes" and the pages of the operations.
 */
export const DOCUMENTED_CODES: ReadonlyMap<string, DocumentedCode> = new Map(
  (rows as readonly DocumentedCode[]).map((row) => [row.code, row]),
);
