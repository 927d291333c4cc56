/** An object of JSON. */
export type Row = Record<string, unknown>;

/** The largest integer of GraphQL's `Int`, and so of every count and number that is passed on. */
const MAX_INT = 2 ** 31 - 1;

const MAX_TIME_MS = 8.64e15;

/** The form in which the service sends times, with their ranges; it is much cheaper than to parse each. */
const UTC = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

const TIME = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d/;

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Not empty: an empty text says nothing, as null does. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

export function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

/** A time of RFC 3339. */
export function isTime(value: unknown): value is string {
  return typeof value === 'string' && (UTC.test(value) || (TIME.test(value) && !Number.isNaN(Date.parse(value))));
}

/** Not 0: where the contract gives 0 a meaning, it says `minimum: 0`, and `isCount` checks it. */
export function isInteger(value: unknown): value is number {
  return Number.isInteger(value) && value !== 0 && Math.abs(value as number) <= MAX_INT;
}

export function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_INT;
}

/** Milliseconds that a Date holds (ECMAScript, 21.4.1.1), and not 0: all integers of 64 bits in the contract are times. */
export function isLong(value: unknown): value is number {
  return Number.isInteger(value) && value !== 0 && Math.abs(value as number) <= MAX_TIME_MS;
}

export function isTexts(value: unknown): value is string[] {
  if (!Array.isArray(value)) return false;
  for (const item of value) if (typeof item !== 'string') return false;
  return true;
}

/** Reads each item in place. @returns false for what is no list, or has an item that cannot be read. */
export function readList(value: unknown, read: (item: unknown) => Row | undefined): boolean {
  if (!Array.isArray(value)) return false;
  for (let index = 0; index < value.length; index++) {
    const item = read(value[index]);
    if (!item) return false;
    value[index] = item;
  }
  return true;
}

/** What an optional attribute holds where it says nothing. */
export function isEmpty(value: unknown): boolean {
  return value === null || value === '' || value === 0;
}

/** Returns a copy without the attributes that are undefined: `delete` would make each row, and all that reads it, slow. */
export function withoutEmpty(row: Row): Row {
  const copy: Row = {};
  for (const name in row) if (row[name] !== undefined && name !== '__proto__') copy[name] = row[name];
  return copy;
}
