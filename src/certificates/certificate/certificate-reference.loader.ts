import DataLoader from 'dataloader';
import { ApigFailure } from '../../apig/failure';
import type { FailureKind } from '../../contract/error-codes';
import { MAX_PAGE_SIZE } from '../../contract/limits';
import { classify } from '../../errors/classify';
import { isLastPage } from '../../relay/last-page';
import type { RequestContext } from '../../request/context';
import { certificateLoader } from './certificate.loader';
import { Certificate } from './certificate.type';

/** Up to this many are asked for one by one: no more calls than a list page and what it may lack. */
const MAX_SINGLE = 2;

/** Why a list may be refused where a single certificate is not: some regions want a gateway, a policy may allow the one alone. */
const MAY_STILL_SHOW: ReadonlySet<FailureKind> = new Set(['invalid_input', 'permission_denied']);

/**
 * Certificates by id, as another subgraph refers to them: many at once, and mostly for what list pages have.
 * The first page is one call for 500 certificates; further pages are read while they are fewer than what is still missing;
 * what is missing then is asked for by id, which also tells why it is not there. A project with up to 500 certificates
 * costs one call for any number of references, plus one for each that is unknown; never more than two for each reference.
 * All calls come out of a budget.
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
      // One more at least where the upstream sent no total.
      pagesLeft = isLast ? 0 : Math.ceil(((total ?? offset + 1) - offset) / MAX_PAGE_SIZE);
    }
  } catch (error) {
    if (!(error instanceof ApigFailure) || !MAY_STILL_SHOW.has(classify(error).kind)) throw error;
  }
  return found;
}
