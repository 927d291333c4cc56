import { CALLS_AT_ONCE, mapBounded } from '../../lib/map-bounded';
import { incompleteList, type UpstreamPage } from '../../relay/last-page';
import { type Page, type Placed, pageOf } from '../../relay/page';
import type { RequestContext } from '../../request/context';
import { Certificate } from '../certificate/certificate.type';
import { type ListRow, type Part, readPart } from '../certificate/certificate-parts';
import { type PartPlace, partsAfter, placeIn } from './part-place';

/** The requested page of a list of certificates. */
export interface ListRequest<After> {
  /** Identifies the list, its filter and its order. */
  readonly list: string;
  /** The place after which the page begins; undefined for the first page. */
  readonly after: After | undefined;
  readonly limit: number;
}

/**
 * Returns a page of a list in the upstream's order, part after part. Each part takes one call, and only the parts that the page needs
 * are read, or all of them for `totalCount`. If the upstream sends fewer rows than requested, the page is short.
 * @throws ApigFailure; `GATEWAY.INCOMPLETE_LIST` if a page contradicts its total.
 */
export async function listCertificates(
  context: RequestContext,
  parts: readonly Part[],
  { list, after, limit }: ListRequest<PartPlace>,
): Promise<Page<Certificate>> {
  const { parts: rest, offset: begin } = partsAfter(parts, after);
  const pages = new Map<Part, PartPage>();
  const read = async (part: Part, most: number) => {
    const offset = part === rest[0] ? begin : 0;
    const page = await readPart(context, part, offset, most, part.name === '' ? undefined : 'certificateGateways');
    checkTotal(page, offset);
    pages.set(part, { ...page, offset });
  };
  const items: Placed<Certificate>[] = [];
  let hasNextPage = false;
  for (const chunk of chunksOf(rest)) {
    await mapBounded(chunk, (part) => read(part, limit));
    for (const part of chunk) hasNextPage ||= take(part, pages.get(part), items, limit);
    if (hasNextPage) break;
  }
  const count = async () => {
    const others = parts.filter((part) => !pages.has(part));
    await mapBounded(others, (part) => read(part, 1));
    return totalOf(pages) ?? Promise.reject(incompleteList());
  };
  const totalCount = (pages.size === parts.length ? totalOf(pages) : undefined) ?? count;
  return pageOf(list, items, { hasNextPage, hasPreviousPage: after !== undefined, totalCount });
}

/** A page of a part, and the offset of its first row. */
interface PartPage extends UpstreamPage<ListRow> {
  readonly offset: number;
}

/** Takes the rows of a part's page that the requested page has room for. @returns true if the part has more rows. */
function take(part: Part, page: PartPage | undefined, items: Placed<Certificate>[], limit: number): boolean {
  if (!page) return false;
  const { offset, total, items: rows } = page;
  const taken = rows.slice(0, limit - items.length);
  for (const [index, row] of taken.entries()) {
    items.push({ place: placeIn(part, offset + index), node: Certificate.listed(row) });
  }
  // Without a total, only an empty page shows the end.
  return taken.length < rows.length || (rows.length > 0 && offset + taken.length < (total ?? Number.POSITIVE_INFINITY));
}

/** Yields the first part alone, which often fills the page, then as many as are read at once. */
function* chunksOf(parts: readonly Part[]): Generator<readonly Part[]> {
  for (let start = 0; start < parts.length; ) {
    const chunk = parts.slice(start, start + (start === 0 ? 1 : CALLS_AT_ONCE));
    yield chunk;
    start += chunk.length;
  }
}

function checkTotal({ items, total }: UpstreamPage<ListRow>, offset: number): void {
  if (total === undefined) return;
  if (items.length > 0 ? offset + items.length > total : offset < total) throw incompleteList();
}

/** Returns the sum of the totals, or undefined if the upstream did not send one. */
function totalOf(pages: ReadonlyMap<Part, PartPage>): number | undefined {
  let sum = 0;
  for (const { items, offset, total } of pages.values()) {
    const known = total ?? (items.length === 0 && offset === 0 ? 0 : undefined);
    if (known === undefined) return undefined;
    sum += known;
  }
  return sum;
}
