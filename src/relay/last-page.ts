import { ApigFailure } from '../apig/failure';

/** One upstream page: its items, and the total number of items in the list if the upstream sent it. */
export interface UpstreamPage<Item> {
  readonly items: readonly Item[];
  readonly total: number | undefined;
}

/**
 * Returns a page of the upstream.
 * @param counts the upstream's `total`, of the whole list, and `size`, of this page (API reference, all lists).
 * @throws ApigFailure `GATEWAY.INCOMPLETE_LIST` if the page has an item twice, fewer items than its `size`, or more than its `total`.
 */
export function upstreamPage<Item extends { readonly id?: string }>(
  items: readonly Item[] | undefined,
  { total, size }: { readonly total?: number; readonly size?: number },
): UpstreamPage<Item> {
  const present = items ?? [];
  if ((size ?? 0) > present.length || (total ?? present.length) < present.length) throw incompleteList();
  if (new Set(present.map(({ id }) => id)).size < present.length) throw incompleteList();
  return { items: present, total };
}

/** Returns the failure of a list that may be incomplete. */
export function incompleteList(): ApigFailure {
  return ApigFailure.of('GATEWAY.INCOMPLETE_LIST', 'NOT_SENT');
}

/**
 * Returns true if a page is the last one of its list: it reaches the total or, without a total, has fewer items than requested.
 * An empty page is always the last one.
 * @param offset the offset of the page's first item in the list.
 * @param limit the number of requested items.
 */
export function isLastPage({ items, total }: UpstreamPage<unknown>, offset: number, limit: number): boolean {
  if (items.length === 0) return true;
  return total === undefined ? items.length < limit : offset + items.length >= total;
}
