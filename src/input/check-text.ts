import { InputError } from './input-error';

/** The maximum length of a text in a filter, in characters. */
const MAX_FILTER_LENGTH = 255;

/** Checks a text of a filter and returns it, or undefined if it is absent. @throws InputError if it is empty or too long. */
export function checkText(text: string | null | undefined, parameter: string): string | undefined {
  if (text === null || text === undefined) return undefined;
  if (text.length > 0 && text.length <= MAX_FILTER_LENGTH) return text;
  throw InputError.at(parameter, `${parameter} must be 1 to ${MAX_FILTER_LENGTH} characters long.`);
}
