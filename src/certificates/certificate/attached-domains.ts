import DataLoader from 'dataloader';
import { MAX_PAGE_SIZE } from '../../contract/limits';
import type { UpstreamDomain } from '../../gateways/upstream-domain';
import { readAllPages } from '../../relay/all-pages';
import type { RequestContext } from '../../request/context';

/** All domains that a certificate is attached to, now: read past every cache. One upstream call for each 500. @throws ApigFailure */
export function readAttachedDomains(context: RequestContext, certificateId: string): Promise<UpstreamDomain[]> {
  return readAllPages(MAX_PAGE_SIZE, async (offset, limit) => {
    const path = { certificate_id: certificateId };
    const page = await context.call('listAttachedDomains', { path, query: { offset, limit } });
    return { items: page.bound_domains ?? [], total: page.total };
  });
}

/** All domains of a certificate by its id, read once in a request. */
export function attachedDomainsLoader(context: RequestContext): DataLoader<string, UpstreamDomain[]> {
  return new DataLoader((ids) =>
    Promise.all(ids.map((id) => readAttachedDomains(context, id).catch((error: Error) => error))),
  );
}
