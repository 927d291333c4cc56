import { timingSafeEqual } from 'node:crypto';
import { NO_RECORD, type ReadRecord, readObject, readRecord, sealOf, sha256 } from './audit-chain';
import { type Line, linesOf } from './audit-lines';

/** The options of a verification. */
export interface VerifyOptions {
  /** The key of the seals. Absent if they are not checked. */
  readonly key?: string | undefined;
  /** True for captured standard output: lines of the log are skipped, and each process has a chain of its own. */
  readonly isStream?: boolean;
  /** Called with each genuine record, in order. */
  readonly onRecord?: (record: ReadRecord) => void;
}

/** The result of the verification of one or several files. */
export interface Verification {
  /** The number of records in the files. */
  readonly records: number;
  /** The hash of the last record; undefined if there is none. */
  readonly lastHash: string | undefined;
  /** The number of records with a seal. */
  readonly sealed: number;
  /** Everything that shows that the files are not as they were written, as `file:line: text`. */
  readonly problems: readonly string[];
  /** Everything that an operator may want to know, but which is no problem. */
  readonly notes: readonly string[];
}

/**
 * Checks the hash chain of audit files.
 * @param paths the files, oldest first. Each must continue the one before it.
 * @throws Error of the system if a file cannot be read.
 */
export async function verifyAudit(paths: readonly string[], options: VerifyOptions = {}): Promise<Verification> {
  const verifier = new Verifier(options);
  for (const path of paths) {
    verifier.begin(path);
    for await (const line of linesOf(path)) verifier.read(line);
    verifier.end();
  }
  return verifier;
}

/** The state of one chain. */
interface Chain {
  sequence: number;
  hash: string;
}

class Verifier implements Verification {
  records = 0;
  sealed = 0;
  lastHash: string | undefined;
  readonly problems: string[] = [];
  readonly notes: string[] = [];
  readonly #options: VerifyOptions;
  #path = '';
  /** The hash of the last record of the file before; undefined for the first file. */
  #lastOfFileBefore: string | undefined;
  #chains = new Map<string, Chain>();
  /** The lines since the last record that are no records. */
  #unreadable: Line[] = [];

  constructor(options: VerifyOptions) {
    this.#options = options;
  }

  begin(path: string): void {
    this.#path = path;
    this.#lastOfFileBefore = this.lastHash;
    if (!this.#options.isStream) this.#chains = new Map();
  }

  read(line: Line): void {
    const text = line.bytes.toString();
    if (this.#options.isStream && readObject(text)?.['log'] !== 'audit') return;
    const record = readRecord(text);
    if (record) this.#check(record, line.number);
    else this.#unreadable.push(line);
  }

  end(): void {
    for (const line of this.#unreadable) {
      this.#report(line.number, line.isComplete ? NOT_A_RECORD : 'the last line is incomplete: the file was cut off');
    }
    this.#unreadable = [];
  }

  #check(record: ReadRecord, line: number): void {
    const { fields, sequence, previous, hash } = record;
    this.#checkUnreadable(record, line);
    if (!record.isGenuine) this.#report(line, 'the record was changed: its hash does not match');
    this.#checkSeal(record, line);
    const name = this.#options.isStream ? String(fields['instance']) : '';
    const chain = this.#chains.get(name);
    if (!chain) this.#checkFirst(record, line);
    else if (previous !== chain.hash) {
      const expected = chain.sequence + 1;
      const found = sequence === expected ? '' : `, and it is record ${sequence} instead of ${expected}`;
      this.#report(line, `the record does not follow the one before it${found}`);
    } else if (sequence !== chain.sequence + 1) {
      this.#report(line, `record ${sequence} follows record ${chain.sequence}`);
    }
    this.#chains.set(name, { sequence, hash });
    this.records++;
    this.lastHash = hash;
    if (record.isGenuine) this.#options.onRecord?.(record);
  }

  #checkFirst({ fields, sequence, previous }: ReadRecord, line: number): void {
    if (sequence !== 1 || previous !== NO_RECORD) {
      this.#report(line, `the records before record ${sequence} are missing`);
    } else if (!this.#options.isStream && this.#lastOfFileBefore !== undefined) {
      if (fields['continues'] !== this.#lastOfFileBefore) {
        this.#report(line, 'the file does not continue the one before it: records between them are missing');
      }
    }
  }

  #checkSeal({ hash, seal }: ReadRecord, line: number): void {
    if (seal !== undefined) this.sealed++;
    const { key } = this.#options;
    if (key === undefined) return;
    if (seal === undefined) this.#report(line, 'the record has no seal');
    else if (!timingSafeEqual(Buffer.from(seal), Buffer.from(sealOf(hash, key)))) {
      this.#report(line, 'the seal was not made with this key');
    }
  }

  /** Checks the lines before a record that are no records. The record names those that its server could not write completely. */
  #checkUnreadable({ fields }: ReadRecord, at: number): void {
    const { unfinished } = fields;
    const declared = new Set(Array.isArray(unfinished) ? unfinished : []);
    for (const line of this.#unreadable) {
      if (declared.delete(sha256(line.bytes))) this.notes.push(`${this.#path}:${line.number}: ${UNFINISHED}`);
      else this.#report(line.number, NOT_A_RECORD);
    }
    if (declared.size > 0) this.#report(at, 'incomplete lines before the record are missing');
    this.#unreadable = [];
  }

  #report(line: number, problem: string): void {
    this.problems.push(`${this.#path}:${line}: ${problem}`);
  }
}

const NOT_A_RECORD = 'the line is not a record';
const UNFINISHED = 'the line was not written completely, as the next record says';
