import { closeSync, constants, existsSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** With O_NONBLOCK, opening a pipe without a reader fails instead of waiting. Only the owner may read the file. */
const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;
const MODE = 0o600;

/** A file to which lines are appended synchronously. */
export class AppendOnlyFile {
  readonly #path: string;
  #fd: number;

  /** Opens the file, and creates missing folders. @throws Error of the system if the file cannot be opened. */
  constructor(path: string) {
    this.#path = path;
    makeFolder(dirname(path));
    this.#fd = openSync(path, FLAGS, MODE);
  }

  /** Appends a line, which must include its line break. @throws Error of the system if it cannot be written completely. */
  append(line: string): void {
    let rest = Buffer.from(line);
    while (rest.length > 0) rest = rest.subarray(writeSync(this.#fd, rest));
  }

  /** Opens the path again after the file was moved or removed. Keeps the old file if that fails. @throws Error of the system */
  reopen(): void {
    const fd = openSync(this.#path, FLAGS, MODE);
    closeSync(this.#fd);
    this.#fd = fd;
  }

  close(): void {
    closeSync(this.#fd);
  }
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
