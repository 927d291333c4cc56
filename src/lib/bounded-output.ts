import { writeSync } from 'node:fs';

/** The maximum number of characters that wait for a slow reader. */
const MAX_WAITING = 4 * 1024 * 1024;

/** The delay before a failed or incomplete write is retried, in milliseconds. */
const RETRY_MS = 100;

/** Receives the failures of an output. */
export interface OutputListener {
  /** Called when lines were dropped because too many are waiting. */
  dropped(lines: number): void;
  /** Called when a write failed, with the system's error code. It will be retried. */
  failed(code: string): void;
}

/**
 * The result of writing a line at once: `written` completely; `waiting` if it is written later, or the rest of it; `refused` if nothing of
 * it ever is.
 */
export type Written = 'written' | 'waiting' | 'refused';

/**
 * A line output that never blocks the process and never ends it. The lines of one turn of the event loop are written together. If
 * too many lines are waiting, further ones are dropped and counted.
 *
 * It replaces pino's own sonic-boom. On a blocking pipe, sonic-boom's asynchronous write holds a thread of libuv's pool, for which
 * the exit of the process waits. On a full disk, its `flushSync` never returns (4.2: `flushSync` retries after every error).
 */
export class BoundedOutput {
  readonly #fd: number;
  readonly #listener: OutputListener;
  #waiting = '';
  /** The rest of a partially written chunk. */
  #rest: Buffer = Buffer.alloc(0);
  #isScheduled = false;

  constructor(fd: number, listener: OutputListener) {
    this.#fd = fd;
    this.#listener = listener;
  }

  /** Queues a line, which must include its line break. */
  write(line: string): void {
    if (!this.#hasRoomFor(line)) {
      this.#listener.dropped(1);
      return;
    }
    this.#waiting += line;
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#flush());
  }

  /**
   * Writes a line synchronously, after the waiting ones. If that is not possible, nothing of it is written, now or later: a caller that
   * was refused may try again without end. Only the rest of a line whose beginning was written waits.
   * @param mayWait true for a line that waits with the others then, within their bound.
   */
  writeNow(line: string, mayWait = false): Written {
    const isFirst = this.#writeWaiting();
    if (!isFirst && !(mayWait && this.#hasRoomFor(line))) return 'refused';
    this.#waiting += line;
    if (isFirst && this.#writeWaiting()) return 'written';
    if (isFirst && !mayWait && this.#rest.length === Buffer.byteLength(line)) {
      this.#rest = Buffer.alloc(0);
      return 'refused';
    }
    this.#flushLater();
    return 'waiting';
  }

  /** Writes as much as possible synchronously and drops the rest. For the exit of the process. */
  flushNow(): void {
    this.#writeWaiting();
  }

  #flush(): void {
    this.#isScheduled = false;
    if (!this.#writeWaiting()) this.#flushLater();
  }

  #flushLater(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setTimeout(() => this.#flush(), RETRY_MS).unref();
  }

  #hasRoomFor(line: string): boolean {
    return this.#waiting.length + this.#rest.length + line.length <= MAX_WAITING;
  }

  /** Writes the waiting lines. @returns true if all were written. */
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
 * Returns the file descriptor of standard output, made non-blocking: a write to a full pipe or socket fails with EAGAIN. The first
 * use of `process.stdout` creates its stream, for which libuv sets O_NONBLOCK.
 */
export function nonBlockingStandardOutput(): number {
  return process.stdout.fd;
}
