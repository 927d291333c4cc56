import { GATEWAY_CODES, isGatewayCode } from '../apig/gateway-codes';
import { DOCUMENTED_CODES, type FailureKind } from '../contract/error-codes';
import { INPUT_CODES, InputError } from '../input/input-error';
import type { Failure } from './failure';

/** The kind of a failure, and its retryability. */
export interface Classification {
  readonly kind: FailureKind;
  /** True if the same request may succeed later without changes. */
  readonly retryable: boolean;
}

/**
 * Returns the kind of a failure, and if a retry may help. The code decides, or the status if the code is in no table. A 429 is a
 * rate limit whatever its code.
 */
export function classify(failure: Failure): Classification {
  if (failure instanceof InputError) return { kind: INPUT_CODES[failure.code], retryable: false };
  const { code, status, operation, message } = failure.details;
  if (status === 429) return { kind: 'rate_limited', retryable: true };
  const exception = EXCEPTIONS.find((it) => it.code === code && it.operation === operation && it.message.test(message));
  if (exception) return exception.means;
  const documented = DOCUMENTED_CODES.get(code);
  if (documented) return { kind: documented.kind, retryable: documented.transient };
  if (isGatewayCode(code)) return GATEWAY_CODES[code];
  return {
    kind: KIND_BY_STATUS.get(status) ?? 'upstream_failure',
    retryable: status !== undefined && (status >= 500 || RETRYABLE_STATUSES.has(status)),
  };
}

/** Codes with a different meaning in one operation. */
const EXCEPTIONS = [
  {
    // The service sends this if none of the domains is bound. The API reference does not list it, but
    // terraform-provider-huaweicloud, resource apig_certificate_batch_domains_associate, relies on it.
    operation: 'detachDomains',
    code: 'APIG.2000',
    message: /no valid domain name/i,
    means: { kind: 'not_found:binding', retryable: false },
  },
] as const;

const KIND_BY_STATUS: ReadonlyMap<number | undefined, FailureKind> = new Map([
  [400, 'invalid_input'],
  [401, 'unauthenticated'],
  [403, 'permission_denied'],
]);

/** Statuses under 500 after which the same call may succeed (RFC 9110; RFC 8470). */
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 425]);
