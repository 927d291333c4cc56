import { registerEnumType } from 'type-graphql';

/** The validity state of a certificate at a point in time. */
export enum CertificateState {
  VALID = 'VALID',
  EXPIRING = 'EXPIRING',
  EXPIRED = 'EXPIRED',
  NOT_YET_VALID = 'NOT_YET_VALID',
}

registerEnumType(CertificateState, {
  name: 'CertificateState',
  description: 'The validity state of a certificate at the time of the request.',
  valuesConfig: {
    VALID: { description: 'Valid for more than 30 days, or the number in `expiringWithinDays`.' },
    EXPIRING: { description: 'Valid, but expires within 30 days, or the number in `expiringWithinDays`. Renew it.' },
    EXPIRED: { description: 'Expired. Clients reject it.' },
    NOT_YET_VALID: { description: 'Its validity period has not begun. Clients reject it.' },
  },
});

const DAY_MS = 24 * 60 * 60 * 1000;

/** The number of days before its expiry in which a certificate is `EXPIRING`, unless another is asked for. */
export const EXPIRING_DAYS = 30;

/** Returns the whole days from `now` until `notAfter`, rounded down: 0 on the last day, negative after it. */
export function daysUntil(notAfter: Date, now: Date): number {
  return Math.floor((notAfter.getTime() - now.getTime()) / DAY_MS);
}

/** Returns true if a certificate has expired. Its state then needs no `notBefore`. */
export function isExpired(notAfter: Date, now: Date): boolean {
  return notAfter.getTime() < now.getTime();
}

/** Returns true if a certificate's validity period has not begun. @param notBefore null if unknown, which counts as begun. */
export function isNotYetValid(notBefore: Date | null, now: Date): boolean {
  return notBefore !== null && notBefore.getTime() > now.getTime();
}

/** Returns true if a certificate that has not expired will expire within some whole days. */
export function isExpiring(notAfter: Date, now: Date, withinDays = EXPIRING_DAYS): boolean {
  return daysUntil(notAfter, now) <= withinDays;
}

/** Returns the state at `now`. @param withinDays `EXPIRING` means that `daysUntil` is this or less. */
export function stateAt(
  now: Date,
  notBefore: Date | null,
  notAfter: Date,
  withinDays = EXPIRING_DAYS,
): CertificateState {
  if (isExpired(notAfter, now)) return CertificateState.EXPIRED;
  if (isNotYetValid(notBefore, now)) return CertificateState.NOT_YET_VALID;
  return isExpiring(notAfter, now, withinDays) ? CertificateState.EXPIRING : CertificateState.VALID;
}
