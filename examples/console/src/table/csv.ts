import type { CertificateRowFragment } from '../gql/graphql';

const FIELDS = [
  'id',
  'name',
  'notAfter',
  'expiresInDays',
  'commonName',
  'san',
  'type',
  'instanceId',
  'algorithmType',
  'signatureAlgorithm',
] as const satisfies readonly (keyof CertificateRowFragment)[];

/** Returns certificates as CSV (RFC 4180), with a byte order mark so that spreadsheets read it as UTF-8. It has no key material. */
export function csvOf(rows: readonly CertificateRowFragment[]): string {
  const lines = [FIELDS.join(','), ...rows.map((row) => FIELDS.map((name) => cell(row[name])).join(','))];
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

/**
 * Returns a quoted cell. A spreadsheet runs a text that begins with one of these characters as a formula, even in quotes, so an
 * apostrophe goes before it (OWASP, CSV injection).
 */
function cell(value: CertificateRowFragment[(typeof FIELDS)[number]]): string {
  if (typeof value === 'number') return String(value);
  const text = value === null || value === undefined ? '' : Array.isArray(value) ? value.join(' ') : String(value);
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
