import { parseTime } from '../contract/value-checks';
import { ApigFailure } from './failure';

/** Returns a value that the contract requires. @throws ApigFailure `GATEWAY.UNREADABLE_REPLY` if it is missing. */
export function required<Value>(value: Value | undefined): Value {
  if (value === undefined || value === null) throw ApigFailure.of('GATEWAY.UNREADABLE_REPLY', 'UNKNOWN');
  return value;
}

/** Parses a time from the upstream, in UTC if it has no zone. @throws ApigFailure `GATEWAY.UNREADABLE_REPLY` if it is not a time. */
export function dateOf(text: string): Date {
  const date = new Date(parseTime(text));
  if (Number.isNaN(date.getTime())) throw ApigFailure.of('GATEWAY.UNREADABLE_REPLY', 'UNKNOWN');
  return date;
}

/** Parses an optional time from the upstream. @throws ApigFailure `GATEWAY.UNREADABLE_REPLY` if it is not a time. */
export function optionalDate(text: string | null | undefined): Date | null {
  return text === undefined || text === null ? null : dateOf(text);
}
