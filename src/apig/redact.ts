import { alphanumeric, decodings, joined, unescaped } from './decodings';
import { type SecretText, secretText } from './secret-text';
import { type View, viewOf } from './view';

/** The texts that must never appear in a log or a response. */
export interface Secrets {
  /** Texts that are replaced where they stand exactly so. */
  readonly exact: readonly string[];
  /** The letters and digits of the secrets, in lower case: what stays the same under line breaks, escapes and changes of case. */
  readonly letters: readonly SecretText[];
  /** The token as `joined` leaves it: what stays the same of one with many symbols, where it is broken into pieces. */
  readonly joined: readonly SecretText[];
  /**
   * The token, the lines of private keys, and their bytes as Latin-1: what stays the same in base64, hexadecimal, dumps and other
   * formats of a key.
   */
  readonly bytes: readonly SecretText[];
}

/** The length of a part of a secret that is redacted. The whole of a shorter secret is redacted too. */
const PART_LENGTH = 16;

/** The minimum length of a secret that is searched for in other encodings. A shorter one would occur by chance. */
const LEAST_LENGTH = 8;

/** The minimum length of a secret that is searched for as it is. Shorter ones, which no system issues, occur in every message. */
const LEAST_EXACT_LENGTH = 4;

/** The maximum number of encodings inside each other. */
const MAX_DEPTH = 3;

/** The maximum number of places of a secret at which the same few characters are compared. A secret may be repetitive. */
const MAX_PLACES = 50;

/**
 * Returns the secrets of an upstream call: the token, and the private keys in its body.
 * @param body the body of the upstream call. Private keys are in its fields of that name.
 */
export function secretsOf(token: string, body: unknown): Secrets {
  const fields = Object.entries(Object(body) as Record<string, unknown>);
  const keys = fields.flatMap(([name, value]) =>
    /private_key/.test(name) && typeof value === 'string' ? blocksOf(value) : [],
  );
  return {
    exact: token.length < LEAST_EXACT_LENGTH ? [] : [token],
    letters: [token, ...keys]
      .map(lettersOf)
      .filter(({ length }) => length >= LEAST_LENGTH)
      .map(secretText),
    joined: piecesOf(token).map(secretText),
    bytes: [token, ...keys, ...keys.map((key) => Buffer.from(key, 'base64').toString('latin1'))]
      .filter(({ length }) => length >= PART_LENGTH)
      .map(secretText),
  };
}

/** Returns a token as `joined` leaves it, also where a part of it looks like an escape, which is resolved in a message too. */
function piecesOf(token: string): string[] {
  const view = viewOf(token);
  const texts = [view, ...unescaped(view)].map((it) => joined(it).text);
  return [...new Set(texts)].filter(({ length }) => length >= PART_LENGTH);
}

/** A block in PEM format: a key, or a certificate, which is public but not for a log. */
const PEM = /-----BEGIN [A-Z0-9 ]{1,40}-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,40}-----|$)/g;

/** A block in base64 that begins like a gzip file (RFC 1952). Nobody can read it, and it may contain anything. */
const GZIP = /H4sI[\w+/-]{16,}={0,2}/g;

/**
 * Returns the text with each secret replaced by `***`, also where it is encoded in another way or only a part of it occurs, and any
 * block in PEM format or compressed. The time grows with the length of the text, so long texts must be truncated before.
 */
export function redact(text: string, secrets: Secrets): string {
  const plain = secrets.exact.reduce(
    (rest, secret) => rest.replaceAll(secret, '***'),
    text.replace(PEM, '***').replace(GZIP, '***'),
  );
  const isSecret = new Uint8Array(plain.length);
  search(viewOf(plain), secrets, isSecret, 0);
  return withoutMarked(plain, isSecret);
}

/** Returns the contents of the blocks of a PEM text. */
function blocksOf(pem: string): string[] {
  return pem.split(/-----[A-Z ]+-----/).filter((block) => block.trim() !== '');
}

function lettersOf(text: string): string {
  return text.replace(/[^A-Za-z0-9]+/g, '').toLowerCase();
}

/** Marks the characters of a message that belong to a secret, in this view of it and in all views of that view. */
function search(view: View, secrets: Secrets, marks: Uint8Array, depth: number): void {
  const letters = alphanumeric(view);
  for (const secret of secrets.letters) markParts(letters, secret, marks);
  const pieces = joined(view);
  for (const secret of secrets.joined) markParts(pieces, secret, marks);
  for (const secret of secrets.bytes) markParts(view, secret, marks);
  if (depth === MAX_DEPTH || !isReadable(view.text)) return;
  for (const decoded of decodings(view)) search(decoded, secrets, marks, depth + 1);
}

/** Returns true if a part of the text is readable. Only such a text may be encoded once more. */
function isReadable(text: string): boolean {
  return /[\x20-\x7e\s]{16}/.test(text);
}

/**
 * Marks each part of a secret in a view that is at least as long as `PART_LENGTH`, or as the secret. Such a part contains one of the
 * samples taken here in full, wherever it begins.
 */
function markParts({ text, firstOf, lastOf }: View, { text: secret, mayContain }: SecretText, marks: Uint8Array): void {
  const least = Math.min(PART_LENGTH, secret.length);
  const size = Math.floor(least / 2);
  const step = least - size + 1;
  for (let at = 0; at + size <= text.length; at += step) {
    if (!mayContain(text, at, size)) continue;
    const sample = text.slice(at, at + size);
    let place = secret.indexOf(sample);
    for (let tried = 0; place >= 0 && tried < MAX_PLACES; tried++) {
      const before = commonBefore(text, at, secret, place);
      const after = commonAfter(text, at + size, secret, place + size);
      if (before + size + after >= least) {
        marks.fill(1, firstOf(at - before), lastOf(at + size + after - 1) + 1);
        // Of the samples in this part, only the last may mark more.
        at += Math.max(0, Math.floor(after / step) - 1) * step;
        break;
      }
      place = secret.indexOf(sample, place + 1);
    }
  }
}

function commonBefore(text: string, at: number, secret: string, place: number): number {
  let length = 0;
  while (length < at && length < place && text[at - length - 1] === secret[place - length - 1]) length++;
  return length;
}

function commonAfter(text: string, at: number, secret: string, place: number): number {
  let length = 0;
  while (at + length < text.length && place + length < secret.length && text[at + length] === secret[place + length])
    length++;
  return length;
}

function withoutMarked(text: string, marks: Uint8Array): string {
  if (!marks.includes(1)) return text;
  let result = '';
  for (let index = 0; index < text.length; index++) {
    if (marks[index] === 0) result += text.charAt(index);
    else if (index === 0 || marks[index - 1] === 0) result += '***';
  }
  return result;
}
