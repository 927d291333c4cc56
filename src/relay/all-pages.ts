import { incompleteList, type UpstreamPage } from './last-page';

/** A list that is read completely. */
export interface ListReader<Item> {
  /** The number of items to request per call. The upstream may send fewer. */
  readonly pageSize: number;
  /** The maximum number of calls. Default: 100. */
  readonly maxPages?: number;
  readonly read: (offset: number, limit: number) => Promise<UpstreamPage<Item>>;
  /** Returns a key that is unique in the list. */
  readonly identify: (item: Item) => string;
}

/** The default maximum number of pages. */
const MAX_PAGES = 100;

/**
 * Reads a list completely, page after page. Every page after the first begins with the last item of the previous one. If it begins
 * with another item, the list has shifted and an item may have been missed.
 * @throws ApigFailure `GATEWAY.INCOMPLETE_LIST` if the list may be incomplete: it has more pages than allowed, ends before or after
 *   its `total`, has an item twice, or changed while it was read. Errors of `read` are passed on.
 */
export async function readAllPages<Item>(list: ListReader<Item>): Promise<Item[]> {
  const { pageSize, maxPages = MAX_PAGES, read, identify } = list;
  const all: Item[] = [];
  const seen = new Set<string>();
  let total: number | undefined;
  // Pages cannot overlap if the upstream sends one item per page.
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
    // Without a total, only an empty page shows the end. A short page may be due to a limit of the upstream.
    if (last === undefined) {
      if (total === undefined) return all;
      throw incompleteList();
    }
    overlaps = false;
  }
  throw incompleteList();
}
