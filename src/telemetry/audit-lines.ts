import { createReadStream } from 'node:fs';

/** A line of a file, without its line break. */
export interface Line {
  /** The number of the line, from 1. */
  readonly number: number;
  readonly bytes: Buffer;
  /** True if the line ends with a line break. */
  readonly isComplete: boolean;
}

const LINE_BREAK = 0x0a;

/** Reads a file line by line. @throws Error of the system if it cannot be read. */
export async function* linesOf(path: string): AsyncGenerator<Line> {
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(LINE_BREAK); end >= 0; end = rest.indexOf(LINE_BREAK)) {
      yield { number: ++number, bytes: rest.subarray(0, end), isComplete: true };
      rest = rest.subarray(end + 1);
    }
  }
  if (rest.length > 0) yield { number: ++number, bytes: rest, isComplete: false };
}
