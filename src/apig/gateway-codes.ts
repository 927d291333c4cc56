import type { FailureKind } from '../contract/error-codes';

/** The meaning of one of the server's own codes. */
interface OwnCode {
  readonly kind: FailureKind;
  /** True when the same call may succeed later, unchanged. */
  readonly retryable: boolean;
  /** The message, unless the failure has a more exact one. */
  readonly message: string;
}

/** The server's own error codes, for failures that the upstream did not report itself. */
export const GATEWAY_CODES = {
  'GATEWAY.INVALID_CERTIFICATE': {
    kind: 'invalid_certificate',
    retryable: false,
    message: 'The certificate or its private key cannot be used.',
  },
  'GATEWAY.TOO_MANY_CALLS': {
    kind: 'invalid_input',
    retryable: false,
    message: 'This request needs more upstream calls than are allowed.',
  },
  'GATEWAY.CERTIFICATE_NOT_FOUND': {
    kind: 'not_found:certificate',
    retryable: false,
    message: 'The project has no such certificate.',
  },
  'GATEWAY.DOMAIN_NOT_FOUND': {
    kind: 'not_found:domain',
    retryable: false,
    message: 'The domain does not exist on any of the given gateways.',
  },
  'GATEWAY.GATEWAY_NOT_FOUND': {
    kind: 'not_found:gateway',
    retryable: false,
    message: 'The project has no such gateway.',
  },
  'GATEWAY.API_GROUP_NOT_FOUND': {
    kind: 'not_found:api_group',
    retryable: false,
    message: 'The project has no such API group.',
  },
  'GATEWAY.NOT_ATTACHED': {
    kind: 'not_found:binding',
    retryable: false,
    message: 'The certificate is not attached to the domain.',
  },
  'GATEWAY.CONFLICT': { kind: 'conflict', retryable: false, message: 'The change conflicts with the current state.' },
  'GATEWAY.REPLACEMENT_INCOMPLETE': {
    kind: 'upstream_failure',
    retryable: false,
    message: 'Some domains do not have the new certificate. `domains` has the state of each.',
  },
  'GATEWAY.TIMEOUT': { kind: 'upstream_failure', retryable: true, message: 'The upstream did not respond in time.' },
  'GATEWAY.UNREACHABLE': { kind: 'upstream_failure', retryable: true, message: 'The upstream could not be reached.' },
  'GATEWAY.CONNECTION_LOST': {
    kind: 'upstream_failure',
    retryable: true,
    message: 'The connection to the upstream closed before its reply was complete.',
  },
  'GATEWAY.UNREADABLE_REPLY': {
    kind: 'upstream_failure',
    retryable: true,
    message: 'The upstream sent a reply that does not match its contract.',
  },
  'GATEWAY.INCOMPLETE_LIST': {
    kind: 'upstream_failure',
    retryable: true,
    message: 'A list of the upstream changed while it was read, or is incomplete.',
  },
  'GATEWAY.CIRCUIT_OPEN': {
    kind: 'upstream_failure',
    retryable: true,
    message:
      'The circuit breaker is open: the upstream is not responding, so the call was not made. Try again in a few seconds.',
  },
  'GATEWAY.OVERLOADED': {
    kind: 'rate_limited',
    retryable: true,
    message: 'Too many calls to the upstream are waiting, so this one was not made. Try again later.',
  },
  'GATEWAY.AUDIT_UNAVAILABLE': {
    kind: 'upstream_failure',
    retryable: true,
    message: 'The audit trail cannot be written, so the change was not sent. The operator of this server must fix it.',
  },
  'GATEWAY.CANCELLED': {
    kind: 'upstream_failure',
    retryable: true,
    message: 'The caller disconnected before the response was ready.',
  },
} as const satisfies Readonly<Record<string, OwnCode>>;

/** One of the server's own codes. */
export type GatewayCode = keyof typeof GATEWAY_CODES;

/** Returns true if a code is one of the server's own. */
export function isGatewayCode(code: string): code is GatewayCode {
  return Object.hasOwn(GATEWAY_CODES, code);
}

/** Returns the code for an upstream reply without an error code, such as `GATEWAY.HTTP_502`. */
export function codeOfStatus(status: number): string {
  return `GATEWAY.HTTP_${status}`;
}
