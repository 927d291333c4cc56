import type { Caller } from '../apig/types';

/** A record of a change, written before it is sent and after it has ended. It contains no token, certificate content or key. */
export interface ChangeRecord {
  /** The id that the two records of a change have in common. */
  readonly changeId: string;
  readonly requestId: string;
  readonly change: string;
  readonly projectId: string;
  /** The name of the region; absent if there is only one. */
  readonly region?: string | undefined;
  /** The address of the client. */
  readonly address?: string | undefined;
  /** The id of the request's trace, if it has one. */
  readonly traceId?: string | undefined;
  readonly certificateId?: string;
  /** The id of the new certificate in a replacement. */
  readonly replacementId?: string;
  /** The name of a new certificate, or the new name of an updated one. */
  readonly name?: string;
  readonly domains?: readonly string[];
}

/** A domain on one gateway, and the certificate that is attached to it: null if there is none, absent if that is not known. */
export interface RecordedPlacement {
  readonly domain: string;
  readonly instanceId: string;
  readonly certificateId?: string | null | undefined;
}

/** The public facts about a certificate. */
export type RecordedCertificate = Readonly<
  Partial<Record<'name' | 'type' | 'instanceId' | 'commonName' | 'serialNumber' | 'notBefore' | 'notAfter', string>>
>;

/** The state of the changed things. */
export interface RecordedState {
  readonly placements?: readonly RecordedPlacement[];
  /** The number of further placements. */
  readonly more?: number;
  /** The certificate; null if it does not exist. */
  readonly certificate?: RecordedCertificate | null;
}

/** The states that a change has seen; each is undefined if it is not known. */
export interface ObservedStates {
  readonly before?: RecordedState | undefined;
  readonly after?: RecordedState | undefined;
  /** The id of the certificate that the change created. */
  readonly createdId?: string | undefined;
}

/** The end of a change. */
export interface ChangeEnd {
  /** The type name of the result. */
  readonly result: string;
  /** The code of an error result, null for a success. */
  readonly code: string | null;
  readonly outcome: string | null;
  readonly states?: ObservedStates | undefined;
}

/** The destination of audit records. */
export interface AuditTrail {
  /** Writes the record before a change. @throws ApigFailure `GATEWAY.AUDIT_UNAVAILABLE` if the record is required but cannot be written. */
  before(record: ChangeRecord, caller: Caller): void;
  /** Writes the record after a change. Never throws. */
  after(record: ChangeRecord, caller: Caller, end: ChangeEnd): void;
}
