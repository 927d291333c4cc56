import DataLoader from 'dataloader';
import { ApigFailure } from '../../apig/failure';
import type { FailureKind } from '../../contract/error-codes';
import { MAX_PAGE_SIZE } from '../../contract/limits';
import { classify } from '../../errors/classify';
import { mapBounded } from '../../lib/map-bounded';
import { isLastPage } from '../../relay/last-page';
import type { RequestContext } from '../../request/context';
import { certificateLoader } from './certificate.loader';
import { Certificate } from './certificate.type';
import { type Part, withParts } from './certificate-parts';
import { partPagesLoader } from './part-pages.loader';

/** Up to this many certificates are read one by one, which takes no more calls than a list page and the ones missing from it. */
const MAX_SINGLE = 2;

/** The failures of a list after which a certificate may still be readable: a policy may deny only the list, or that of the gateways. */
const MAY_STILL_SHOW: ReadonlySet<FailureKind> = new Set(['invalid_input', 'permission_denied', 'not_found:gateway']);

/** Loads pages of certificates for references. The batches of a request share them. */
const referencePageLoader = partPagesLoader(() => 'certificates');

/**
 * Loads certificates by id for references, such as those from another subgraph: many at once, mostly for fields of list pages.
 * Pages of 500 certificates are read as long as fewer pages remain than certificates are missing. The missing ones are then read
 * by id, which also yields the reason if one cannot be read. In a project with up to 500 certificates, any number of references
 * takes one call, plus one for each unknown id; in any project, at most two per reference, plus those for the gateways if the region
 * lists by gateway only. All calls count against budgets.
 */
export function certificateReferenceLoader(context: RequestContext): DataLoader<string, Certificate> {
  return new DataLoader(async (ids) => {
    const listed = ids.length > MAX_SINGLE ? await readListed(context, new Set(ids)) : new Map<string, Certificate>();
    const single = context.loader(certificateLoader);
    const loadMissing = async (id: string) => {
      context.budgets.spend('certificates');
      return single.load(id);
    };
    // All at once: the single ones are read in one batch.
    return Promise.all(ids.map((id) => listed.get(id) ?? loadMissing(id).catch((error: Error) => error)));
  });
}

async function readListed(context: RequestContext, wanted: ReadonlySet<string>): Promise<Map<string, Certificate>> {
  const found = new Map<string, Certificate>();
  // Together with the single ones, no more than two calls per reference.
  let callsLeft = wanted.size - 1;
  const readPage = async (part: Part, offset: number) => {
    callsLeft -= 1;
    const page = await context.loader(referencePageLoader).load({ part, offset });
    for (const source of page.items) if (wanted.has(source.id)) found.set(source.id, Certificate.listed(source));
    return page;
  };
  const readParts = async ([first, ...others]: readonly Part[]) => {
    const isWorth = (pages: number) => pages > 0 && pages <= Math.min(wanted.size - found.size, callsLeft);
    let offset = 0;
    for (let pagesLeft = 1; first && (offset === 0 || isWorth(pagesLeft)); ) {
      const { items, total } = await readPage(first, offset);
      const isLast = isLastPage({ items, total }, offset, MAX_PAGE_SIZE);
      offset += items.length;
      if (isLast) break;
      // Without a total from the upstream, at least one more page is expected.
      pagesLeft = Math.ceil(((total ?? offset + 1) - offset) / MAX_PAGE_SIZE);
    }
    if (isWorth(others.length)) await mapBounded(others, (part) => readPage(part, 0));
  };
  try {
    await withParts(context, {}, readParts);
  } catch (error) {
    if (!(error instanceof ApigFailure) || !MAY_STILL_SHOW.has(classify(error).kind)) throw error;
  }
  return found;
}
