import { registerEnumType } from 'type-graphql';

/** Whether a certificate can be used now, and for how long. */
export enum CertificateState {
  VALID = 'VALID',
  EXPIRING = 'EXPIRING',
  EXPIRED = 'EXPIRED',
  NOT_YET_VALID = 'NOT_YET_VALID',
}

registerEnumType(CertificateState, {
  name: 'CertificateState',
  description: 'Whether a certificate can be used now, and for how long.',
  valuesConfig: {
    VALID: { description: 'It is valid for more than 30 days.' },
    EXPIRING: { description: 'It is valid for 30 days or less: renew it.' },
    EXPIRED: { description: 'Its time is over: clients refuse it.' },
    NOT_YET_VALID: { description: 'Its time has not come: clients refuse it.' },
  },
});

const DAY_MS = 24 * 60 * 60 * 1000;
const EXPIRING_DAYS = 30;

/** Whole days from `now` until `notAfter`, rounded down: 0 on the last day, negative once it has expired. */
export function daysUntil(notAfter: Date, now: Date): number {
  return Math.floor((notAfter.getTime() - now.getTime()) / DAY_MS);
}

/** The state of a certificate that is not expired needs `notBefore`; of one that is, nothing more. */
export function isExpired(notAfter: Date, now: Date): boolean {
  return notAfter.getTime() < now.getTime();
}

/** Tells whether a certificate's time has not begun yet. @param notBefore null where it is not known: then it has. */
export function isNotYetValid(notBefore: Date | null, now: Date): boolean {
  return notBefore !== null && notBefore.getTime() > now.getTime();
}

/** Whether a certificate that has not expired soon does. */
export function isExpiring(notAfter: Date, now: Date): boolean {
  return daysUntil(notAfter, now) <= EXPIRING_DAYS;
}

/** The state at `now`. `EXPIRING` agrees with `daysUntil`: 30 whole days or less. */
export function stateAt(now: Date, notBefore: Date | null, notAfter: Date): CertificateState {
  if (isExpired(notAfter, now)) return CertificateState.EXPIRED;
  if (isNotYetValid(notBefore, now)) return CertificateState.NOT_YET_VALID;
  return isExpiring(notAfter, now) ? CertificateState.EXPIRING : CertificateState.VALID;
}
