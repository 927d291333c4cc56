import { ApigFailure } from '../apig/failure';
import { checkId } from '../apig/path';

/** The longest text that is passed on in a filter, in characters. */
const MAX_FILTER_LENGTH = 255;

/** A filter's text, undefined where there is none. @throws ApigFailure `GATEWAY.INVALID_INPUT` for one that is too long. */
export function checkText(text: string | null | undefined, parameter: string): string | undefined {
  if (text === null || text === undefined) return undefined;
  if (text.length > 0 && text.length <= MAX_FILTER_LENGTH) return text;
  throw ApigFailure.invalidInput(parameter, `${parameter} must be 1 to ${MAX_FILTER_LENGTH} characters long.`);
}

/** An id in a filter, undefined where there is none. @throws ApigFailure `GATEWAY.INVALID_INPUT` for what is no id. */
export function checkOptionalId(id: string | null | undefined, parameter: string): string | undefined {
  return id === null || id === undefined ? undefined : checkId(id, parameter);
}
