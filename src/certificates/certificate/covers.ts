import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** The domain names and IP addresses in a certificate. */
export interface CertificateNames {
  readonly san: readonly string[];
  readonly commonName: string | null;
}

/**
 * Returns true if a TLS client accepts the certificate for the domain name or IP address (RFC 6125, 6.4; RFC 9110, 4.3.5). The common
 * name counts only if there are no subject alternative names. A wildcard must be the whole leftmost label and matches exactly one
 * label. A wildcard domain is covered by the same wildcard. An IP address must be among the names itself, in any spelling.
 */
export function coversDomain(names: CertificateNames, domain: string): boolean {
  return coversKey(names, nameKey(domain));
}

/** Returns the same for a key from `nameKey`, for a name that is compared with many certificates. */
export function coversKey(names: CertificateNames, wanted: string): boolean {
  if (wanted === '') return false;
  const keys = keysOf(names);
  return keys.has(wanted) || keys.has(parentOf(wanted) ?? wanted);
}

/**
 * Returns the form of a name or an address in which it is compared: lower case, ASCII, without the trailing dot (RFC 6125, 6.4.1 and
 * 6.4.2), and IPv6 addresses in their canonical spelling (RFC 5952). It is empty for a text that is neither.
 */
export function nameKey(name: string): string {
  const trimmed = name.trim();
  const address = trimmed.startsWith('[') && trimmed.endsWith(']') ? trimmed.slice(1, -1) : trimmed;
  if (isIP(address) !== 0) return address.includes(':') ? canonical(address) : address;
  const [, wildcard = '', rest = ''] = /^(\*\.)?(.*?)\.?$/s.exec(trimmed) ?? [];
  return rest === '' ? '' : wildcard + (isAscii(rest) ? rest.toLowerCase() : domainToASCII(rest));
}

/**
 * The keys of names that were compared with before, by their list: many fields of a request compare with the names of one certificate,
 * each with an object of its own.
 */
const known = new WeakMap<readonly string[], ReadonlySet<string>>();

function keysOf({ san, commonName }: CertificateNames): ReadonlySet<string> {
  if (san.length === 0) return new Set(commonName === null ? [] : [nameKey(commonName)]);
  const keys = known.get(san) ?? new Set(san.map(nameKey));
  known.set(san, keys);
  return keys;
}

/** Returns the wildcard that covers a name, or undefined if none does. */
function parentOf(wanted: string): string | undefined {
  const dot = wanted.indexOf('.');
  return dot > 0 && !wanted.startsWith('*') && isIP(wanted) === 0 ? `*${wanted.slice(dot)}` : undefined;
}

/** Returns an IPv6 address in its canonical spelling. A zone is no part of a name in a certificate. */
function canonical(address: string): string {
  if (address.includes('%')) return '';
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
