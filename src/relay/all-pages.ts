import { isLastPage, type UpstreamPage } from './last-page';

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
    const offset = all.length;
    const next = await read(offset, pageSize);
    all.push(...next.items);
    if (isLastPage(next, offset, pageSize)) break;
  }
  return all;
}
