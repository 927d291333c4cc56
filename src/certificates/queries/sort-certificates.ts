import { MAX_PAGE_SIZE } from '../../contract/limits';
import { mapBounded } from '../../lib/map-bounded';
import { readAllPages } from '../../relay/all-pages';
import { type Page, type Placed, pageOf } from '../../relay/page';
import type { RequestContext } from '../../request/context';
import { Certificate } from '../certificate/certificate.type';
import type { ListRow, Part } from '../certificate/certificate-parts';
import type { CertificateOrder } from './certificate-order.input';
import { type Conditions, meeting } from './conditions';
import type { ListRequest } from './list-certificates';
import { listPageLoader } from './list-pages.loader';
import { comparatorOf, placeOf, type SortKey, sortKeyOf } from './sort-key';

/**
 * Returns a page of the certificates for which all conditions hold, in an order. All parts are read completely. The page begins after
 * a key and not after an offset, so no certificate is lost or repeated if others are created or deleted between two pages.
 * @throws ApigFailure; `GATEWAY.TOO_MANY_CALLS` if the list is too long, `GATEWAY.INCOMPLETE_LIST` if it changes while it is read.
 */
export async function sortCertificates(
  context: RequestContext,
  parts: readonly Part[],
  conditions: Conditions,
  order: CertificateOrder,
  { list, after, limit }: ListRequest<SortKey>,
): Promise<Page<Certificate>> {
  const compare = comparatorOf(order);
  const sorted = (await readAll(context, parts))
    .map((row) => Certificate.listed(row))
    .map((node) => ({ node, key: sortKeyOf(node, order.field) }))
    .sort((one, other) => compare(one.key, other.key));
  const begin = after ? firstIndex(sorted, ({ key }) => compare(key, after) > 0) : 0;
  const found: Placed<Certificate>[] = [];
  for await (const { node, key } of meeting(context, conditions, sorted.slice(begin))) {
    // One more than requested shows that there is a next page.
    if (found.push({ node, place: placeOf(key) }) > limit) break;
  }
  const isFiltered = Object.keys(conditions).length > 0;
  const count = async () => {
    let total = 0;
    for await (const _ of meeting(context, conditions, sorted)) total++;
    return total;
  };
  const hasNextPage = found.length > limit;
  const totalCount = isFiltered ? count : sorted.length;
  return pageOf(list, found.slice(0, limit), { hasNextPage, hasPreviousPage: begin > 0, totalCount });
}

/** Reads all rows of all parts, each certificate once: one may move to another part meanwhile. */
async function readAll(context: RequestContext, parts: readonly Part[]): Promise<ListRow[]> {
  const pages = context.loader(listPageLoader);
  const lists = await mapBounded(parts, (part) =>
    readAllPages({
      pageSize: MAX_PAGE_SIZE,
      read: (offset) => pages.load({ part, offset }),
      identify: ({ id }) => String(id),
    }),
  );
  return [...new Map(lists.flat().map((row) => [row.id, row])).values()];
}

/** Returns the index of the first item of a sorted list for which a condition holds, or the length of the list. */
function firstIndex<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  const index = items.findIndex(holds);
  return index < 0 ? items.length : index;
}
