import { domainToASCII } from 'node:url';
import { MAX_DOMAIN_LENGTH } from './limits';

const ASCII = /^[\x21-\x7e]*$/;

/** Labels of letters, digits, hyphens and underscores, with an optional `*.`. It allows more than a caller may write. */
const COMPARABLE = /^(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;

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

/** Returns true if the key of a name can be compared with that of any other. A URL, or a name with a port, would be another name. */
export function isComparableName(name: string): boolean {
  const key = domainKey(name);
  return key.length <= MAX_DOMAIN_LENGTH && COMPARABLE.test(key);
}
