import DataLoader from 'dataloader';
import type { InputOf, OutputOf } from '../../apig/types';
import { MAX_ATTACHED_PAGES, MAX_PAGE_SIZE } from '../../contract/limits';
import type { UpstreamDomain } from '../../gateways/upstream-domain';
import { mapBounded } from '../../lib/map-bounded';
import { readAllPages } from '../../relay/all-pages';
import { atMostPages } from '../../relay/page-limit';
import type { RequestContext } from '../../request/context';

/**
 * All domains that a certificate is attached to, now: read past every cache. One upstream call for each 500.
 * @throws ApigFailure, `GATEWAY.TOO_MANY_CALLS` for more than 5,000.
 */
export function readAttachedDomains(context: RequestContext, certificateId: string): Promise<UpstreamDomain[]> {
  return readAll(certificateId, (input) => context.call('listAttachedDomains', input));
}

/** All domains of a certificate by its id, read once in a request, out of a budget. */
export function attachedDomainsLoader(context: RequestContext): DataLoader<string, UpstreamDomain[]> {
  return new DataLoader((ids) =>
    mapBounded(ids, (id) =>
      readAll(id, (input) => context.callWithin('attachedDomains', 'listAttachedDomains', input)).catch(
        (error: Error) => error,
      ),
    ),
  );
}

type Call = (input: InputOf<'listAttachedDomains'>) => Promise<OutputOf<'listAttachedDomains'>>;

function readAll(certificateId: string, call: Call): Promise<UpstreamDomain[]> {
  const advice = `The certificate ${certificateId} is attached to too many domains.`;
  const read = atMostPages(MAX_ATTACHED_PAGES, advice, async (offset, limit) => {
    const page = await call({ path: { certificate_id: certificateId }, query: { offset, limit } });
    return { items: page.bound_domains ?? [], total: page.total };
  });
  return readAllPages(MAX_PAGE_SIZE, read);
}
