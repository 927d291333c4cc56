import { dumped } from './dumps';
import { type View, viewOfBytes, without } from './view';

/**
 * Returns everything that a view may stand for in another encoding: with its escapes resolved, as base64, base32, hexadecimal or
 * decimal bytes, and as a dump. Characters that the encoding does not use are skipped, so that line breaks and separators make no difference. The encoded
 * part may begin anywhere, so there are several results for one encoding.
 */
export function decodings(view: View): View[] {
  const base64 = without(view, NOT_BASE64);
  const hex = without({ ...view, text: view.text.replace(HEX_PREFIX, '  ') }, NOT_HEX);
  return [
    ...unescaped(view),
    ...[0, 1, 2, 3].map((start) => bytesOf(base64, 'base64', 6, start)),
    ...[0, 1].map((start) => bytesOf(hex, 'hex', 4, start)),
    decimal(view),
    ...base32(view),
    ...dumped(view),
  ];
}

/** Returns the letters and digits of a view, in lower case. */
export function alphanumeric(view: View): View {
  const { text, ...places } = without(view, NOT_ALPHANUMERIC);
  return { text: text.toLowerCase(), ...places };
}

/** Returns a view in lower case, without what may separate the pieces of a text: blanks, control characters, quotes and plus signs. */
export function joined(view: View): View {
  const { text, ...places } = without(view, SEPARATORS);
  return { text: text.toLowerCase(), ...places };
}

const NOT_ALPHANUMERIC = /[^A-Za-z0-9]+/g;
const SEPARATORS = /[\s\p{Cc}"'+]+/gu;
/** All characters outside the alphabets of base64 and base64url. */
const NOT_BASE64 = /[^A-Za-z0-9+/_-]+/g;
const NOT_HEX = /[^0-9A-Fa-f]+/g;
/** The prefix of a byte in `0x2b` and `\x2b`. It is replaced by as many spaces. */
const HEX_PREFIX = /0x|\\x/gi;

/** Decodes a view from an encoding that has `bits` bits per character, beginning at the character `start`. */
function bytesOf({ text, firstOf, lastOf }: View, encoding: 'base64' | 'hex', bits: number, start: number): View {
  return {
    text: Buffer.from(text.slice(start), encoding).toString('latin1'),
    firstOf: (index) => firstOf(start + Math.floor((index * 8) / bits)),
    lastOf: (index) => lastOf(start + Math.floor((index * 8 + 7) / bits)),
  };
}

/** Reads all numbers from -128 to 255 in a view as bytes, such as those of a serialized buffer. Java's bytes have a sign. */
function decimal(view: View): View {
  const bytes = [...view.text.matchAll(/(?:(?<!\w)-)?\d{1,3}/g)]
    .map(({ 0: { length }, 0: number, index }) => ({ byte: Number(number), index, length }))
    .filter(({ byte }) => byte >= -128 && byte < 256);
  return viewOfBytes(view, bytes);
}

/** The least length of a run of base32 (RFC 4648, 6) in either case. Prose and other encodings have none so long. */
const BASE32_RUN = /[A-Z2-7]{16}|[a-z2-7]{16}/;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const NOT_UPPER_BASE32 = /[^A-Z2-7]+/g;
const NOT_LOWER_BASE32 = /[^a-z2-7]+/g;

/** Decodes a view from base32, beginning at any of the 8 characters of a group. */
function base32(view: View): View[] {
  const run = BASE32_RUN.exec(view.text)?.[0];
  if (run === undefined) return [];
  const { text, firstOf, lastOf } = without(view, /[A-Z]/.test(run) ? NOT_UPPER_BASE32 : NOT_LOWER_BASE32);
  const values = Array.from(text.toUpperCase(), (char) => BASE32.indexOf(char));
  return [0, 1, 2, 3, 4, 5, 6, 7].map((start) => ({
    text: bytesOfFives(values.slice(start)).toString('latin1'),
    firstOf: (index) => firstOf(start + Math.floor((index * 8) / 5)),
    lastOf: (index) => lastOf(start + Math.floor((index * 8 + 7) / 5)),
  }));
}

/** Joins numbers of five bits to bytes. */
function bytesOfFives(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(Math.floor((values.length * 5) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const value of values) {
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >>> bits) & 0xff;
  }
  return bytes;
}

/** Escapes of URLs, JSON, JavaScript, Python, C, HTML and quoted-printable. */
const ESCAPE =
  /\\u0{4}[0-9a-f]{4}|[%\\]u[0-9a-f]{4}|\\u\{[0-9a-f]{1,6}\}|(?:[%=]|\\x)[0-9a-f]{2}|&#x0*[0-9a-f]{1,6};?|&#0*\d{1,7};?|\\[0-7]{1,3}|\\[^0-7]/gi;

/**
 * Characters by name, also without a semicolon where browsers accept that, and colors of a terminal, without the control character
 * before them, which is no letter.
 */
const NAME = /&[a-z]{2,31};|&(?:nbsp|shy|amp|lt|gt|quot)|(?:\\e|\^\[)?\[\d[\d;]{0,15}[a-z]/gi;

/** HTML tags, which may stand for line breaks. */
const TAG = /<[^<>]+>/g;

/** Combinations of these, with the pattern that occurs in a text for which they make a difference. Other text may look like each. */
const COMBINATIONS: readonly { readonly pattern: RegExp; readonly needs: RegExp }[] = [
  { pattern: ESCAPE, needs: ESCAPE },
  { pattern: anyOf(NAME, ESCAPE), needs: NAME },
  { pattern: anyOf(TAG, NAME, ESCAPE), needs: TAG },
];

function anyOf(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join('|'), 'gi');
}

/** The characters of escapes by a name that are not the name itself. */
const NAMED: Readonly<Record<string, string>> = {
  '\\n': '\n',
  '\\r': '\r',
  '\\t': '\t',
  '\\b': '\b',
  '\\f': '\f',
  '&plus;': '+',
  '&sol;': '/',
  '&lowbar;': '_',
  '&hyphen;': '-',
  '&dash;': '-',
  '&amp;': '&',
  '&percnt;': '%',
  '&num;': '#',
  '&bsol;': '\\',
  '&equals;': '=',
};

/** Returns the view with its escapes resolved: alone, with names, and with tags. Empty for a text without any. */
export function unescaped(view: View): View[] {
  return COMBINATIONS.filter(({ needs }) => view.text.search(needs) >= 0).flatMap(({ pattern }) =>
    resolved(view, pattern),
  );
}

function resolved({ text, firstOf, lastOf }: View, pattern: RegExp): View[] {
  const starts: number[] = [];
  const ends: number[] = [];
  let chars = '';
  let next = 0;
  const copyUntil = (end: number) => {
    for (; next < end; next++) {
      chars += text.charAt(next);
      starts.push(next);
      ends.push(next);
    }
  };
  for (const { 0: sequence, index } of text.matchAll(pattern)) {
    copyUntil(index);
    next = index + sequence.length;
    const char = characterOf(sequence);
    if (char === '') continue;
    chars += char;
    starts.push(index);
    ends.push(next - 1);
  }
  if (next === 0) return [];
  copyUntil(text.length);
  return [
    { text: chars, firstOf: (index) => firstOf(starts[index] ?? 0), lastOf: (index) => lastOf(ends[index] ?? 0) },
  ];
}

/** Returns the character of an escape; nothing for a tag, a color or an unknown name, so that what stands around it is joined. */
function characterOf(sequence: string): string {
  if (/\[\d/.test(sequence)) return '';
  const hex = /^(?:[%\\]u\{?|[%=]|\\x|&#x)([0-9a-f]+)/i.exec(sequence)?.[1];
  const octal = /^\\([0-7]{1,3})/.exec(sequence)?.[1];
  const decimal = /^&#(\d+)/.exec(sequence)?.[1];
  if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
  if (decimal !== undefined) return String.fromCharCode(Number(decimal));
  return NAMED[sequence] ?? NAMED[`${sequence};`] ?? (sequence.startsWith('\\') ? sequence.slice(1) : '');
}
