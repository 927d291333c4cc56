import type { FailureDetails } from '../apig/failure';
import { GATEWAY_CODES, isGatewayCode } from '../apig/gateway-codes';
import { DOCUMENTED_CODES, type FailureKind } from '../contract/error-codes';
import type { OperationId } from '../contract/operations';
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
 * rate limit whatever its code, and a few failures of one operation are told by their message.
 */
export function classify(failure: Failure): Classification {
  if (failure instanceof InputError) return { kind: INPUT_CODES[failure.code], retryable: false };
  const { code, status } = failure.details;
  if (status === 429) return { kind: 'rate_limited', retryable: true };
  const exception = EXCEPTIONS.find((it) => matches(it, failure.details));
  if (exception) return exception.means;
  const documented = DOCUMENTED_CODES.get(code);
  if (documented) return { kind: documented.kind, retryable: documented.transient };
  if (isGatewayCode(code)) return GATEWAY_CODES[code];
  const unknown = UNKNOWN_CODES.find((it) => matches(it, failure.details));
  if (unknown) return unknown.means;
  return {
    kind: KIND_BY_STATUS.get(status) ?? 'upstream_failure',
    retryable: status !== undefined && (status >= 500 || RETRYABLE_STATUSES.has(status)),
  };
}

/** Conditions of a refusal (4xx), all of which must hold. Absent ones do not matter. */
interface Exception {
  readonly operation?: OperationId;
  readonly code?: RegExp;
  readonly status?: number;
  readonly message?: RegExp;
  /** The kinds of documented codes that the message outweighs. 401 and 403 are outweighed by none. */
  readonly among?: ReadonlySet<FailureKind>;
  readonly means: Classification;
}

/** The kinds of codes that the service also uses where it has no code of its own for a reason. */
const UNSPECIFIC: ReadonlySet<FailureKind> = new Set(['invalid_input', 'upstream_failure', 'not_found:certificate']);

/** Refusals whose message decides, because their code is not documented or has another meaning. */
const EXCEPTIONS: readonly Exception[] = [
  {
    // The service sends this if none of the domains is bound. The API reference does not list it, but
    // terraform-provider-huaweicloud, resource apig_certificate_batch_domains_associate, relies on it.
    operation: 'detachDomains',
    code: /^APIG\.2000$/,
    message: /no valid domain name/i,
    means: { kind: 'not_found:binding', retryable: false },
  },
  {
    // terraform-provider-huaweicloud, data source apig_certificate_associated_domains. No source has the code of this error, so the
    // message decides where the code says nothing else. A caller who may not read a certificate does not know that it is gone.
    among: UNSPECIFIC,
    message: /\bssl with certId\b.*\bnot found\b/i,
    means: { kind: 'not_found:certificate', retryable: false },
  },
];

/** The same for codes of the service that are in no table. */
const UNKNOWN_CODES: readonly Exception[] = [
  {
    // The certificate is the only thing that a call of this operation names.
    operation: 'listAttachedDomains',
    code: /^APIG\./,
    status: 404,
    means: { kind: 'not_found:certificate', retryable: false },
  },
];

function matches(wanted: Exception, { code, status = 0, operation, message }: FailureDetails): boolean {
  return (
    status >= 400 &&
    status < 500 &&
    (wanted.status === undefined || wanted.status === status) &&
    (wanted.operation === undefined || wanted.operation === operation) &&
    (wanted.code?.test(code) ?? true) &&
    (wanted.message?.test(message) ?? true) &&
    (wanted.among === undefined || isAmong(wanted.among, code, status))
  );
}

function isAmong(kinds: ReadonlySet<FailureKind>, code: string, status: number): boolean {
  const kind = DOCUMENTED_CODES.get(code)?.kind;
  return status !== 401 && status !== 403 && (kind === undefined || kinds.has(kind));
}

const KIND_BY_STATUS: ReadonlyMap<number | undefined, FailureKind> = new Map([
  [400, 'invalid_input'],
  [401, 'unauthenticated'],
  [403, 'permission_denied'],
]);

/** Statuses under 500 after which the same call may succeed (RFC 9110; RFC 8470). */
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 425]);
