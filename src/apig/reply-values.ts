import { ApigFailure } from './failure';

/** A value that the contract promises. @throws ApigFailure `GATEWAY.UNREADABLE_REPLY` where the reply lacks it. */
export function required<Value>(value: Value | undefined): Value {
  if (value === undefined || value === null) throw ApigFailure.of('GATEWAY.UNREADABLE_REPLY', 'UNKNOWN');
  return value;
}

/** An upstream time. @throws ApigFailure `GATEWAY.UNREADABLE_REPLY` for what is not a time. */
export function dateOf(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw ApigFailure.of('GATEWAY.UNREADABLE_REPLY', 'UNKNOWN');
  return date;
}

/** An upstream time that may be missing. @throws ApigFailure `GATEWAY.UNREADABLE_REPLY` for what is not a time. */
export function optionalDate(text: string | null | undefined): Date | null {
  return text === undefined || text === null ? null : dateOf(text);
}
