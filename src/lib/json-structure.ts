/** The maximum structure of a JSON text. The time to parse one grows with its values and levels much more than with its length. */
export interface MaxStructure {
  /** Levels of objects and lists. */
  readonly depth: number;
  /** Values, each object and list counted once more. */
  readonly values: number;
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Returns the limit that a JSON text exceeds, or undefined if it is within both. Takes one pass, and does not check the syntax. */
export function exceededLimit(text: string, max: MaxStructure): keyof MaxStructure | undefined {
  let depth = 0;
  let values = 0;
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case QUOTE:
        index = endOfString(text, index);
        break;
      case COMMA:
        if (++values > max.values) return 'values';
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        if (++depth > max.depth) return 'depth';
        if (++values > max.values) return 'values';
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth--;
        break;
    }
  }
  return undefined;
}

/** Returns the index of the closing quote of a string, or the end of the text. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) break;
    if (code === BACKSLASH) index++;
  }
  return index;
}
