import { MAX_DOMAIN_LENGTH } from '../contract/limits';
import { InputError } from './input-error';

/** One label, or a leading `*`: letters, digits, hyphens inside, underscores (RFC 1123, 2.1; RFC 8552 for `_`). */
const DOMAIN_PATTERN =
  /^(\*\.)?([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;

/**
 * Returns the domain name itself.
 * @throws InputError for anything but a name of at most 255 ASCII characters, `*.` in front allowed.
 */
export function checkDomainName(name: string, parameter: string): string {
  if (name.length > 0 && name.length <= MAX_DOMAIN_LENGTH && DOMAIN_PATTERN.test(name)) return name;
  throw InputError.at(
    parameter,
    `${parameter} must be a domain name of at most ${MAX_DOMAIN_LENGTH} characters, such as www.example.com or *.example.com; an international name in its ASCII form (xn--...).`,
  );
}

/** Returns the key of a domain name: names are compared without regard to case (RFC 4343). */
export function domainKey(name: string): string {
  return name.toLowerCase();
}
