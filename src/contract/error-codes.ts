import rows from './error-codes.json';

/** The kinds of failure: the column `kind` of the code table. `errors/failure-kinds.ts` has a row for each. */
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
  /** The HTTP status of the replies that carry it. */
  readonly status: number;
  readonly message: string;
  readonly kind: FailureKind;
  /** True when the same call may succeed later, unchanged. */
  readonly transient: boolean;
  /** What the reference says of it elsewhere, or where it was found. */
  readonly note?: string;
}

/**
 * The upstream's error codes, by code: the rows of `error-codes.json`, which nothing else reads.
 * Source: API reference, "Error Codes" and the pages of the operations.
 */
export const DOCUMENTED_CODES: ReadonlyMap<string, DocumentedCode> = new Map(
  (rows as readonly DocumentedCode[]).map((row) => [row.code, row]),
);
