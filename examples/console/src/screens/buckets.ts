/** A group of certificates by the time until they expire. */
export interface Bucket {
  readonly name: 'expired' | 'in7' | 'in14' | 'in30';
  readonly count: number;
  readonly tone: 'bad' | 'warn';
}

/** Counts the certificates that have expired, and those that expire within 7, 14 and 30 days, each including the ones before. */
export function bucketsOf(rows: readonly { readonly notAfter: string }[], now = Date.now()): Bucket[] {
  const days = rows.map(({ notAfter }) => (Date.parse(notAfter) - now) / DAY_MS);
  const within = (limit: number) => days.filter((it) => it > 0 && it <= limit).length;
  return [
    { name: 'expired', count: days.filter((it) => it <= 0).length, tone: 'bad' },
    { name: 'in7', count: within(7), tone: 'bad' },
    { name: 'in14', count: within(14), tone: 'warn' },
    { name: 'in30', count: within(30), tone: 'warn' },
  ];
}

const DAY_MS = 24 * 60 * 60 * 1000;
