import type { OperationId } from '../contract/operations';
import { GATEWAY_CODES, type GatewayCode } from './gateway-codes';

/**
 * The delivery of a failed call to the upstream.
 * - `NOT_SENT`: the request was never written to a connection.
 * - `REFUSED`: the upstream rejected it: a 4xx with a readable error (except 408, 421, 425 and 499), or a 429.
 * - `UNKNOWN`: the upstream may have processed it: the reply was lost, or it has any other status.
 */
export type Delivery = 'NOT_SENT' | 'REFUSED' | 'UNKNOWN';

/** The known facts about a failed call. All texts are safe to show to the caller. */
export interface FailureDetails {
  /** The upstream's code (`APIG.2012`), or one of the server's own (`GATEWAY.TIMEOUT`). */
  code: string;
  message: string;
  delivery: Delivery;
  /** The upstream operation that failed; absent if none was called. */
  operation?: OperationId;
  /** The HTTP status of the upstream's reply; absent if there was none. */
  status?: number;
  /** The `X-Request-Id` of the upstream's reply; absent if there was none. */
  requestId?: string;
  /** Seconds to wait before a retry, from `Retry-After`. */
  retryAfter?: number;
  /** The encoded reason of a denied permission, which IAM can decode; absent unless the reply carried one. */
  encodedAuthorizationMessage?: string;
}

/** The failure of a call to the upstream. Every call either resolves with its reply or rejects with this class. */
export class ApigFailure extends Error {
  readonly details: Readonly<FailureDetails>;

  constructor(details: FailureDetails, cause?: unknown) {
    super(details.message, cause === undefined ? undefined : { cause });
    this.name = 'ApigFailure';
    this.details = details;
  }

  /** Creates a failure with one of the server's own codes, and that code's message unless `more` has another. */
  static of(code: GatewayCode, delivery: Delivery, more: Partial<FailureDetails> = {}, cause?: unknown): ApigFailure {
    return new ApigFailure({ code, message: GATEWAY_CODES[code].message, delivery, ...more }, cause);
  }

  /** Returns a copy of this failure with some details replaced. */
  with(more: Partial<FailureDetails>): ApigFailure {
    return new ApigFailure({ ...this.details, ...more }, this.cause);
  }
}
