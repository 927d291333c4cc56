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
import { coversDomain } from '../certificate/covers';

type ListQuery = Omit<NonNullable<InputOf<'listCertificates'>['query']>, 'offset' | 'limit'>;
type ListPage = OutputOf<'listCertificates'>;

/** What the upstream cannot filter by. What is absent does not count. */
export interface Conditions {
  readonly expiresBefore?: Date;
  readonly state?: CertificateState;
  readonly covers?: string;
}

/** How many candidates are looked at together: as many as may need a call each at once. */
const CHUNK = 32;

/**
 * The page of the certificates for which all conditions hold, found by walking the upstream's pages of 500.
 * It walks until the page is full; `totalCount`, when selected, walks to the end. Pages and certificates are read once in a
 * request. Offsets, and so cursors, are those of the upstream's list.
 * @throws ApigFailure, `GATEWAY.TOO_MANY_CALLS` for a walk that does not end within its budgets.
 */
export async function findCertificates(
  context: RequestContext,
  query: ListQuery,
  conditions: Conditions,
  request: PageRequest,
): Promise<Page<Certificate>> {
  const found: Placed<Certificate>[] = [];
  for await (const match of matches(context, query, conditions, request.offset)) {
    // One more than asked for tells that there is a next page.
    if (found.push(match) > request.limit) break;
  }
  const count = async () => {
    let total = 0;
    for await (const _ of matches(context, query, conditions, 0)) total++;
    return total;
  };
  return pageOf(request, found.slice(0, request.limit), found.length > request.limit, count);
}

/** The matching certificates from an offset on, each with its own offset. */
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

/** Whether the conditions may hold, by what list pages tell: all but the start of a certificate's time. */
function mayHold(certificate: Certificate, { expiresBefore, state, covers }: Conditions, now: Date): boolean {
  const { notAfter } = certificate;
  if (expiresBefore && notAfter.getTime() >= expiresBefore.getTime()) return false;
  if (covers !== undefined && !coversDomain(certificate, covers)) return false;
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

/** Whether the conditions that may hold do. One call for a certificate that is not expired, where a state is asked for. */
async function holds(context: RequestContext, certificate: Certificate, { state }: Conditions): Promise<boolean> {
  if (state === undefined || state === CertificateState.EXPIRED) return true;
  const { validFrom } = await context.loader(searchedCertificateLoader).load(certificate.id);
  return isNotYetValid(validFrom, context.now) === (state === CertificateState.NOT_YET_VALID);
}

/** Certificates whose state a search asks for: each is read once in a request, out of a budget. */
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

/** Pages of the list; the same page is read once in a request, out of a budget. */
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
