import { ApigFailure } from '../apig/failure';
import { checkId } from '../apig/path';
import { MAX_DOMAIN_LENGTH } from '../contract/limits';

/** The longest text that is passed on in a filter, in characters. */
const MAX_FILTER_LENGTH = 255;

/** One label, or a leading `*`: letters, digits, hyphens inside, underscores (RFC 1123, 2.1; RFC 8552 for `_`). */
const DOMAIN_PATTERN =
  /^(\*\.)?([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;

/**
 * The domain name itself, once it is known to be one.
 * @throws ApigFailure `GATEWAY.INVALID_INPUT` for anything but a name of at most 255 ASCII characters, `*.` in front allowed.
 */
export function checkDomainName(name: string, parameter: string): string {
  if (name.length > 0 && name.length <= MAX_DOMAIN_LENGTH && DOMAIN_PATTERN.test(name)) return name;
  throw ApigFailure.invalidInput(
    parameter,
    `${parameter} must be a domain name of at most ${MAX_DOMAIN_LENGTH} characters, such as www.example.com or *.example.com; an international name in its ASCII form (xn--...).`,
  );
}

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
