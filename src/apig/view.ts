/** A text that was read from a message, with the place of each of its characters in the message. */
export interface View {
  readonly text: string;
  /** Returns the first position in the message of the character at this index. */
  readonly firstOf: (index: number) => number;
  /** Returns the last position in the message of the character at this index. */
  readonly lastOf: (index: number) => number;
}

/** A byte that part of a text stands for. */
export interface ReadByte {
  readonly byte: number;
  /** The index of the first character of the part, and its length. */
  readonly index: number;
  readonly length: number;
}

/** Returns a message as a view of itself. */
export function viewOf(message: string): View {
  return { text: message, firstOf: (index) => index, lastOf: (index) => index };
}

/** Returns a view without the parts that match the pattern. */
export function without({ text, firstOf, lastOf }: View, pattern: RegExp): View {
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

/** Returns the bytes that parts of a view stand for, as Latin-1. */
export function viewOfBytes({ firstOf, lastOf }: View, bytes: readonly ReadByte[]): View {
  return {
    text: Buffer.from(bytes.map(({ byte }) => byte)).toString('latin1'),
    firstOf: (at) => firstOf(bytes[at]?.index ?? 0),
    lastOf: (at) => lastOf((bytes[at]?.index ?? 0) + (bytes[at]?.length ?? 1) - 1),
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
