import { ID_PATTERN } from '../contract/limits';
import { InputError } from './input-error';

/**
 * Returns the id itself.
 * @param parameter the input, as the caller writes it.
 * @throws InputError for anything but 1 to 64 letters, digits, hyphens and underscores.
 */
export function checkId(id: unknown, parameter: string): string {
  if (typeof id === 'string' && ID_PATTERN.test(id)) return id;
  throw InputError.at(parameter, `${parameter} must be 1 to 64 letters, digits, hyphens and underscores.`);
}

/** Returns an id that may be left out, undefined where it is. @throws InputError as `checkId` does. */
export function checkOptionalId(id: string | null | undefined, parameter: string): string | undefined {
  return id === null || id === undefined ? undefined : checkId(id, parameter);
}
