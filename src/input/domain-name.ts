import { domainToASCII } from 'node:url';
import { MAX_DOMAIN_LENGTH } from '../contract/limits';
import { InputError } from './input-error';

/** Labels of letters, digits, inner hyphens and underscores (RFC 1123, 2.1; RFC 8552 for `_`), with an optional `*.` and final dot. */
const DOMAIN_PATTERN =
  /^(\*\.)?([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.?$/;

const ASCII = /^[\x21-\x7e]*$/;

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

/**
 * Returns the key by which domain names from any source are compared: trimmed, without a final dot, in lower case (RFC 4343), and
 * in ASCII form (RFC 5891). It is empty for a text that is not a domain name.
 */
export function domainKey(name: string): string {
  if (name.length > 2 * MAX_DOMAIN_LENGTH) return '';
  const trimmed = name.trim().toLowerCase();
  const plain = trimmed.endsWith('.') ? trimmed.slice(0, -1) : trimmed;
  if (ASCII.test(plain)) return plain;
  return plain.startsWith('*.') ? `*.${domainToASCII(plain.slice(2))}` : domainToASCII(plain);
}
