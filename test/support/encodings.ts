import { gzipSync } from 'node:zlib';

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

/** Returns the lines of a dump of 16 bytes each. */
const dump = (text: string, offset: (at: number) => string, line: (part: Buffer) => string) =>
  (text.match(/[\s\S]{1,16}/g) ?? []).map((part, at) => `${offset(at * 16)}${line(bytes(part))}`).join('\n');
const digits = (radix: number, length: number, end: string) => (at: number) =>
  at.toString(radix).padStart(length, '0') + end;
const wordsOf = (part: Buffer, size: number) => part.toString('hex').match(new RegExp(`.{1,${size * 2}}`, 'g')) ?? [];
const visible = (part: Buffer) => part.toString('latin1').replace(/[^\x20-\x7e]/g, '.');

const characterOf = (char: string) =>
  /[\x20-\x7e]/.test(char) ? char : char === '\n' ? '\\n' : digits(8, 3, '')(char.charCodeAt(0));

/** Returns bytes as base32. */
export function base32(content: Buffer): string {
  const bits = Array.from(content, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(Number.parseInt(five.padEnd(5, '0'), 2)))
    .join('');
}

/** Returns bytes as Java prints them: from -128 to 127. */
export const signedBytes = (content: Buffer) => `[${Array.from(new Int8Array(content)).join(', ')}]`;

/** The outputs of the programs that print bytes. */
export const DUMPS: Record<string, (text: string) => string> = {
  'as xxd prints it': (text) =>
    dump(text, digits(16, 8, ': '), (part) => `${wordsOf(part, 2).join(' ').padEnd(39)}  ${visible(part)}`),
  'as hexdump -C prints it': (text) =>
    dump(text, digits(16, 8, '  '), (part) => `${wordsOf(part, 1).join(' ').padEnd(48)}  |${visible(part)}|`),
  'as od -c prints it': (text) =>
    dump(text, digits(8, 7, ''), (part) => each(part.toString('latin1'), (char) => characterOf(char).padStart(4))),
  'as od -b prints it': (text) =>
    dump(text, digits(8, 7, ''), (part) => Array.from(part, (byte) => ` ${digits(8, 3, '')(byte)}`).join('')),
  'as od -x prints it': (text) =>
    dump(text, digits(8, 7, ''), (part) =>
      wordsOf(part, 2)
        .map((word) => ` ${(word.slice(2) + word.slice(0, 2)).padStart(4, '0')}`)
        .join(''),
    ),
};

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
  'as base32': (text) => base32(bytes(text)),
  'as base32 in lower case': (text) => base32(bytes(text)).toLowerCase(),
  'as gzip in base64': (text) => gzipSync(text).toString('base64'),
  'as Python': (text) => each(text, (char) => `\\U000000${hexOf(char)}`),
  'as signed bytes': (text) => signedBytes(bytes(text)),
  'in numbered lines': (text) => (text.match(/.{1,14}/g) ?? []).map((part, at) => `\n${at}: ${part}`).join(''),
  ...DUMPS,
  'as decimal bytes': (text) => JSON.stringify(bytes(text)),
  'as JSON': (text) => JSON.stringify(text),
  'as JSON in JSON': (text) => JSON.stringify(JSON.stringify({ text })),
  'as JSON with escapes': (text) => each(text, (char) => `\\u00${hexOf(char)}`),
  'as JSON with some escapes': symbols((char) => `\\u00${hexOf(char).toUpperCase()}`),
  'as JavaScript': symbols((char) => `\\u{${hexOf(char)}}`),
  'in octal': (text) => each(text, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`),
  'as HTML': (text) => each(text, (char) => `&#${char.charCodeAt(0)};`),
  'in short octal': (text) => each(text, (char) => `\\${char.charCodeAt(0).toString(8)}`),
  'as HTML with zeros': (text) => each(text, (char) => `&#${String(char.charCodeAt(0)).padStart(8, '0')};`),
  'as HTML in hex with zeros': (text) => each(text, (char) => `&#x${hexOf(char).padStart(7, '0')};`),
  'as HTML with long tags': (text) => wrap(text, 11, `<span style="${'color: red; '.repeat(10)}">`),
  'as HTML with blanks by name': (text) => wrap(text, 8, '&nbsp'),
  'in color': (text) => wrap(text, 10, '\x1b[0m\x1b[1;31m'),
  'in color, as one line': (text) => wrap(text, 10, ' [0m [1;31m'),
  'in color, as text': (text) => wrap(text, 10, '^[[0m\\e[1;31m'),
  'as HTML in hex': symbols((char) => `&#x${hexOf(char)};`),
  'as HTML with names': symbols(
    (char) => ({ '+': '&plus;', '/': '&sol;', '=': '&equals;' })[char] ?? `&#${char.charCodeAt(0)};`,
  ),
  'as quoted-printable': (text) => wrap(text.replaceAll('=', '=3D'), 70, '=\r\n'),
  'with quotes and plus signs': (text) => `"${wrap(text, 20, '" + "')}"`,
  'with blanks': (text) => wrap(text, 5, ' '),
};

/** The encodings in which a part of a text is a part of the encoded text. */
const PIECEWISE = Object.entries(ENCODINGS).flatMap(([name, encode]) => (name.includes('gzip') ? [] : [encode]));

/** Returns a part of a secret that a text contains in one of the encodings, or undefined. It compares texts and decodes nothing. */
export function leftIn(text: string, secret: string): string | undefined {
  const plain = (it: string) => it.toLowerCase().replace(/[^a-z0-9]/g, '');
  const wanted = plain(secret);
  for (const encode of PIECEWISE) {
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
