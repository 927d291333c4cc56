import { ApigFailure } from '../apig/failure';

/** One upstream page: its items, and the count of the whole list where the upstream sent it. */
export interface UpstreamPage<Item> {
  readonly items: readonly Item[];
  readonly total: number | undefined;
}

/**
 * Returns an upstream's page.
 * @param counts what the upstream says of it: `total` of the whole list, `size` of this page (API reference, every list page).
 * @throws ApigFailure `GATEWAY.INCOMPLETE_LIST` for one that has an item twice, or that has no `total` and fewer items than its
 *   `size`: others are missing.
 */
export function upstreamPage<Item extends { readonly id?: string }>(
  items: readonly Item[] | undefined,
  { total, size }: { readonly total?: number; readonly size?: number },
): UpstreamPage<Item> {
  const present = items ?? [];
  if (total === undefined && size !== undefined && size > present.length) throw incompleteList();
  if (new Set(present.map(({ id }) => id)).size < present.length) throw incompleteList();
  return { items: present, total };
}

/** Returns the failure of a list that is not known to be whole. */
export function incompleteList(): ApigFailure {
  return ApigFailure.of('GATEWAY.INCOMPLETE_LIST', 'NOT_SENT');
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
