import { isComparableName } from './domain-key';
import { ID_PATTERN } from './limits';

/** A JSON object. */
export type Row = Record<string, unknown>;

/** The largest integer of GraphQL's `Int`, and therefore the largest number that can be passed on. */
const MAX_INT = 2 ** 31 - 1;

const MAX_TIME_MS = 8.64e15;

/** The format in which the service sends times. Matching it is much cheaper than parsing each time. */
const UTC = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

const TIME = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d/;

/** A time without a zone. */
const ZONELESS = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)$/;

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns true for a non-empty string. An empty string counts as absent, like null. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Returns true for an id, which is safe as one segment of an upstream path and in a message. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && ID_PATTERN.test(value);
}

/** Returns true for a domain name that can be compared with others. */
export function isDomainName(value: unknown): value is string {
  return typeof value === 'string' && isComparableName(value);
}

export function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

/**
 * Parses a time of the upstream, in RFC 3339 format. One without a zone is read as UTC, the zone of the example in the contract
 * (`2021-04-26T09:03:30Z`). No source shows one without; `Date.parse` would read it in the zone of the server.
 * @returns milliseconds since the Unix epoch; NaN for a text that is no time, or one on a day that does not exist.
 */
export function parseTime(text: string): number {
  if (!hasExistingDay(text)) return Number.NaN;
  const [, day, time] = ZONELESS.exec(text) ?? [];
  return Date.parse(day === undefined ? text : `${day}T${time}Z`);
}

/** Returns true for a time in RFC 3339 format, with or without its zone. */
export function isTime(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    ((UTC.test(value) && hasExistingDay(value)) || (TIME.test(value) && !Number.isNaN(parseTime(value))))
  );
}

/** Returns false for a date such as 31 February, which `Date.parse` reads as 3 March. All months have 28 days. */
function hasExistingDay(text: string): boolean {
  const day = Number(text.slice(8, 10));
  if (!(day > 28)) return true;
  const lastOfMonth = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0));
  return day <= lastOfMonth.getUTCDate();
}

/** Returns true for an integer other than 0. If 0 is a valid value, the contract has `minimum: 0` and `isCount` is used. */
export function isInteger(value: unknown): value is number {
  return Number.isInteger(value) && value !== 0 && Math.abs(value as number) <= MAX_INT;
}

export function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_INT;
}

/** Returns true for milliseconds in the range of a Date (ECMAScript, 21.4.1.1), except 0. All 64-bit integers in the contract are times. */
export function isLong(value: unknown): value is number {
  return Number.isInteger(value) && value !== 0 && Math.abs(value as number) <= MAX_TIME_MS;
}

export function isTexts(value: unknown): value is string[] {
  if (!Array.isArray(value)) return false;
  for (const item of value) if (typeof item !== 'string') return false;
  return true;
}

/** Reads each item in place. @returns false if the value is not a list, or an item cannot be read. */
export function readList(value: unknown, read: (item: unknown) => Row | undefined): boolean {
  if (!Array.isArray(value)) return false;
  for (let index = 0; index < value.length; index++) {
    const item = read(value[index]);
    if (!item) return false;
    value[index] = item;
  }
  return true;
}

/** Returns true for the values that count as absent in an optional attribute. `false` does, except in a boolean one. */
export function isEmpty(value: unknown): boolean {
  return value === null || value === '' || value === 0 || value === false;
}

/** Returns a copy without undefined attributes. `delete` would slow down the row and all code that reads it. */
export function withoutEmpty(row: Row): Row {
  const copy: Row = {};
  for (const name in row) if (row[name] !== undefined && name !== '__proto__') copy[name] = row[name];
  return copy;
}
