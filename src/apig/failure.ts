import type { OperationId } from '../contract/operations';
import { GATEWAY_CODES, type GatewayCode } from './gateway-codes';

/**
 * Whether the upstream took a call that failed.
 * - `NOT_SENT`: no connection was ever handed to the request.
 * - `REFUSED`: the upstream said no in its own words (a 4xx with a readable error, but not 408, 421, 425 and 499), or a 429.
 * - `UNKNOWN`: the reply was lost, or is any other: it does not tell.
 */
export type Delivery = 'NOT_SENT' | 'REFUSED' | 'UNKNOWN';

/** What is known of a failed call. Every text in it is safe to show to the caller. */
export interface FailureDetails {
  /** The upstream's code (`APIG.2012`), or the gateway's own (`GATEWAY.TIMEOUT`). */
  code: string;
  message: string;
  delivery: Delivery;
  /** The operation that failed; absent where none was called. */
  operation?: OperationId;
  /** The HTTP status of the upstream's reply; absent where there was none. */
  status?: number;
  /** `X-Request-Id` of the upstream's reply; absent where there was none. */
  requestId?: string;
  /** Seconds until another try makes sense, from `Retry-After`. */
  retryAfter?: number;
  /** For IAM's decoder; absent unless a refusal carried it. */
  encodedAuthorizationMessage?: string;
}

/** The one way in which a call to the upstream fails: every operation either returns its reply or rejects with this. */
export class ApigFailure extends Error {
  readonly details: Readonly<FailureDetails>;

  constructor(details: FailureDetails, cause?: unknown) {
    super(details.message, cause === undefined ? undefined : { cause });
    this.name = 'ApigFailure';
    this.details = details;
  }

  /** A failure with one of the gateway's own codes, and that code's message unless another is given. */
  static of(code: GatewayCode, delivery: Delivery, more: Partial<FailureDetails> = {}, cause?: unknown): ApigFailure {
    return new ApigFailure({ code, message: GATEWAY_CODES[code].message, delivery, ...more }, cause);
  }

  /** The same failure with other facts. */
  with(more: Partial<FailureDetails>): ApigFailure {
    return new ApigFailure({ ...this.details, ...more }, this.cause);
  }
}
