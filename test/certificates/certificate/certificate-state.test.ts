import { CertificateState, daysUntil, stateAt } from '../../../src/certificates/certificate/certificate-state';

const NOW = new Date('2026-06-01T12:00:00Z');
const HOUR = 60 * 60 * 1000;
const inHours = (hours: number) => new Date(NOW.getTime() + hours * HOUR);

describe('the state of a certificate', () => {
  it.each([
    [-1, -24 * 100, 'EXPIRED', -1],
    [-25, -24 * 100, 'EXPIRED', -2],
    [0, -24, 'EXPIRING', 0],
    [23, -24, 'EXPIRING', 0],
    [24 * 30, -24, 'EXPIRING', 30],
    [24 * 31 - 1, -24, 'EXPIRING', 30],
    [24 * 31, -24, 'VALID', 31],
    [24 * 200, 1, 'NOT_YET_VALID', 200],
    [24 * 200, 0, 'VALID', 200],
  ])('that ends in %i hours and began in %i is %s, with %i days', (end, begin, state, days) => {
    expect(stateAt(NOW, inHours(begin), inHours(end))).toBe(CertificateState[state as keyof typeof CertificateState]);
    expect(daysUntil(inHours(end), NOW)).toBe(days);
  });

  it.each([
    [24 * 10, 7, 'VALID'],
    [24 * 8 - 1, 7, 'EXPIRING'],
    [24 * 90, 90, 'EXPIRING'],
    [23, 0, 'EXPIRING'],
    [24, 0, 'VALID'],
  ])('that ends in %i hours is, for %i days, %s', (end, days, state) => {
    expect(stateAt(NOW, null, inHours(end), days)).toBe(state);
  });

  it('is known without a start date', () => {
    expect(stateAt(NOW, null, inHours(24 * 100))).toBe('VALID');
  });
});
