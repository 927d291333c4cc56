/** The number of days before the end in which a certificate counts as expiring, as the server's default is. */
const EXPIRING_DAYS = 30;

/** The state of a certificate as far as its end tells it. Its start is known to the certificate's own screen alone. */
export type Expiry = 'NOT_EXPIRED' | 'EXPIRING' | 'EXPIRED';

/** Returns the state of a certificate by its end. */
export function expiryOf({
  notAfter,
  expiresInDays,
}: {
  readonly notAfter: string;
  readonly expiresInDays: number;
}): Expiry {
  if (Date.parse(notAfter) <= Date.now()) return 'EXPIRED';
  return expiresInDays <= EXPIRING_DAYS ? 'EXPIRING' : 'NOT_EXPIRED';
}
