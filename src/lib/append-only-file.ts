import { closeSync, constants, existsSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** A pipe that nobody reads fails to open instead of waiting; only the owner may read the file. */
const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;
const MODE = 0o600;

/** A file that lines are appended to, each of them at once. */
export class AppendOnlyFile {
  readonly #path: string;
  #fd: number;

  /** Makes the folder where it is missing. @throws Error of the system when the file cannot be opened. */
  constructor(path: string) {
    this.#path = path;
    makeFolder(dirname(path));
    this.#fd = openSync(path, FLAGS, MODE);
  }

  /** Appends a line with its line break. @throws Error of the system when it could not be written whole. */
  append(line: string): void {
    let rest = Buffer.from(line);
    while (rest.length > 0) rest = rest.subarray(writeSync(this.#fd, rest));
  }

  /** Opens the file by its name again, as it was moved or removed. Keeps the old one where that fails. @throws Error of the system */
  reopen(): void {
    const fd = openSync(this.#path, FLAGS, MODE);
    closeSync(this.#fd);
    this.#fd = fd;
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** Not `mkdirSync` with `recursive`: in a folder such as /proc it never returns. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}
