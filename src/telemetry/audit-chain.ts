import { createHash, createHmac } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../lib/json-object';

/** The `previous` of the first record of a file. */
export const NO_RECORD = '0'.repeat(64);

/** The position of a record in the chain of its file. */
export interface ChainLink {
  /** The number of the record in its file, from 1. */
  readonly sequence: number;
  /** The hash of the record. */
  readonly hash: string;
}

/** The fields of a record that make it part of a chain. */
interface ChainFields {
  readonly sequence: number;
  readonly previous: string;
  /** In the first record of a file that follows a rotated one: the hash of the last record of that file. */
  readonly continues?: string;
  /** The SHA-256 of each line before this record that could not be written completely. */
  readonly unfinished?: readonly string[];
}

/**
 * Builds the lines of one audit file. Each record contains the hash of the record before it, and its own hash, which is the SHA-256
 * of its line up to that field. With a key, it also has a seal (HMAC-SHA-256 of the hash), without which anyone who may write to the
 * file could compute a new chain.
 */
export class AuditChain {
  #last: ChainLink | undefined;
  #continues: string | undefined;

  /** @param key the key of the seals. Absent if records are not sealed. @param last the last record of the file, if it has one. */
  constructor(
    private readonly key: string | undefined,
    last?: ChainLink,
  ) {
    this.#last = last;
  }

  /** The last record of the chain; undefined before the first one. */
  get last(): ChainLink | undefined {
    return this.#last;
  }

  /** Begins the chain of another file. @param last the last record of that file, if it has one. */
  moveTo(last: ChainLink | undefined): void {
    this.#continues = last ? undefined : (this.#last?.hash ?? this.#continues);
    this.#last = last;
  }

  /**
   * Writes a record as the next one of the chain. The chain does not advance if `write` throws.
   * @param unfinished the lines before it that could not be written completely.
   * @param write receives the line, with its line break.
   */
  append(record: object, unfinished: readonly Buffer[], write: (line: string) => void): void {
    const { sequence = 0, hash: previous = NO_RECORD } = this.#last ?? {};
    const fields: ChainFields = {
      sequence: sequence + 1,
      previous,
      ...(this.#continues === undefined ? {} : { continues: this.#continues }),
      ...(unfinished.length === 0 ? {} : { unfinished: unfinished.map(sha256) }),
    };
    const text = JSON.stringify({ ...record, ...fields }).slice(0, -1);
    const hash = sha256(text);
    const seal = this.key === undefined ? '' : `,"seal":"${sealOf(hash, this.key)}"`;
    write(`${text},"hash":"${hash}"${seal}}\n`);
    this.#last = { sequence: sequence + 1, hash };
    this.#continues = undefined;
  }
}

/** The end of a record's line, with its own hash and its seal. */
const END = /,"hash":"([0-9a-f]{64})"(?:,"seal":"([0-9a-f]{64})")?\}$/;

/** A record that was read from a file. */
export interface ReadRecord {
  readonly fields: Readonly<JsonObject>;
  readonly sequence: number;
  readonly previous: string;
  readonly hash: string;
  /** True if the hash is that of the line. */
  readonly isGenuine: boolean;
  readonly seal: string | undefined;
}

/** Reads a line of an audit file. @returns undefined if it is not a complete record of a chain. */
export function readRecord(line: string): ReadRecord | undefined {
  const [end, hash, seal] = END.exec(line) ?? [];
  if (end === undefined || hash === undefined) return undefined;
  const fields = readObject(line);
  const { sequence, previous } = fields ?? {};
  if (!fields || typeof sequence !== 'number' || typeof previous !== 'string') return undefined;
  return { fields, sequence, previous, hash, isGenuine: sha256(line.slice(0, -end.length)) === hash, seal };
}

/** Returns the seal of a record's hash. */
export function sealOf(hash: string, key: string): string {
  return createHmac('sha256', key).update('seal ').update(hash).digest('hex');
}

/** Returns the SHA-256 of a text or of bytes, in hexadecimal. */
export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Reads a line as a JSON object. @returns undefined if it is none, such as a line that was not written completely. */
export function readObject(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
