import { domainToASCII } from 'node:url';

/** The domain names in a certificate. */
export interface CertificateNames {
  readonly san: readonly string[];
  readonly commonName: string | null;
}

/**
 * Returns true if a TLS client accepts the certificate for the domain (RFC 6125, 6.4). The common name counts only if there are
 * no subject alternative names. A wildcard must be the whole leftmost label and matches exactly one label. A wildcard domain is
 * covered by the same wildcard.
 */
export function coversDomain({ san, commonName }: CertificateNames, domain: string): boolean {
  const wanted = normalise(domain);
  if (wanted === '') return false;
  const names = san.length > 0 ? san : commonName === null ? [] : [commonName];
  return names.some((name) => matches(normalise(name), wanted));
}

function matches(pattern: string, wanted: string): boolean {
  if (pattern === wanted) return true;
  if (!pattern.startsWith('*.')) return false;
  const dot = wanted.indexOf('.');
  return dot > 0 && !wanted.startsWith('*') && wanted.slice(dot) === pattern.slice(1);
}

/** Returns a name in the form used for comparison: lower case, ASCII, without the trailing dot (RFC 6125, 6.4.1 and 6.4.2). */
function normalise(name: string): string {
  const [, wildcard = '', rest = ''] = /^(\*\.)?(.*?)\.?$/s.exec(name.trim()) ?? [];
  return rest === '' ? '' : wildcard + (isAscii(rest) ? rest.toLowerCase() : domainToASCII(rest));
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
