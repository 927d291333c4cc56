import { ID_PATTERN } from '../contract/limits';
import { ApigFailure } from './failure';

type Scalar = string | number | boolean | undefined;

/**
 * The path and query of an upstream call.
 * Path parameters must be ids, so that nothing a caller sends can change which operation is called; query values are encoded.
 * @throws ApigFailure `GATEWAY.INVALID_INPUT`, which names the parameter that is not an id.
 */
export function buildPath(
  template: string,
  parameters: Readonly<Record<string, string>>,
  query: Readonly<Record<string, Scalar>> = {},
): string {
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => checkId(parameters[name], name));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size > 0 ? `${path}?${search}` : path;
}

/**
 * The id itself, once it is known to be one.
 * @throws ApigFailure `GATEWAY.INVALID_INPUT` for anything but 1 to 64 letters, digits, hyphens and underscores.
 */
export function checkId(id: unknown, parameter: string): string {
  if (typeof id === 'string' && ID_PATTERN.test(id)) return id;
  throw ApigFailure.invalidInput(parameter, `${parameter} must be 1 to 64 letters, digits, hyphens and underscores.`);
}
