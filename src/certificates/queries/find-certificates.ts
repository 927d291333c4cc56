import { MAX_PAGE_SIZE } from '../../contract/limits';
import { CALLS_AT_ONCE } from '../../lib/map-bounded';
import { incompleteList } from '../../relay/last-page';
import { type Page, type Placed, pageOf } from '../../relay/page';
import type { RequestContext } from '../../request/context';
import { Certificate } from '../certificate/certificate.type';
import type { Part } from '../certificate/certificate-parts';
import { type Conditions, meeting } from './conditions';
import type { ListRequest } from './list-certificates';
import { listPageLoader, prefetch } from './list-pages.loader';
import { type PartPlace, partsAfter, placeIn } from './part-place';

/**
 * Returns a page of the certificates for which all conditions hold, in the upstream's order. It searches the upstream's pages of 500
 * until the page is full; if `totalCount` is selected, it searches to the end. Each page and certificate is read once per request.
 * @throws ApigFailure; `GATEWAY.TOO_MANY_CALLS` if the search exceeds its call budgets, `GATEWAY.INCOMPLETE_LIST` if the list changes
 *   while it is read.
 */
export async function findCertificates(
  context: RequestContext,
  parts: readonly Part[],
  conditions: Conditions,
  { list, after, limit }: ListRequest<PartPlace>,
): Promise<Page<Certificate>> {
  const found: Placed<Certificate>[] = [];
  for await (const match of matches(context, parts, conditions, after)) {
    // One match more than requested shows that there is a next page.
    if (found.push(match) > limit) break;
  }
  const totalCount = async () => {
    let total = 0;
    for await (const _ of matches(context, parts, conditions)) total++;
    return total;
  };
  const hasNextPage = found.length > limit;
  return pageOf(list, found.slice(0, limit), { hasNextPage, hasPreviousPage: after !== undefined, totalCount });
}

/** Yields the matching certificates after a place, each with its own place. */
async function* matches(
  context: RequestContext,
  parts: readonly Part[],
  conditions: Conditions,
  after?: PartPlace,
): AsyncGenerator<Placed<Certificate>> {
  const { parts: rest, offset } = partsAfter(parts, after);
  for (const [index, part] of rest.entries()) {
    // The first part alone, which often fills the page, then as many as are read at once.
    if (index % CALLS_AT_ONCE === 1) await prefetch(context, rest.slice(index, index + CALLS_AT_ONCE));
    for await (const rows of pagesOf(context, part, index === 0 ? offset : 0))
      yield* meeting(context, conditions, rows);
  }
}

/** Yields the rows of a part from an offset on, page by page. */
async function* pagesOf(context: RequestContext, part: Part, offset: number): AsyncGenerator<Placed<Certificate>[]> {
  const pages = context.loader(listPageLoader);
  let first: number | undefined;
  for (let start = offset - (offset % MAX_PAGE_SIZE); ; ) {
    const { items, total } = await pages.load({ part, offset: start });
    first ??= total;
    if (total !== first) throw incompleteList();
    const rows = items.map((row, index) => ({ place: placeIn(part, start + index), node: Certificate.listed(row) }));
    yield rows.slice(Math.max(0, offset - start));
    start += items.length;
    // Without a total, only an empty page shows the end. A short page may be due to a limit of the upstream.
    if (items.length === 0 || (total !== undefined && start >= total)) return;
  }
}
