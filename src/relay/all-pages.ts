/** One upstream page: its items, and the count of the whole list where the upstream sent it. */
export interface UpstreamPage<Item> {
  readonly items: readonly Item[];
  readonly total: number | undefined;
}

/** The most pages that one walk reads: 50,000 items at the largest page. An upstream that never ends does not hold us. */
const MAX_PAGES = 100;

/**
 * Reads a list to its end, page after page.
 * @param pageSize items to ask for in one call.
 * @throws whatever `read` throws.
 */
export async function readAllPages<Item>(
  pageSize: number,
  read: (offset: number, limit: number) => Promise<UpstreamPage<Item>>,
): Promise<Item[]> {
  const all: Item[] = [];
  for (let page = 0; page < MAX_PAGES; page++) {
    const { items, total } = await read(all.length, pageSize);
    all.push(...items);
    if (items.length === 0 || (total === undefined ? items.length < pageSize : all.length >= total)) break;
  }
  return all;
}
