import { createHash } from 'node:crypto';
import { InputError } from '../input/input-error';

const PATTERN = /^o:(\d{1,15}):([0-9a-f]{12})$/;

/**
 * Returns the opaque cursor of the item at `offset` of a list. It is valid for that list only.
 * It contains no secret, so any replica can read it.
 * @param list identifies the list and its filter.
 */
export function encodeCursor(list: string, offset: number): string {
  return Buffer.from(`o:${offset}:${fingerprint(list, offset)}`).toString('base64url');
}

/**
 * Returns the offset in a cursor.
 * @throws InputError if the cursor is malformed or belongs to another list.
 */
export function decodeCursor(list: string, cursor: string): number {
  const match = PATTERN.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  const offset = Number(match?.[1]);
  if (match && match[2] === fingerprint(list, offset) && encodeCursor(list, offset) === cursor) return offset;
  throw InputError.at('after', 'after is not a cursor of this list with this filter.');
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

function fingerprint(list: string, offset: number): string {
  return createHash('sha256').update(`${list} ${offset}`).digest('hex').slice(0, 12);
}
