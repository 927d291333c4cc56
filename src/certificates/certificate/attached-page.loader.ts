import DataLoader from 'dataloader';
import { ApigFailure } from '../../apig/failure';
import { Domain } from '../../gateways/domain.type';
import type { GatewayContents } from '../../gateways/estate.loader';
import { mapBounded } from '../../lib/map-bounded';
import { upstreamPage } from '../../relay/last-page';
import type { RequestContext } from '../../request/context';
import { AttachedByGroups, type AttachedPageKey } from './attached-by-groups';

/** A page of a certificate's domains. */
export interface AttachedPage {
  readonly domains: readonly Domain[];
  /** The number of all its domains, if the upstream sent it. */
  readonly total: number | undefined;
  /** True if the page was read from the gateway's API groups. Its order may differ from the certificate's own list. */
  readonly byGroups: boolean;
}

/**
 * Loads pages of certificates' domains, each page once per request. One call per certificate, several at once. If many
 * certificates belong to one gateway, its API groups are read instead when that takes fewer calls.
 */
export function attachedPageLoader(context: RequestContext): DataLoader<AttachedPageKey, AttachedPage, string> {
  const groups = new AttachedByGroups(context);
  return new DataLoader(
    async (keys) => {
      await groups.readFor(keys);
      return mapBounded(keys, (key) => {
        const page = fromGroups(key, groups.contentsFor(key));
        return page ? Promise.resolve(page) : readPage(context, key).catch((error: Error) => error);
      });
    },
    {
      cacheKeyFn: ({ certificateId, offset, limit, gatewayId = '', goesOnByGroups = false, urlDomain = '' }) =>
        `${certificateId} ${offset} ${limit} ${gatewayId} ${goesOnByGroups} ${urlDomain}`,
    },
  );
}

function fromGroups(
  { certificateId, offset, limit }: AttachedPageKey,
  contents: GatewayContents | ApigFailure | undefined,
): AttachedPage | ApigFailure | undefined {
  if (!contents || contents instanceof ApigFailure) return contents;
  const all = contents.byCertificate.get(certificateId) ?? [];
  return { domains: all.slice(offset, offset + limit), total: all.length, byGroups: true };
}

async function readPage(
  context: RequestContext,
  { certificateId, offset, limit, urlDomain }: AttachedPageKey,
): Promise<AttachedPage> {
  const page = await context.call('listAttachedDomains', {
    path: { certificate_id: certificateId },
    query: { offset, limit, ...(urlDomain === undefined ? {} : { url_domain: urlDomain }) },
  });
  const domains = upstreamPage(page.bound_domains, page).items.map((row) => Domain.ofCertificate(certificateId, row));
  return { domains, total: page.total, byGroups: false };
}
