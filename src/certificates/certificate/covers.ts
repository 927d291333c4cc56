import { domainToASCII } from 'node:url';

/** The names that a certificate carries. */
export interface CertificateNames {
  readonly san: readonly string[];
  readonly commonName: string | null;
}

/**
 * Whether a TLS client takes the certificate for the domain.
 * By RFC 6125, section 6.4: the subject alternative names count; the common name only where there are none. A wildcard
 * stands for exactly one label, the leftmost and the whole of it. A wildcard domain is covered by the same wildcard.
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

/** Lower case, ASCII form, without the root's dot: how names are compared (RFC 6125, 6.4.1 and 6.4.2). */
function normalise(name: string): string {
  const [, wildcard = '', rest = ''] = /^(\*\.)?(.*?)\.?$/s.exec(name.trim()) ?? [];
  return rest === '' ? '' : wildcard + (isAscii(rest) ? rest.toLowerCase() : domainToASCII(rest));
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
