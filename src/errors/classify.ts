import { GATEWAY_CODES, isGatewayCode } from '../apig/gateway-codes';
import { DOCUMENTED_CODES, type FailureKind } from '../contract/error-codes';
import { INPUT_CODES, InputError } from '../input/input-error';
import type { Failure } from './failure';

/** The kind of a failure, and the use of a retry. */
export interface Classification {
  readonly kind: FailureKind;
  /** True when the same call may succeed later, unchanged. */
  readonly retryable: boolean;
}

/**
 * Returns the kind of a failure, and whether a retry may help.
 * The code decides; the status decides for a code that is in no table; a 429 is a rate limit whatever its code.
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

/** Codes that mean something else in one operation. */
const EXCEPTIONS = [
  {
    // How the service says that none of the names is bound; terraform-provider-huaweicloud,
    // resource apig_certificate_batch_domains_associate, reads it so. The reference does not list it.
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
