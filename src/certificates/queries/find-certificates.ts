import DataLoader from 'dataloader';
import type { InputOf, OutputOf } from '../../apig/types';
import { MAX_PAGE_SIZE } from '../../contract/limits';
import { mapBounded } from '../../lib/map-bounded';
import { isLastPage } from '../../relay/last-page';
import { type Page, type PageRequest, type Placed, pageOf } from '../../relay/page';
import type { RequestContext } from '../../request/context';
import { certificateLoader } from '../certificate/certificate.loader';
import { Certificate } from '../certificate/certificate.type';
import { CertificateState, isExpired, isExpiring, isNotYetValid } from '../certificate/certificate-state';
import { coversKey } from '../certificate/covers';

type ListQuery = Omit<NonNullable<InputOf<'listCertificates'>['query']>, 'offset' | 'limit'>;
type ListPage = OutputOf<'listCertificates'>;

/** The conditions that the upstream cannot filter by. Absent conditions are ignored. */
export interface Conditions {
  readonly expiresBefore?: Date;
  readonly state?: CertificateState;
  /** The key of a domain name or IP address, from `nameKey`. */
  readonly covers?: string;
}

/** The number of candidates that are checked at once. Each may need one call. */
const CHUNK = 32;

/**
 * Returns a page of the certificates for which all conditions hold. It searches the upstream's pages of 500 until the page is
 * full; if `totalCount` is selected, it searches to the end. Each page and certificate is read once per request. Offsets, and
 * therefore cursors, are those of the upstream's list.
 * @throws ApigFailure; `GATEWAY.TOO_MANY_CALLS` if the search exceeds its call budgets.
 */
export async function findCertificates(
  context: RequestContext,
  query: ListQuery,
  conditions: Conditions,
  request: PageRequest,
): Promise<Page<Certificate>> {
  const found: Placed<Certificate>[] = [];
  for await (const match of matches(context, query, conditions, request.offset)) {
    // One match more than requested shows that there is a next page.
    if (found.push(match) > request.limit) break;
  }
  const count = async () => {
    let total = 0;
    for await (const _ of matches(context, query, conditions, 0)) total++;
    return total;
  };
  return pageOf(request, found.slice(0, request.limit), found.length > request.limit, count);
}

/** Yields the matching certificates from an offset on, each with its own offset. */
async function* matches(
  context: RequestContext,
  query: ListQuery,
  conditions: Conditions,
  offset: number,
): AsyncGenerator<Placed<Certificate>> {
  const pages = context.loader(listPageLoader);
  let start = offset - (offset % MAX_PAGE_SIZE);
  for (;;) {
    const { certs = [], total } = await pages.load({ ...query, offset: start, limit: MAX_PAGE_SIZE });
    const candidates = certs
      .map((source, index) => ({ offset: start + index, node: Certificate.listed(source) }))
      .filter((candidate) => candidate.offset >= offset && mayHold(candidate.node, conditions, context.now));
    for (let at = 0; at < candidates.length; at += CHUNK) {
      const chunk = candidates.slice(at, at + CHUNK);
      const hold = await mapBounded(chunk, ({ node }) => holds(context, node, conditions));
      yield* chunk.filter((_, index) => hold[index]);
    }
    if (isLastPage({ items: certs, total }, start, MAX_PAGE_SIZE)) return;
    start += certs.length;
  }
}

/** Returns false if the row of a list page rules a certificate out. Lists have all the facts except the start of its validity period. */
function mayHold(certificate: Certificate, { expiresBefore, state, covers }: Conditions, now: Date): boolean {
  const { notAfter } = certificate;
  if (expiresBefore && notAfter.getTime() >= expiresBefore.getTime()) return false;
  if (covers !== undefined && !coversKey(certificate, covers)) return false;
  const expired = isExpired(notAfter, now);
  switch (state) {
    case undefined:
      return true;
    case CertificateState.EXPIRED:
      return expired;
    case CertificateState.NOT_YET_VALID:
      return !expired;
    default:
      return !expired && isExpiring(notAfter, now) === (state === CertificateState.EXPIRING);
  }
}

/** Checks the conditions that the list page left open. One call, if the filter has a state other than `EXPIRED`. */
async function holds(context: RequestContext, certificate: Certificate, { state }: Conditions): Promise<boolean> {
  if (state === undefined || state === CertificateState.EXPIRED) return true;
  const { validFrom } = await context.loader(searchedCertificateLoader).load(certificate.id);
  return isNotYetValid(validFrom, context.now) === (state === CertificateState.NOT_YET_VALID);
}

/** Loads the certificates whose start date a search needs, once per request and within a call budget. */
function searchedCertificateLoader(context: RequestContext): DataLoader<string, Certificate> {
  return new DataLoader((ids) =>
    mapBounded(ids, async (id) => {
      try {
        context.budgets.spend('certificateStates');
        return await context.loader(certificateLoader).load(id);
      } catch (error) {
        return error as Error;
      }
    }),
  );
}

/** Loads pages of the list, each page once per request and within a call budget. */
function listPageLoader(
  context: RequestContext,
): DataLoader<ListQuery & { offset: number; limit: number }, ListPage, string> {
  return new DataLoader(
    (queries) =>
      mapBounded(queries, (query) =>
        context.callWithin('certificatePages', 'listCertificates', { query }).catch((error: Error) => error),
      ),
    { cacheKeyFn: (query) => JSON.stringify(query) },
  );
}
