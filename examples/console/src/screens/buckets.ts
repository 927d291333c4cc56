/** A group of certificates by the time until they expire. */
export interface Bucket {
  readonly name: 'expired' | 'in7' | 'in14' | 'in30';
  readonly count: number;
  /** True if the rows end within the group, so that there may be more. */
  readonly isPart: boolean;
  readonly tone: 'bad' | 'warn';
}

/**
 * Counts the certificates that have expired, and those that expire within 7, 14 and 30 days, each including the ones before.
 * @param rows the certificates in the order of their ends.
 * @param hasMore true if later ones were not read.
 */
export function bucketsOf(
  rows: readonly { readonly notAfter: string }[],
  hasMore: boolean,
  now = Date.now(),
): Bucket[] {
  const days = rows.map(({ notAfter }) => (Date.parse(notAfter) - now) / DAY_MS);
  const last = days.at(-1) ?? 0;
  const bucket = (name: Bucket['name'], tone: Bucket['tone'], from: number, to: number) => ({
    name,
    tone,
    count: days.filter((it) => it > from && it <= to).length,
    isPart: hasMore && last <= to,
  });
  return [
    bucket('expired', 'bad', Number.NEGATIVE_INFINITY, 0),
    bucket('in7', 'bad', 0, 7),
    bucket('in14', 'warn', 0, 14),
    bucket('in30', 'warn', 0, 30),
  ];
}

/** A day, in milliseconds. */
export const DAY_MS = 24 * 60 * 60 * 1000;
