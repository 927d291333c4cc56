import type { FailureKind } from '../contract/error-codes';

/** The meaning of one of the server's own codes. */
interface OwnCode {
  readonly kind: FailureKind;
  /** True when the same call may succeed later, unchanged. */
  readonly retryable: boolean;
  /** The message, unless the failure has a more exact one. */
  readonly message: string;
}

/** The server's own error codes: for what the upstream did not say, or was never asked. */
export const GATEWAY_CODES = {
  'GATEWAY.INVALID_CERTIFICATE': {
    kind: 'invalid_certificate',
    retryable: false,
    message: 'The certificate or its private key cannot be used.',
  },
  'GATEWAY.TOO_MANY_CALLS': {
    kind: 'invalid_input',
    retryable: false,
    message: 'This takes more upstream calls than are allowed for it.',
  },
  'GATEWAY.CERTIFICATE_NOT_FOUND': {
    kind: 'not_found:certificate',
    retryable: false,
    message: 'There is no such certificate in the project.',
  },
  'GATEWAY.DOMAIN_NOT_FOUND': {
    kind: 'not_found:domain',
    retryable: false,
    message: 'The domain is on no gateway that was named.',
  },
  'GATEWAY.GATEWAY_NOT_FOUND': {
    kind: 'not_found:gateway',
    retryable: false,
    message: 'There is no such gateway in the project.',
  },
  'GATEWAY.API_GROUP_NOT_FOUND': {
    kind: 'not_found:api_group',
    retryable: false,
    message: 'There is no such API group in the project.',
  },
  'GATEWAY.NOT_ATTACHED': {
    kind: 'not_found:binding',
    retryable: false,
    message: 'The certificate is not attached to the domain.',
  },
  'GATEWAY.CONFLICT': { kind: 'conflict', retryable: false, message: 'The change does not fit the present state.' },
  'GATEWAY.REPLACEMENT_INCOMPLETE': {
    kind: 'upstream_failure',
    retryable: false,
    message: 'Not every domain has the new certificate: `domains` tells what became of each.',
  },
  'GATEWAY.TIMEOUT': { kind: 'upstream_failure', retryable: true, message: 'The upstream did not respond in time.' },
  'GATEWAY.UNREACHABLE': { kind: 'upstream_failure', retryable: true, message: 'The upstream could not be reached.' },
  'GATEWAY.CONNECTION_LOST': {
    kind: 'upstream_failure',
    retryable: true,
    message: 'The connection to the upstream broke before its reply was complete.',
  },
  'GATEWAY.UNREADABLE_REPLY': {
    kind: 'upstream_failure',
    retryable: true,
    message: 'The upstream sent a reply that does not keep to its contract.',
  },
  'GATEWAY.INCOMPLETE_LIST': {
    kind: 'upstream_failure',
    retryable: true,
    message: 'A list of the upstream changed while it was read, or is not whole.',
  },
  'GATEWAY.CIRCUIT_OPEN': {
    kind: 'upstream_failure',
    retryable: true,
    message: 'The upstream has not been responding: the call was not made. Try again in some seconds.',
  },
  'GATEWAY.OVERLOADED': {
    kind: 'rate_limited',
    retryable: true,
    message: 'Too many calls to the upstream wait already: this one was not made.',
  },
  'GATEWAY.AUDIT_UNAVAILABLE': {
    kind: 'upstream_failure',
    retryable: true,
    message:
      'The audit trail cannot be written, so the change was not sent. The operator of this server must see to it.',
  },
  'GATEWAY.CANCELLED': {
    kind: 'upstream_failure',
    retryable: true,
    message: 'The caller disconnected before the response was there.',
  },
} as const satisfies Readonly<Record<string, OwnCode>>;

/** One of the server's own codes. */
export type GatewayCode = keyof typeof GATEWAY_CODES;

/** Tells one of the server's own codes from the upstream's. */
export function isGatewayCode(code: string): code is GatewayCode {
  return Object.hasOwn(GATEWAY_CODES, code);
}

/** The code of an upstream reply that carries none of its own: `GATEWAY.HTTP_502`. */
export function codeOfStatus(status: number): string {
  return `GATEWAY.HTTP_${status}`;
}
