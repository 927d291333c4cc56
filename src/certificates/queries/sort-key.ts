import { parseTime } from '../../contract/value-checks';
import { foreignCursor } from '../../relay/cursor';
import type { Certificate } from '../certificate/certificate.type';
import { type CertificateOrder, CertificateOrderField, OrderDirection } from './certificate-order.input';

/** The number of characters by which names are sorted. A longer name would not fit into a cursor. */
const NAME_LENGTH = 64;

/** The place of a certificate in an order: its value in the field, null if it has none, and its id. */
export interface SortKey {
  readonly value: number | string | null;
  readonly id: string;
}

/** Returns the key of a certificate in an order. Times are in milliseconds since the Unix epoch. */
export function sortKeyOf(certificate: Certificate, field: CertificateOrderField): SortKey {
  return { value: VALUES[field](certificate), id: certificate.id };
}

/** Returns the function that compares keys in an order. Keys without a value come last in both directions. */
export function comparatorOf({ direction }: CertificateOrder): (one: SortKey, other: SortKey) => number {
  const sign = direction === OrderDirection.DESC ? -1 : 1;
  return (one, other) => {
    if ((one.value === null) !== (other.value === null)) return one.value === null ? 1 : -1;
    return sign * compare(one.value ?? 0, other.value ?? 0) || compare(one.id, other.id);
  };
}

/** Returns the place of a key, for its cursor. */
export function placeOf({ value, id }: SortKey): string {
  return JSON.stringify([value, id]);
}

/** Returns the key in a decoded cursor. @throws InputError if it is none of an order by this field. */
export function readSortKey(text: string, field: CertificateOrderField): SortKey {
  const [value, id, ...rest] = parseList(text);
  const isValue = value === null || typeof value === (field === CertificateOrderField.NAME ? 'string' : 'number');
  if (!isValue || typeof id !== 'string' || rest.length > 0) throw foreignCursor();
  return { value: value as SortKey['value'], id };
}

const VALUES: Readonly<Record<CertificateOrderField, (certificate: Certificate) => SortKey['value']>> = {
  NOT_AFTER: ({ source }) => timeOf(source.not_after),
  NAME: ({ source }) => source.name?.slice(0, NAME_LENGTH) ?? null,
  CREATED_AT: ({ source }) => timeOf(source.create_time),
};

function timeOf(text: string | undefined): number | null {
  const time = text === undefined ? Number.NaN : parseTime(text);
  return Number.isNaN(time) ? null : time;
}

function compare<Value extends number | string>(one: Value, other: Value): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function parseList(text: string): unknown[] {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}
