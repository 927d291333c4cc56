import { ID_PATTERN } from '../contract/limits';
import { InputError } from './input-error';

/**
 * Checks an id and returns it.
 * @param parameter the path of the input, as the caller writes it.
 * @throws InputError unless it is 1 to 64 letters, digits, hyphens and underscores.
 */
export function checkId(id: unknown, parameter: string): string {
  if (typeof id === 'string' && ID_PATTERN.test(id)) return id;
  throw InputError.at(parameter, `${parameter} must be 1 to 64 letters, digits, hyphens and underscores.`);
}

/** Checks an optional id and returns it, or undefined if it is absent. @throws InputError as `checkId` does. */
export function checkOptionalId(id: string | null | undefined, parameter: string): string | undefined {
  return id === null || id === undefined ? undefined : checkId(id, parameter);
}
