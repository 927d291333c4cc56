import { ApigFailure } from '../apig/failure';
import type { UpstreamPage } from './last-page';

/** A list that is read to its end. */
export interface ListReader<Item> {
  /** Items to ask for in one call; the upstream may send fewer. */
  readonly pageSize: number;
  /** The most calls; 100 unless given. */
  readonly maxPages?: number;
  readonly read: (offset: number, limit: number) => Promise<UpstreamPage<Item>>;
  /** Returns what tells an item from others. Items may be equal: a domain is listed once for each of its ports. */
  readonly identify: (item: Item) => string;
}

/** The most pages that one walk reads, unless it says otherwise. */
const MAX_PAGES = 100;

/**
 * Reads a list to its end, page after page. Each page but the first begins with the last item of the one before it: when
 * another stands there, the list has shifted, and an item may have been missed.
 * @throws ApigFailure `GATEWAY.INCOMPLETE_LIST` where the list is not known to be whole: it has more pages than allowed, ends
 *   before or after its `total`, or changed while it was read; whatever `read` throws.
 */
export async function readAllPages<Item>(list: ListReader<Item>): Promise<Item[]> {
  const { pageSize, maxPages = MAX_PAGES, read, identify } = list;
  const all: Item[] = [];
  let total: number | undefined;
  for (let page = 0; page < maxPages; page++) {
    const last = all.at(-1);
    const { items, total: now } = await read(last === undefined ? 0 : all.length - 1, pageSize);
    if (page > 0 && now !== total) throw incomplete();
    total = now;
    if (last !== undefined && (items[0] === undefined || identify(items[0]) !== identify(last))) throw incomplete();
    const more = last === undefined ? items : items.slice(1);
    all.push(...more);
    if (total !== undefined && all.length > total) throw incomplete();
    if (isWhole(all.length, total, more.length)) return all;
    if (more.length === 0) throw incomplete();
  }
  throw incomplete();
}

/** Without a count, only a page with nothing new tells the end: a short page may be the upstream's own limit. */
function isWhole(read: number, total: number | undefined, added: number): boolean {
  return total === undefined ? added === 0 : read === total;
}

function incomplete(): ApigFailure {
  return ApigFailure.of('GATEWAY.INCOMPLETE_LIST', 'UNKNOWN');
}
