import type { RequestContext } from '../context';
import { MAX_PAGE_SIZE } from '../contract/limits';
import type { UpstreamDomain } from '../gateways/domain';
import { readAllPages } from '../relay/all-pages';

/** All domains that a certificate is attached to, now: read past every cache. One upstream call for each 500. @throws ApigFailure */
export function readAttachedDomains(context: RequestContext, certificateId: string): Promise<UpstreamDomain[]> {
  return readAllPages(MAX_PAGE_SIZE, async (offset, limit) => {
    const path = { certificate_id: certificateId };
    const page = await context.call('listAttachedDomains', { path, query: { offset, limit } });
    return { items: page.bound_domains ?? [], total: page.total };
  });
}
