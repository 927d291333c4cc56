import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The end of a file of lines. */
export interface Tail {
  /** The last line that was accepted, without its line break; undefined if there is none. */
  readonly line: string | undefined;
  /** The lines after it, without their line breaks. Empty lines are left out. */
  readonly after: readonly Buffer[];
  /** True if the file ends with a line break. */
  readonly isComplete: boolean;
}

/** The file does not end with wanted lines. It has the form of an error of the system. */
export class UnwantedTailError extends Error {
  readonly code = 'EBADMSG';
  readonly syscall = 'read';

  constructor(readonly path: string) {
    super(`EBADMSG: the end of the file has other contents, read '${path}'`);
  }
}

const CHUNK_BYTES = 64 * 1024;

/** The maximum length of what may follow the last wanted line, in bytes and in lines. A few lines that were cut off are far below. */
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_LINES = 1_000;
const LINE_BREAK = 0x0a;

/**
 * Reads a file from its end back to the last line that `isWanted` accepts.
 * @throws Error of the system if it cannot be read; UnwantedTailError if too much of it would have to be read.
 */
export function readTail(path: string, isWanted: (line: string) => boolean): Tail {
  const fd = openSync(path, 'r');
  try {
    return tailOf(fd, path, isWanted);
  } finally {
    closeSync(fd);
  }
}

function tailOf(fd: number, path: string, isWanted: (line: string) => boolean): Tail {
  const { size } = fstatSync(fd);
  let start = size;
  let rest: Buffer = Buffer.alloc(0);
  let isComplete = true;
  let isLast = true;
  const after: Buffer[] = [];
  while (start > 0) {
    if (size - start >= MAX_BYTES) throw new UnwantedTailError(path);
    const length = Math.min(CHUNK_BYTES, start);
    start -= length;
    rest = Buffer.concat([readAt(fd, start, length), rest]);
    for (let at = rest.lastIndexOf(LINE_BREAK); at >= 0 || start === 0; at = rest.lastIndexOf(LINE_BREAK)) {
      const line = rest.subarray(at + 1);
      rest = rest.subarray(0, Math.max(at, 0));
      if (isLast) isComplete = line.length === 0;
      isLast = false;
      if (line.length > 0 && isWanted(line.toString()))
        return { line: line.toString(), after: after.reverse(), isComplete };
      if (line.length > 0) after.push(Buffer.from(line));
      if (after.length > MAX_LINES) throw new UnwantedTailError(path);
      if (at < 0) break;
    }
  }
  return { line: undefined, after: after.reverse(), isComplete };
}

function readAt(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const count = readSync(fd, bytes, read, length - read, position + read);
    if (count === 0) break;
    read += count;
  }
  return bytes.subarray(0, read);
}
