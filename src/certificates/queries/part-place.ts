import { GLOBAL_INSTANCE_ID } from '../../contract/limits';
import { foreignCursor, offsetOf, type Place } from '../../relay/cursor';
import type { Part } from '../certificate/certificate-parts';

/** The place of a certificate in a list of several parts. */
export interface PartPlace {
  /** The name of the part; empty for the only one. */
  readonly name: string;
  readonly offset: number;
}

/** Returns the place for a cursor: an offset in the only part, or the name of a part and an offset in it. */
export function placeIn({ name }: Part, offset: number): Place {
  return name === '' ? offset : `${name}:${offset}`;
}

/** Returns the place in a decoded cursor. @throws InputError if it is none. */
export function readPlace(text: string): PartPlace {
  const [, name = '', digits = ''] = /^(?:([\w-]{1,64}):)?(\d+)$/.exec(text) ?? [];
  const offset = offsetOf(digits);
  if (offset === undefined) throw foreignCursor();
  return { name, offset };
}

/**
 * Returns the parts from a place on, and the offset in the first of them at which the page begins. If the part of the place is gone,
 * because its gateway was deleted, they begin with the next one.
 */
export function partsAfter(
  parts: readonly Part[],
  after: PartPlace | undefined,
): { parts: readonly Part[]; offset: number } {
  if (!after) return { parts, offset: 0 };
  const rest = parts.filter(({ name }) => rank(name) >= rank(after.name));
  return { parts: rest, offset: rest[0]?.name === after.name ? after.offset + 1 : 0 };
}

/** The global certificates come first, then those of the gateways by id. */
function rank(name: string): string {
  return name === GLOBAL_INSTANCE_ID ? '' : name;
}
