import DataLoader from 'dataloader';
import { ApigFailure } from '../../apig/failure';
import type { FailureKind } from '../../contract/error-codes';
import { MAX_PAGE_SIZE } from '../../contract/limits';
import { classify } from '../../errors/classify';
import { isLastPage } from '../../relay/last-page';
import type { RequestContext } from '../../request/context';
import { certificateLoader } from './certificate.loader';
import { Certificate } from './certificate.type';

/** Up to this many certificates are read one by one, which takes no more calls than a list page and the ones missing from it. */
const MAX_SINGLE = 2;

/** The failures of a list after which a certificate may still be readable: some regions require a gateway, and a policy may deny only the list. */
const MAY_STILL_SHOW: ReadonlySet<FailureKind> = new Set(['invalid_input', 'permission_denied']);

/**
 * Loads certificates by id for references, such as those from another subgraph: many at once, mostly for fields of list pages.
 * Pages of 500 certificates are read as long as fewer pages remain than certificates are missing. The missing ones are then read
 * by id, which also yields the reason if one cannot be read. In a project with up to 500 certificates, any number of references
 * takes one call, plus one for each unknown id; in any project, at most two per reference. All calls count against a budget.
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
  try {
    let offset = 0;
    let pagesLeft = 1;
    for (let page = 0; page < wanted.size && pagesLeft > 0 && pagesLeft <= wanted.size - found.size; page++) {
      const query = { offset, limit: MAX_PAGE_SIZE };
      const { certs = [], total } = await context.callWithin('certificates', 'listCertificates', { query });
      for (const source of certs) {
        if (source.id !== undefined && wanted.has(source.id)) found.set(source.id, Certificate.listed(source));
      }
      const isLast = isLastPage({ items: certs, total }, offset, MAX_PAGE_SIZE);
      offset += certs.length;
      // Without a total from the upstream, at least one more page is expected.
      pagesLeft = isLast ? 0 : Math.ceil(((total ?? offset + 1) - offset) / MAX_PAGE_SIZE);
    }
  } catch (error) {
    if (!(error instanceof ApigFailure) || !MAY_STILL_SHOW.has(classify(error).kind)) throw error;
  }
  return found;
}
