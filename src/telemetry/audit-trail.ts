import type { Caller } from '../apig/types';

/** A record of a change, written before it is sent and after its end. Holds no token, certificate content or key. */
export interface ChangeRecord {
  readonly requestId: string;
  readonly change: string;
  readonly projectId: string;
  readonly certificateId?: string;
  /** The certificate that takes its place. */
  readonly replacementId?: string;
  /** The name of a new certificate, or the new one of a changed one. */
  readonly name?: string;
  readonly domains?: readonly string[];
}

/** The destination of records of changes. */
export interface AuditTrail {
  /** @throws ApigFailure `GATEWAY.AUDIT_UNAVAILABLE` where the change must not be made without a record. */
  before(record: ChangeRecord, caller: Caller): void;
  /**
   * Never throws.
   * @param result the type name of the result; @param code of the error result, null for a success.
   */
  after(record: ChangeRecord, caller: Caller, result: string, code: string | null, outcome: string | null): void;
}
