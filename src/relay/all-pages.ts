import { incompleteList, type UpstreamPage } from './last-page';

/** A list that is read to its end. */
export interface ListReader<Item> {
  /** Items to ask for in one call; the upstream may send fewer. */
  readonly pageSize: number;
  /** The most calls; 100 unless given. */
  readonly maxPages?: number;
  readonly read: (offset: number, limit: number) => Promise<UpstreamPage<Item>>;
  /** Returns what tells an item from all others of the list. */
  readonly identify: (item: Item) => string;
}

/** The most pages that one walk reads, unless it says otherwise. */
const MAX_PAGES = 100;

/**
 * Reads a list to its end, page after page. Each page but the first begins with the last item of the one before it: when
 * another stands there, the list has shifted, and an item may have been missed.
 * @throws ApigFailure `GATEWAY.INCOMPLETE_LIST` where the list is not known to be whole: it has more pages than allowed, ends
 *   before or after its `total`, has an item twice, or changed while it was read; whatever `read` throws.
 */
export async function readAllPages<Item>(list: ListReader<Item>): Promise<Item[]> {
  const { pageSize, maxPages = MAX_PAGES, read, identify } = list;
  const all: Item[] = [];
  const seen = new Set<string>();
  let total: number | undefined;
  // An upstream that serves one item at a time has no room for the last one again.
  let overlaps = true;
  for (let page = 0; page < maxPages; page++) {
    const last = overlaps ? all.at(-1) : undefined;
    const { items, total: now } = await read(last === undefined ? all.length : all.length - 1, pageSize);
    if (page > 0 && now !== total) throw incompleteList();
    total = now;
    if (last !== undefined && (items[0] === undefined || identify(items[0]) !== identify(last))) throw incompleteList();
    const more = last === undefined ? items : items.slice(1);
    for (const item of more) {
      const key = identify(item);
      if (seen.has(key)) throw incompleteList();
      seen.add(key);
      all.push(item);
    }
    if (total !== undefined && all.length > total) throw incompleteList();
    if (all.length === total) return all;
    if (more.length > 0) continue;
    // Without a count, only an empty page tells the end: a short one may be the upstream's own limit.
    if (last === undefined) {
      if (total === undefined) return all;
      throw incompleteList();
    }
    overlaps = false;
  }
  throw incompleteList();
}
