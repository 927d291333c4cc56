import { MAX_DOMAIN_LENGTH } from '../contract/limits';
import { InputError } from './input-error';

export { domainKey } from '../contract/domain-key';

/** Labels of letters, digits, inner hyphens and underscores (RFC 1123, 2.1; RFC 8552 for `_`), with an optional `*.` and final dot. */
const DOMAIN_PATTERN =
  /^(\*\.)?([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.?$/;

/**
 * Checks a domain name and returns it unchanged.
 * @throws InputError unless it is a domain name of at most 255 ASCII characters. A leading `*.` and a final dot are allowed.
 */
export function checkDomainName(name: string, parameter: string): string {
  if (name.length > 0 && name.length <= MAX_DOMAIN_LENGTH && DOMAIN_PATTERN.test(name)) return name;
  throw InputError.at(
    parameter,
    `${parameter} must be a domain name of at most ${MAX_DOMAIN_LENGTH} characters, such as www.example.com or *.example.com. International names must be in ASCII form (xn--...).`,
  );
}
