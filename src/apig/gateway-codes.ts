/**
 * The gateway's own error codes: what it says where the upstream said nothing, or was never asked.
 * `retryable`: the same call may succeed later, unchanged.
 */
export const GATEWAY_CODES = {
  'GATEWAY.INVALID_CERTIFICATE': { retryable: false, message: 'The certificate or its private key cannot be used.' },
  'GATEWAY.NOT_FOUND': { retryable: false, message: 'There is no such thing in the project.' },
  'GATEWAY.DOMAIN_NOT_FOUND': { retryable: false, message: 'The domain is on no gateway that was named.' },
  'GATEWAY.NOT_ATTACHED': { retryable: false, message: 'The certificate is not attached to the domain.' },
  'GATEWAY.CONFLICT': { retryable: false, message: 'The change does not fit the present state.' },
  'GATEWAY.REPLACEMENT_INCOMPLETE': {
    retryable: false,
    message: 'Not every domain has the new certificate: `domains` tells what became of each.',
  },
  'GATEWAY.TIMEOUT': { retryable: true, message: 'The upstream did not answer in time.' },
  'GATEWAY.UNREACHABLE': { retryable: true, message: 'The upstream could not be reached.' },
  'GATEWAY.CONNECTION_LOST': {
    retryable: true,
    message: 'The connection to the upstream broke before its reply was complete.',
  },
  'GATEWAY.UNREADABLE_REPLY': {
    retryable: true,
    message: 'The upstream sent a reply that does not keep to its contract.',
  },
  'GATEWAY.CIRCUIT_OPEN': {
    retryable: true,
    message: 'The upstream has not been answering: the call was not made. Try again in some seconds.',
  },
  'GATEWAY.OVERLOADED': {
    retryable: true,
    message: 'Too many calls to the upstream wait already: this one was not made.',
  },
  'GATEWAY.AUDIT_UNAVAILABLE': {
    retryable: true,
    message:
      'The audit trail cannot be written, so the change was not sent. The operator of this server must see to it.',
  },
  'GATEWAY.CANCELLED': { retryable: true, message: 'The caller hung up before the answer was there.' },
} as const;

/** One of the gateway's own codes. */
export type GatewayCode = keyof typeof GATEWAY_CODES;

/** The code of an upstream reply that carries none of its own: `GATEWAY.HTTP_502`. */
export function codeOfStatus(status: number): string {
  return `GATEWAY.HTTP_${status}`;
}
