import { closeSync, constants, existsSync, fstatSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { readTail, type Tail } from './file-tail';

/** With O_NONBLOCK, opening a pipe without a reader fails instead of waiting. Only the owner may read the file. */
const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;
const MODE = 0o600;
const LINE_BREAK = 0x0a;

/**
 * A file to which lines are appended synchronously. It is never truncated. If a write fails in the middle of a line, the rest of the
 * file stays readable: the next line begins after a line break.
 */
export class AppendOnlyFile {
  readonly #path: string;
  #fd: number;
  /** The size after the last append, in bytes; undefined for a pipe or a device, which have none. */
  #size: number | undefined;
  #isAtLineStart = true;
  #unfinished: Buffer[] = [];
  #hasOtherWriter = false;

  /** Opens the file, and creates missing folders. @throws Error of the system if the file cannot be opened. */
  constructor(path: string) {
    this.#path = path;
    makeFolder(dirname(path));
    this.#fd = openSync(path, FLAGS, MODE);
    this.#size = sizeOf(this.#fd);
  }

  /** The parts of lines that could not be written completely since the last complete line, in their order. */
  get unfinished(): readonly Buffer[] {
    return this.#unfinished;
  }

  /** True if something else has written to the file since the last append. */
  get hasOtherWriter(): boolean {
    return this.#hasOtherWriter;
  }

  /**
   * Reads the end of the file, back to the last line that `isWanted` accepts. The lines after it then count as unfinished.
   * @returns undefined if the file is empty or a pipe or a device.
   * @throws Error of the system if the file cannot be read, or has too much after that line.
   */
  tail(isWanted: (line: string) => boolean): Tail | undefined {
    if (this.#size === undefined || this.#size === 0) return undefined;
    return this.#continueAfter(readTail(this.#path, isWanted));
  }

  /**
   * Appends a line, which must include its line break. It counts as written even if only its line break could not be written.
   * @throws Error of the system if it cannot be written.
   */
  append(line: string): void {
    const size = sizeOf(this.#fd);
    this.#hasOtherWriter = size !== undefined && size !== this.#size;
    const separator = this.#isAtLineStart ? '' : '\n';
    const bytes = Buffer.from(separator + line);
    const { written, error } = write(this.#fd, bytes);
    this.#size = size === undefined ? undefined : size + written;
    if (written > 0) this.#isAtLineStart = bytes[written - 1] === LINE_BREAK;
    if (written >= bytes.length - 1) {
      this.#unfinished = [];
      return;
    }
    if (written > separator.length) this.#unfinished.push(bytes.subarray(separator.length, written));
    throw error;
  }

  /** True if the file was removed, so that what is appended is lost. */
  get isRemoved(): boolean {
    return fstatSync(this.#fd).nlink === 0;
  }

  /**
   * Opens the path again if the file was moved or removed, and creates missing folders. Keeps the old file if that fails.
   * @param isWanted as for `tail`.
   * @returns the end of the file that is at the path now; undefined if it is still the same.
   * @throws Error of the system
   */
  reopen(isWanted: (line: string) => boolean): { readonly tail: Tail | undefined } | undefined {
    makeFolder(dirname(this.#path));
    const fd = openSync(this.#path, FLAGS, MODE);
    try {
      if (isSameFile(fd, this.#fd)) {
        closeSync(fd);
        return undefined;
      }
      const size = sizeOf(fd);
      const tail = size ? readTail(this.#path, isWanted) : undefined;
      closeSync(this.#fd);
      this.#fd = fd;
      this.#size = size;
      this.#isAtLineStart = true;
      this.#unfinished = [];
      return { tail: tail && this.#continueAfter(tail) };
    } catch (error) {
      if (fd !== this.#fd) closeSync(fd);
      throw error;
    }
  }

  close(): void {
    closeSync(this.#fd);
  }

  #continueAfter(tail: Tail): Tail {
    this.#isAtLineStart = tail.isComplete;
    this.#unfinished = [...tail.after];
    return tail;
  }
}

/** Writes as much as possible. @returns the number of written bytes, and the error that ended the write. */
function write(fd: number, bytes: Buffer): { readonly written: number; readonly error?: unknown } {
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(fd, bytes, written);
    return { written };
  } catch (error) {
    return { written, error };
  }
}

function sizeOf(fd: number): number | undefined {
  const status = fstatSync(fd);
  return status.isFile() ? status.size : undefined;
}

function isSameFile(one: number, other: number): boolean {
  const [a, b] = [fstatSync(one), fstatSync(other)];
  return a.dev === b.dev && a.ino === b.ino;
}

/** Creates a folder and its parents. `mkdirSync` with `recursive` never returns in a folder such as /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have created it in the meantime.
    if (!existsSync(path)) throw error;
  }
}
