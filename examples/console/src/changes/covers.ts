/**
 * Returns true if one of the names of a certificate covers a domain name or an IP address, as the server's `Certificate.covers`
 * decides it (RFC 6125, 6.4; RFC 9110, 4.3.5). A wildcard covers exactly one label, and no address.
 */
export function isCovered(domain: string, names: readonly string[]): boolean {
  const wanted = keyOf(domain);
  if (wanted === '') return false;
  const dot = wanted.indexOf('.');
  const parent = dot > 0 && !wanted.startsWith('*') && !isIPv4(wanted) ? `*${wanted.slice(dot)}` : undefined;
  return names.map(keyOf).some((key) => key === wanted || key === parent);
}

/** Returns the names of a certificate that count: its common name only if it has no subject alternative names. */
export function namesOf({
  san,
  commonName,
}: {
  readonly san: readonly string[];
  readonly commonName: string | null;
}): readonly string[] {
  return san.length > 0 || commonName === null ? san : [commonName];
}

/**
 * Returns the form in which names are compared: lower case, ASCII (IDNA), without the trailing dot, and IPv6 addresses in their
 * canonical spelling. It is empty for a text that is neither a name nor an address.
 */
function keyOf(name: string): string {
  const trimmed = name.trim();
  const address = trimmed.startsWith('[') && trimmed.endsWith(']') ? trimmed.slice(1, -1) : trimmed;
  if (isIPv4(address)) return address;
  const [unscoped = '', ...zone] = address.split('%');
  const canonical = canonicalIPv6(unscoped);
  if (canonical !== undefined) return zone.length > 0 ? '' : canonical;
  const [, wildcard = '', rest = ''] = /^(\*\.)?(.*?)\.?$/s.exec(trimmed) ?? [];
  return rest === '' ? '' : wildcard + (/^[\x20-\x7e]*$/.test(rest) ? rest.toLowerCase() : toAscii(rest));
}

function isIPv4(text: string): boolean {
  return /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(text);
}

/** Returns the canonical spelling of an IPv6 address, or undefined for another text. */
function canonicalIPv6(text: string): string | undefined {
  const url = `http://[${text}]`;
  return /^[0-9a-f:.]+$/i.test(text) && URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : undefined;
}

/** Returns the ASCII form of a name with other letters, as browsers and Node.js convert it; empty for a text that is no name. */
function toAscii(name: string): string {
  const url = new URL(`ws://${NO_NAME}`);
  url.hostname = name;
  return url.hostname === NO_NAME ? '' : url.hostname;
}

/** The host that stays if a text is no name. */
const NO_NAME = 'none.invalid';
