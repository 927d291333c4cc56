/** A text that is searched for in messages. */
export interface SecretText {
  readonly text: string;
  /** Returns false if none of its parts begins with the characters of another text from `at` on to `at + size`. May err with true. */
  readonly mayContain: (other: string, at: number, size: number) => boolean;
}

/** The length from which a text gets an index, in characters. A search in a shorter one takes no time. */
const LEAST_INDEXED = 256;

/** The number of characters that the index has at each place. */
const PIECE = 4;

/** The size of the index for each character of the text. Of the pieces that do not occur, it takes fewer than one of so many for known. */
const SPARSITY = 16;

/** Returns a text, with an index if it is long: a token may have 60,000 characters, and each message is compared at thousands of places. */
export function secretText(text: string): SecretText {
  if (text.length < LEAST_INDEXED) return { text, mayContain: () => true };
  const bits = Math.ceil(Math.log2(text.length * SPARSITY));
  const known = new Uint8Array(2 ** bits);
  for (let at = 0; at + PIECE <= text.length; at++) known[placeOf(text, at, bits)] = 1;
  return {
    text,
    mayContain: (other, at, size) =>
      size < PIECE || (known[placeOf(other, at, bits)] === 1 && known[placeOf(other, at + size - PIECE, bits)] === 1),
  };
}

/** Returns the place of a piece in an index of `2 ** bits` places. */
function placeOf(text: string, at: number, bits: number): number {
  let hash = 0;
  for (let index = at; index < at + PIECE; index++) hash = Math.imul(hash, 257) + text.charCodeAt(index);
  return Math.imul(hash, 0x9e3779b1) >>> (32 - bits);
}
