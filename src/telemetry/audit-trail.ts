import type { Caller } from '../apig/types';

/** A record of a change, written before it is sent and after it has ended. It contains no token, certificate content or key. */
export interface ChangeRecord {
  /** The id that the two records of a change have in common. */
  readonly changeId: string;
  readonly requestId: string;
  readonly change: string;
  readonly projectId: string;
  readonly certificateId?: string;
  /** The id of the new certificate in a replacement. */
  readonly replacementId?: string;
  /** The name of a new certificate, or the new name of an updated one. */
  readonly name?: string;
  readonly domains?: readonly string[];
}

/** The destination of audit records. */
export interface AuditTrail {
  /** Writes the record before a change. @throws ApigFailure `GATEWAY.AUDIT_UNAVAILABLE` if the record is required but cannot be written. */
  before(record: ChangeRecord, caller: Caller): void;
  /**
   * Writes the record after a change. Never throws.
   * @param result the type name of the result. @param code the code of an error result, null for a success.
   */
  after(record: ChangeRecord, caller: Caller, result: string, code: string | null, outcome: string | null): void;
}
