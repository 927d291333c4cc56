import { GATEWAY_CODES, type GatewayCode } from '../apig/gateway-codes';
import documentedCodes from '../contract/error-codes.json';
import { InputError, type InputErrorCode } from '../input/input-error';
import type { Failure } from './failure';

/** What a failure is about. Each kind has one error result; `to-result.ts` says which. */
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

/** A failure as the table reads it. `retryable`: the same call may succeed later, unchanged. */
export interface Classification {
  readonly kind: FailureKind;
  readonly retryable: boolean;
}

const TABLE: ReadonlyMap<string, Classification> = new Map(
  documentedCodes.map(({ code, kind, transient }) => [code, { kind: kind as FailureKind, retryable: transient }]),
);

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

/** The gateway's own codes that say something of the input or the state, and nothing of the upstream. */
const OWN_KINDS: Readonly<Partial<Record<GatewayCode, FailureKind>>> = {
  'GATEWAY.INVALID_CERTIFICATE': 'invalid_certificate',
  'GATEWAY.NOT_FOUND': 'not_found:gateway',
  'GATEWAY.DOMAIN_NOT_FOUND': 'not_found:domain',
  'GATEWAY.NOT_ATTACHED': 'not_found:binding',
  'GATEWAY.CONFLICT': 'conflict',
  'GATEWAY.OVERLOADED': 'rate_limited',
};

const INPUT_KINDS: Readonly<Record<InputErrorCode, FailureKind>> = {
  'GATEWAY.INVALID_INPUT': 'invalid_input',
  'GATEWAY.INVALID_CERTIFICATE': 'invalid_certificate',
};

const KIND_BY_STATUS: ReadonlyMap<number, FailureKind> = new Map([
  [400, 'invalid_input'],
  [401, 'unauthenticated'],
  [403, 'permission_denied'],
]);

/** Statuses under 500 after which the same call may succeed (RFC 9110; RFC 6585). */
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * What a failure is about, and whether to try again.
 * The code decides; then the status, for a code that is not in the table; a 429 is a rate limit whatever its code.
 * The table is `src/contract/error-codes.json`: a new code is one new line there.
 */
export function classify(failure: Failure): Classification {
  if (failure instanceof InputError) return { kind: INPUT_KINDS[failure.code], retryable: false };
  const { code, status, operation, message } = failure.details;
  if (status === 429) return { kind: 'rate_limited', retryable: true };
  const exception = EXCEPTIONS.find((it) => it.code === code && it.operation === operation && it.message.test(message));
  if (exception) return exception.means;
  const documented = TABLE.get(code);
  if (documented) return documented;
  if (isGatewayCode(code)) {
    return { kind: OWN_KINDS[code] ?? 'upstream_failure', retryable: GATEWAY_CODES[code].retryable };
  }
  return {
    kind: KIND_BY_STATUS.get(status ?? 0) ?? 'upstream_failure',
    retryable: status !== undefined && (status >= 500 || RETRYABLE_STATUSES.has(status)),
  };
}

function isGatewayCode(code: string): code is GatewayCode {
  return Object.hasOwn(GATEWAY_CODES, code);
}
