import { tooManyCalls } from '../request/call-budgets';
import type { UpstreamPage } from './last-page';

type ReadPage<Item> = (offset: number, limit: number) => Promise<UpstreamPage<Item>>;

/**
 * Bounds how many pages a walk reads: a list that is longer fails, and is never told short.
 * @param advice tells the caller how to ask for less.
 * @throws ApigFailure `GATEWAY.TOO_MANY_CALLS` (the returned function) for a page beyond the bound.
 */
export function atMostPages<Item>(most: number, advice: string, read: ReadPage<Item>): ReadPage<Item> {
  let pages = 0;
  return async (offset, limit) => {
    if (++pages > most) throw tooManyCalls(most, advice);
    return read(offset, limit);
  };
}
