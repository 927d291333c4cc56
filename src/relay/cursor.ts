import { createHash } from 'node:crypto';
import { InputError } from '../input/input-error';

const PATTERN = /^o:(.+):([0-9a-f]{12})$/s;

/** The place of an item in a list: its offset, or a text if the list has another order than that of one upstream list. */
export type Place = number | string;

/**
 * Returns the opaque cursor of the item at a place of a list. It is valid for that list only.
 * It contains no secret, so any replica can read it.
 * @param list identifies the list, its filter and its order.
 */
export function encodeCursor(list: string, place: Place): string {
  return Buffer.from(`o:${place}:${fingerprint(list, place)}`).toString('base64url');
}

/**
 * Returns the place in a cursor, as a text. A caller can forge one, so it must be checked.
 * @throws InputError if the cursor is malformed or belongs to another list.
 */
export function decodeCursor(list: string, cursor: string): string {
  const [, place = '', hash] = PATTERN.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (hash === fingerprint(list, place) && encodeCursor(list, place) === cursor) return place;
  throw foreignCursor();
}

/** Returns the offset in a cursor. @throws InputError if the cursor is malformed or belongs to another list. */
export function decodeOffset(list: string, cursor: string): number {
  return offsetOf(decodeCursor(list, cursor)) ?? refuse();
}

/** Returns the offset that a text stands for, or undefined if it is no offset. */
export function offsetOf(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Returns the error for a cursor that does not belong to the list. */
export function foreignCursor(): InputError {
  return InputError.at('after', 'after is not a cursor of this list with this filter and order.');
}

/** Returns true if a cursor belongs to a list. */
export function isCursorOf(list: string, cursor: string | null | undefined): boolean {
  if (cursor === null || cursor === undefined) return false;
  try {
    decodeCursor(list, cursor);
    return true;
  } catch {
    return false;
  }
}

function refuse(): never {
  throw foreignCursor();
}

function fingerprint(list: string, place: Place): string {
  return createHash('sha256').update(`${list} ${place}`).digest('hex').slice(0, 12);
}
