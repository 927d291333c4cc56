/** One upstream page: its items, and the count of the whole list where the upstream sent it. */
export interface UpstreamPage<Item> {
  readonly items: readonly Item[];
  readonly total: number | undefined;
}

/**
 * Tells whether a list ends with a page: at its total, or with fewer items than asked for where the upstream sent no total.
 * An empty page always ends it.
 * @param offset of the page's first item in the list.
 * @param limit items that were asked for.
 */
export function isLastPage({ items, total }: UpstreamPage<unknown>, offset: number, limit: number): boolean {
  if (items.length === 0) return true;
  return total === undefined ? items.length < limit : offset + items.length >= total;
}
