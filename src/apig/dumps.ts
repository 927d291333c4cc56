import { type ReadByte, type View, viewOfBytes, without } from './view';

/** The start of a line of a dump: its offset, and its bytes or words in hexadecimal (`xxd`, `hexdump -C`). The characters follow. */
const DUMP_LINE = /(?<![0-9a-z])[0-9a-f]{6,8}:?(?:\s+|$)(?:[0-9a-f]{2}(?:[0-9a-f]{2})?\s+)*\|?/gi;

/** The number of a line, as in a listing. */
const LINE_NUMBER = /(?<!\S)\d{1,5}[:.)|]?\s+/g;

/** The least number of bytes in a dump that is worth reading. Fewer are no part of a secret that is redacted. */
const LEAST_BYTES = 8;

/** Bytes and words of 16 bits in hexadecimal, in octal, and bytes in binary, each on its own. An offset has another length. */
const HEX_WORD = /(?<![0-9a-z])(?:[0-9a-f]{2}){1,2}(?![0-9a-z])/gi;
const OCTAL_WORD = /(?<![0-9a-z])(?:[0-3][0-7]{2}|[01][0-7]{5})(?![0-9a-z])/gi;
const BINARY_WORD = /(?<![0-9a-z])[01]{8}(?![0-9a-z])/gi;

/** A byte as `od -c` prints it: a character, an escape or three octal digits. */
const CHARACTER = /(?<!\S)(?:[!-~]|\\[0abfnrtv]|[0-3][0-7]{2})(?!\S)/g;
const CONTROLS: Readonly<Record<string, number>> = {
  '\\0': 0,
  '\\a': 7,
  '\\b': 8,
  '\\t': 9,
  '\\n': 10,
  '\\v': 11,
  '\\f': 12,
  '\\r': 13,
};

/** The number of digits from which a word stands for two bytes. */
const HEX_PAIR = 4;
const OCTAL_PAIR = 6;

/**
 * Returns what a view may stand for as the output of `xxd`, `hexdump` or `od`, or as a text with line numbers: its bytes without the
 * offsets, words of 16 bits in both byte orders, and the column of characters. Empty for a text that looks like none of these.
 */
export function dumped(view: View): View[] {
  const characters = [DUMP_LINE, LINE_NUMBER]
    .filter((pattern) => view.text.search(pattern) >= 0)
    .map((pattern) => without(view, pattern));
  const hex = [...view.text.matchAll(HEX_WORD)];
  const octal = [...view.text.matchAll(OCTAL_WORD)];
  const binary = [...view.text.matchAll(BINARY_WORD)];
  const bytes = [
    hex.flatMap((word) => bytesOf(word, 16, HEX_PAIR, 'high first')),
    hex.some(({ 0: { length } }) => length === HEX_PAIR)
      ? hex.flatMap((word) => bytesOf(word, 16, HEX_PAIR, 'low first'))
      : [],
    octal.flatMap((word) => bytesOf(word, 8, OCTAL_PAIR, 'low first')),
    binary.flatMap((word) => bytesOf(word, 2, Number.POSITIVE_INFINITY, 'high first')),
    [...view.text.matchAll(CHARACTER)].map(({ 0: shown, index }) => ({
      byte: shown.length === 1 ? shown.charCodeAt(0) : (CONTROLS[shown] ?? Number.parseInt(shown, 8)),
      index,
      length: shown.length,
    })),
  ];
  return [...characters, ...bytes.filter(({ length }) => length >= LEAST_BYTES).map((list) => viewOfBytes(view, list))];
}

/** Returns the one or two bytes of a word. Either of two has the place of the whole word. */
function bytesOf(
  { 0: word, index }: RegExpExecArray,
  radix: number,
  pairLength: number,
  order: 'high first' | 'low first',
): ReadByte[] {
  const value = Number.parseInt(word, radix);
  const pair = [value >>> 8, value & 0xff];
  const bytes = word.length < pairLength ? [value] : order === 'high first' ? pair : pair.reverse();
  return bytes.map((byte) => ({ byte, index, length: word.length }));
}
