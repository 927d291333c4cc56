import { createHash } from 'node:crypto';
import { InputError } from '../input/input-error';

const PATTERN = /^o:(\d{1,15}):([0-9a-f]{12})$/;

/**
 * The opaque cursor of the item at `offset` of a list. Holds for that list alone: `list` names it with its filter.
 * Any replica can read it, since it is made from what it holds and no secret.
 */
export function encodeCursor(list: string, offset: number): string {
  return Buffer.from(`o:${offset}:${fingerprint(list, offset)}`).toString('base64url');
}

/**
 * The offset that a cursor stands for.
 * @throws InputError for a cursor that was not issued here, or was issued for another list.
 */
export function decodeCursor(list: string, cursor: string): number {
  const match = PATTERN.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  const offset = Number(match?.[1]);
  if (match && match[2] === fingerprint(list, offset) && encodeCursor(list, offset) === cursor) return offset;
  throw InputError.at('after', 'after is not a cursor of this list with this filter.');
}

/** Whether it was issued for that list. */
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
