import { writeSync } from 'node:fs';

/** The most characters that wait for a reader that is slower than us. */
const MAX_WAITING = 4 * 1024 * 1024;

/** Milliseconds before a write is tried again that the reader, or a full disk, did not take. */
const RETRY_MS = 100;

/** Told of what an output could not do. */
export interface OutputListener {
  /** Lines were dropped: too many wait already. */
  dropped(lines: number): void;
  /** A write failed, with the system's code; it is tried again. */
  failed(code: string): void;
}

/**
 * An output of lines that never blocks the process and never ends it. Lines of one turn of the event loop go in one write.
 * Beyond a bound, lines are dropped and counted.
 *
 * Not sonic-boom, pino's own: on a blocking pipe its asynchronous write holds a thread of libuv's pool that the exit of the
 * process waits for, and its `flushSync` never returns on a full disk (4.2, `flushSync` tries every error again).
 */
export class BoundedOutput {
  readonly #fd: number;
  readonly #listener: OutputListener;
  #waiting = '';
  /** The rest of what was written in part. */
  #rest: Buffer = Buffer.alloc(0);
  #isScheduled = false;

  constructor(fd: number, listener: OutputListener) {
    this.#fd = fd;
    this.#listener = listener;
  }

  /** Takes a line with its line break. */
  write(line: string): void {
    if (this.#waiting.length + this.#rest.length + line.length > MAX_WAITING) {
      this.#listener.dropped(1);
      return;
    }
    this.#waiting += line;
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#flush());
  }

  /**
   * Writes a line at once, after those that wait.
   * @returns whether it was written whole; where it was not, the line waits with the others.
   */
  writeNow(line: string): boolean {
    this.#waiting += line;
    return this.#writeWaiting();
  }

  /** Writes what the reader takes at once, and gives up the rest: for the end of the process. */
  flushNow(): void {
    this.#writeWaiting();
  }

  #flush(): void {
    this.#isScheduled = false;
    if (this.#writeWaiting()) return;
    this.#isScheduled = true;
    setTimeout(() => this.#flush(), RETRY_MS).unref();
  }

  /** @returns whether all was written. */
  #writeWaiting(): boolean {
    while (this.#rest.length > 0 || this.#waiting !== '') {
      if (this.#rest.length === 0) {
        this.#rest = Buffer.from(this.#waiting);
        this.#waiting = '';
      }
      const written = this.#tryWrite(this.#rest);
      this.#rest = this.#rest.subarray(written);
      if (written === 0) return false;
    }
    return true;
  }

  #tryWrite(chunk: Buffer): number {
    try {
      return writeSync(this.#fd, chunk);
    } catch (error) {
      const { code = 'error' } = error as NodeJS.ErrnoException;
      if (code !== 'EAGAIN') this.#listener.failed(code);
      return 0;
    }
  }
}

/**
 * Returns the descriptor of standard output, on which a write to a full pipe or socket now fails with EAGAIN instead of
 * waiting: libuv sets O_NONBLOCK when Node makes its stream for it, which the first use of `process.stdout` does.
 */
export function nonBlockingStandardOutput(): number {
  return process.stdout.fd;
}
