/** The length of a part of a secret that must not be left. */
const PART_LENGTH = 16;

/** Returns the bytes of a Latin-1 text. */
export const bytes = (text: string) => Buffer.from(text, 'latin1');
const each = (text: string, how: (char: string) => string) => Array.from(text, how).join('');
const hexOf = (char: string) => char.charCodeAt(0).toString(16).padStart(2, '0');
/** Inserts a text after each `width` characters. */
export const wrap = (text: string, width: number, by: string) =>
  text.replace(new RegExp(`(.{${width}})(?=.)`, 'g'), `$1${by}`);
const symbols = (how: (char: string) => string) => (text: string) => text.replace(/[^A-Za-z0-9]/g, how);

/** The encodings in which the tests send a secret back. */
export const ENCODINGS: Record<string, (text: string) => string> = {
  'as it is': (text) => text,
  'in upper case': (text) => text.toUpperCase(),
  'in lower case': (text) => text.toLowerCase(),
  'for a URL': encodeURIComponent,
  'for a URL, in lower case': symbols((char) => `%${hexOf(char)}`),
  'for a URL, every letter': (text) => each(text, (char) => `%${hexOf(char).toUpperCase()}`),
  'for a URL, twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'as a form': (text) => String(new URLSearchParams({ token: text })),
  'as base64': (text) => bytes(text).toString('base64'),
  'as base64url': (text) => bytes(text).toString('base64url'),
  'as base64 twice': (text) => bytes(bytes(text).toString('base64')).toString('base64'),
  'as base64 for a URL': (text) => encodeURIComponent(bytes(text).toString('base64')),
  'as base64 behind one byte': (text) => bytes(`x${text}`).toString('base64'),
  'as base64 behind two bytes': (text) => bytes(`xy${text}`).toString('base64'),
  'as base64 of JSON': (text) => bytes(JSON.stringify({ token: text })).toString('base64'),
  'as base64 of 10 characters a line': (text) => wrap(bytes(text).toString('base64'), 10, '\n'),
  'as base64 with JSON line breaks': (text) => wrap(bytes(text).toString('base64'), 76, '\\n'),
  'as base64 with URL line breaks': (text) => wrap(bytes(text).toString('base64'), 64, '%0D%0A'),
  'as base64 with HTML line breaks': (text) => wrap(bytes(text).toString('base64'), 20, '<br>'),
  'as base64 of UTF-16': (text) => Buffer.from(text, 'utf16le').toString('base64'),
  'as hex': (text) => bytes(text).toString('hex'),
  'as hex in upper case': (text) => bytes(text).toString('hex').toUpperCase(),
  'as hex with colons': (text) => wrap(bytes(text).toString('hex'), 2, ':'),
  'as hex with blanks': (text) => wrap(bytes(text).toString('hex'), 4, ' '),
  'as hex with 0x': (text) => each(text, (char) => `0x${hexOf(char)}, `),
  'as hex with backslashes': (text) => each(text, (char) => `\\x${hexOf(char)}`),
  'as base64 of hex': (text) => bytes(bytes(text).toString('hex')).toString('base64'),
  'as hex of base64': (text) => bytes(bytes(text).toString('base64')).toString('hex'),
  'as decimal bytes': (text) => JSON.stringify(bytes(text)),
  'as JSON': (text) => JSON.stringify(text),
  'as JSON in JSON': (text) => JSON.stringify(JSON.stringify({ text })),
  'as JSON with escapes': (text) => each(text, (char) => `\\u00${hexOf(char)}`),
  'as JSON with some escapes': symbols((char) => `\\u00${hexOf(char).toUpperCase()}`),
  'as JavaScript': symbols((char) => `\\u{${hexOf(char)}}`),
  'in octal': (text) => each(text, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`),
  'as HTML': (text) => each(text, (char) => `&#${char.charCodeAt(0)};`),
  'as HTML in hex': symbols((char) => `&#x${hexOf(char)};`),
  'as HTML with names': symbols(
    (char) => ({ '+': '&plus;', '/': '&sol;', '=': '&equals;' })[char] ?? `&#${char.charCodeAt(0)};`,
  ),
  'as quoted-printable': (text) => wrap(text.replaceAll('=', '=3D'), 70, '=\r\n'),
  'with quotes and plus signs': (text) => `"${wrap(text, 20, '" + "')}"`,
  'with blanks': (text) => wrap(text, 5, ' '),
};

/** Returns a part of a secret that a text contains in one of the encodings, or undefined. It compares texts and decodes nothing. */
export function leftIn(text: string, secret: string): string | undefined {
  const plain = (it: string) => it.toLowerCase().replace(/[^a-z0-9]/g, '');
  const wanted = plain(secret);
  for (const encode of Object.values(ENCODINGS)) {
    for (let start = 0; start + PART_LENGTH + 8 <= secret.length; start += 3) {
      const piece = encode(secret.slice(start, start + PART_LENGTH + 8));
      if (text.includes(piece)) return piece;
    }
  }
  const shown = plain(text);
  for (let start = 0; start + PART_LENGTH <= wanted.length; start++) {
    if (shown.includes(wanted.slice(start, start + PART_LENGTH))) return wanted.slice(start, start + PART_LENGTH);
  }
  return undefined;
}
