import { InputError } from './input-error';

/** The longest text that is passed on in a filter, in characters. */
const MAX_FILTER_LENGTH = 255;

/** Returns a filter's text, undefined where there is none. @throws InputError for one that is too long. */
export function checkText(text: string | null | undefined, parameter: string): string | undefined {
  if (text === null || text === undefined) return undefined;
  if (text.length > 0 && text.length <= MAX_FILTER_LENGTH) return text;
  throw InputError.at(parameter, `${parameter} must be 1 to ${MAX_FILTER_LENGTH} characters long.`);
}
