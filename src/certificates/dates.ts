import { ApigFailure } from '../apig/failure';

/** An upstream time. @throws ApigFailure `GATEWAY.UNREADABLE_REPLY` for what is not a time. */
export function dateOf(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw ApigFailure.own('GATEWAY.UNREADABLE_REPLY', 'UNKNOWN');
  return date;
}

/** An upstream time that may be missing. @throws ApigFailure `GATEWAY.UNREADABLE_REPLY` for what is not a time. */
export function optionalDate(text: string | null | undefined): Date | null {
  return text === undefined || text === null ? null : dateOf(text);
}
