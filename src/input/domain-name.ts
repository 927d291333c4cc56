import { domainToASCII } from 'node:url';
import { MAX_DOMAIN_LENGTH } from '../contract/limits';
import { InputError } from './input-error';

/** One label, or a leading `*`: letters, digits, hyphens inside, underscores (RFC 1123, 2.1; RFC 8552 for `_`); a final dot. */
const DOMAIN_PATTERN =
  /^(\*\.)?([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.?$/;

const ASCII = /^[\x21-\x7e]*$/;

/**
 * Returns the domain name itself, once it is known to be one. It is sent to the upstream as it is.
 * @throws InputError for anything but a name of at most 255 ASCII characters; `*.` in front and a dot at the end are allowed.
 */
export function checkDomainName(name: string, parameter: string): string {
  if (name.length > 0 && name.length <= MAX_DOMAIN_LENGTH && DOMAIN_PATTERN.test(name)) return name;
  throw InputError.at(
    parameter,
    `${parameter} must be a domain name of at most ${MAX_DOMAIN_LENGTH} characters, such as www.example.com or *.example.com; an international name in its ASCII form (xn--...).`,
  );
}

/**
 * Returns the key by which names are compared, wherever they come from: without blanks around it and a final dot, in lower
 * case (RFC 4343), an international name in its ASCII form (RFC 5891).
 * @returns the empty text for what is no name.
 */
export function domainKey(name: string): string {
  if (name.length > 2 * MAX_DOMAIN_LENGTH) return '';
  const trimmed = name.trim().toLowerCase();
  const plain = trimmed.endsWith('.') ? trimmed.slice(0, -1) : trimmed;
  if (ASCII.test(plain)) return plain;
  return plain.startsWith('*.') ? `*.${domainToASCII(plain.slice(2))}` : domainToASCII(plain);
}
