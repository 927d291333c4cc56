/** A text that was read from a message, with the place of each of its characters in the message. */
export interface View {
  readonly text: string;
  /** Returns the first position in the message of the character at this index. */
  readonly firstOf: (index: number) => number;
  /** Returns the last position in the message of the character at this index. */
  readonly lastOf: (index: number) => number;
}

/** Returns a message as a view of itself. */
export function viewOf(message: string): View {
  return { text: message, firstOf: (index) => index, lastOf: (index) => index };
}

/**
 * Returns everything that a view may stand for in another encoding: with its escapes resolved, and as base64, hexadecimal or decimal
 * bytes. Characters that the encoding does not use are skipped, so that line breaks and separators make no difference. The encoded
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
  ];
}

/** Returns the letters and digits of a view, in lower case. */
export function alphanumeric(view: View): View {
  const { text, ...places } = without(view, NOT_ALPHANUMERIC);
  return { text: text.toLowerCase(), ...places };
}

const NOT_ALPHANUMERIC = /[^A-Za-z0-9]+/g;
/** All characters outside the alphabets of base64 and base64url. */
const NOT_BASE64 = /[^A-Za-z0-9+/_-]+/g;
const NOT_HEX = /[^0-9A-Fa-f]+/g;
/** The prefix of a byte in `0x2b` and `\x2b`. It is replaced by as many spaces. */
const HEX_PREFIX = /0x|\\x/gi;

/** Returns a view without the parts that match the pattern. */
function without({ text, firstOf, lastOf }: View, pattern: RegExp): View {
  let kept: readonly number[] | undefined;
  const indexOf = (index: number) => {
    kept ??= indexesWithout(text, pattern);
    return kept[index] ?? 0;
  };
  return {
    text: text.replace(pattern, ''),
    firstOf: (index) => firstOf(indexOf(index)),
    lastOf: (index) => lastOf(indexOf(index)),
  };
}

function indexesWithout(text: string, pattern: RegExp): number[] {
  const kept: number[] = [];
  let next = 0;
  for (const { 0: dropped, index } of text.matchAll(pattern)) {
    for (; next < index; next++) kept.push(next);
    next += dropped.length;
  }
  for (; next < text.length; next++) kept.push(next);
  return kept;
}

/** Decodes a view from an encoding that has `bits` bits per character, beginning at the character `start`. */
function bytesOf({ text, firstOf, lastOf }: View, encoding: 'base64' | 'hex', bits: number, start: number): View {
  return {
    text: Buffer.from(text.slice(start), encoding).toString('latin1'),
    firstOf: (index) => firstOf(start + Math.floor((index * 8) / bits)),
    lastOf: (index) => lastOf(start + Math.floor((index * 8 + 7) / bits)),
  };
}

/** Reads all numbers below 256 in a view as bytes, such as those of a serialized buffer. */
function decimal({ text, firstOf, lastOf }: View): View {
  const bytes = [...text.matchAll(/\d{1,3}/g)].filter(([number]) => Number(number) < 256);
  return {
    text: Buffer.from(bytes.map(([number]) => Number(number))).toString('latin1'),
    firstOf: (index) => firstOf(bytes[index]?.index ?? 0),
    lastOf: (index) => lastOf((bytes[index]?.index ?? 0) + (bytes[index]?.[0].length ?? 1) - 1),
  };
}

/** Escapes of URLs, JSON, JavaScript, C, HTML and quoted-printable. */
const ESCAPE =
  /[%\\]u[0-9a-f]{4}|\\u\{[0-9a-f]{1,6}\}|(?:[%=]|\\x)[0-9a-f]{2}|&#x[0-9a-f]{1,6};?|&#\d{1,7};?|\\[0-7]{3}|\\[^0-7]/gi;

/** HTML tags, which may stand for line breaks, and characters by name. Text that is no HTML may look like them. */
const MARKUP = /<[^<>]{1,60}>|&[a-z]{2,8};/gi;

const ESCAPE_OR_MARKUP = new RegExp(`${ESCAPE.source}|${MARKUP.source}`, 'gi');

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

/** Returns the view with its escapes resolved: once as HTML, and once as text in which tags are no tags. Either has nothing without any. */
function unescaped(view: View): View[] {
  const isMarkup = view.text.search(MARKUP) >= 0;
  return [ESCAPE, ...(isMarkup ? [ESCAPE_OR_MARKUP] : [])].flatMap((pattern) => resolved(view, pattern));
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
    chars += characterOf(sequence);
    starts.push(index);
    ends.push(next - 1);
  }
  if (next === 0) return [];
  copyUntil(text.length);
  return [
    { text: chars, firstOf: (index) => firstOf(starts[index] ?? 0), lastOf: (index) => lastOf(ends[index] ?? 0) },
  ];
}

/** Returns the character of an escape. A tag or an unknown name becomes a space, which `redact` skips. */
function characterOf(sequence: string): string {
  const hex = /^(?:[%\\]u\{?|[%=]|\\x|&#x)([0-9a-f]+)/i.exec(sequence)?.[1];
  const octal = /^\\([0-7]{3})/.exec(sequence)?.[1];
  const decimal = /^&#(\d+)/.exec(sequence)?.[1];
  if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
  if (decimal !== undefined) return String.fromCharCode(Number(decimal));
  return NAMED[sequence] ?? (sequence.startsWith('\\') ? sequence.slice(1) : ' ');
}
