import type { Logger } from 'pino';
import { AppendOnlyFile } from '../lib/append-only-file';
import type { BoundedOutput } from '../lib/bounded-output';
import type { Tail } from '../lib/file-tail';
import { AuditChain, type ChainLink, readObject, readRecord } from './audit-chain';

/** The destination of the audit trail's chained records. */
export interface AuditOutput {
  /**
   * Writes a record.
   * @param mayWait true for a record that may be written a little later: that of a change that was made is lost otherwise.
   * @throws Error if it cannot be written completely.
   */
  append(record: object, mayWait: boolean): void;
  /** Opens the file again, after it was moved or removed. @throws Error of the system */
  reopen(): void;
  close(): void;
}

/** An audit file, whose chain continues after a restart. One process at a time may write to it. */
export class AuditFile implements AuditOutput {
  readonly #file: AppendOnlyFile;
  readonly #chain: AuditChain;
  #hasOtherWriter = false;

  /**
   * Opens the file, and continues its chain.
   * @param key the key of the seals; absent if records are not sealed.
   * @throws Error of the system if the file cannot be opened or read.
   */
  constructor(
    path: string,
    key: string | undefined,
    private readonly log: Logger,
  ) {
    this.#file = new AppendOnlyFile(path);
    this.#chain = new AuditChain(key, this.#lastOf(this.#file.tail(isObject)));
  }

  append(record: object): void {
    if (this.#file.isRemoved) this.reopen();
    this.#chain.append(record, this.#file.unfinished, (line) => this.#file.append(line));
    if (!this.#file.hasOtherWriter || this.#hasOtherWriter) return;
    this.#hasOtherWriter = true;
    this.log.error('another process has written to the audit file: each replica needs a file of its own');
  }

  reopen(): void {
    const other = this.#file.reopen(isObject);
    if (!other) return;
    this.#chain.moveTo(this.#lastOf(other.tail));
    this.#hasOtherWriter = false;
  }

  close(): void {
    const { sequence = 0, hash } = this.#chain.last ?? {};
    this.log.info({ records: sequence, lastHash: hash }, 'audit file closed');
    this.#file.close();
  }

  /** Returns the last record of the file, from its end; undefined if it has none. */
  #lastOf(tail: Tail | undefined): ChainLink | undefined {
    if (!tail) return undefined;
    const last = tail.line === undefined ? undefined : readRecord(tail.line);
    if (tail.after.length > 0) this.log.warn({ lines: tail.after.length }, 'audit file ends with an incomplete line');
    if (last) this.log.info({ records: last.sequence, lastHash: last.hash }, 'audit file continued');
    else if (tail.line !== undefined) this.log.warn('audit file has records without a hash: move it to another path');
    return last;
  }
}

/** Returns true for a line that is a record. Most others are recognized without being parsed. */
function isObject(line: string): boolean {
  return line.startsWith('{') && readObject(line) !== undefined;
}

/** Standard output, between log lines. Each process has a chain of its own. */
export class AuditStream implements AuditOutput {
  readonly #chain: AuditChain;

  /** @param writeNow writes a line synchronously, as `BoundedOutput.writeNow` does. */
  constructor(
    key: string | undefined,
    private readonly writeNow: BoundedOutput['writeNow'],
  ) {
    this.#chain = new AuditChain(key);
  }

  append(record: object, mayWait: boolean): void {
    let isWhole = false;
    this.#chain.append(record, [], (line) => {
      const written = this.writeNow(line, mayWait);
      if (written === 'refused') throw new Error('standard output is full');
      isWhole = written === 'written';
    });
    // The rest of the record follows as soon as the output is read, so the chain has advanced.
    if (!isWhole && !mayWait) throw new Error('standard output is full: the rest of the record waits');
  }

  reopen(): void {}

  close(): void {}
}
