import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../contract/limits';
import { refuseParameter } from './reply';

/** Returns the page for `offset` and `limit`, with its `size` and the `total` of the list. @param show converts an item of the page. */
export function page<Item, Name extends string>(
  name: Name,
  items: readonly Item[],
  query: URLSearchParams,
  show: (item: Item) => unknown = (item) => item,
) {
  const limit = wholeNumber(query, 'limit', DEFAULT_PAGE_SIZE);
  const size = limit <= 0 ? DEFAULT_PAGE_SIZE : Math.min(limit, MAX_PAGE_SIZE);
  const offset = Math.max(0, wholeNumber(query, 'offset', 0));
  const found = items.slice(offset, offset + size);
  return { size: found.length, total: items.length, [name]: found.map(show) };
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (!/^-?\d{1,15}$/.test(text)) refuseParameter(name);
  return Number(text);
}
