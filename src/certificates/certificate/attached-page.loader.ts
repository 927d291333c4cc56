import DataLoader from 'dataloader';
import { ApigFailure } from '../../apig/failure';
import type { FailureKind } from '../../contract/error-codes';
import { classify } from '../../errors/classify';
import { Domain } from '../../gateways/domain.type';
import { type GatewayContents, readContentsWithin } from '../../gateways/estate.loader';
import { mapBounded } from '../../lib/map-bounded';
import type { RequestContext } from '../../request/context';

/** What is asked for of one certificate's domains. */
export interface AttachedPageKey {
  readonly certificateId: string;
  readonly offset: number;
  readonly limit: number;
  readonly urlDomain?: string;
  /** The only gateway whose domains it may be attached to, where the pages of its groups tell all that is asked for. */
  readonly gatewayId?: string;
  /** The page goes on where one that was read from the groups ended. */
  readonly goesOnByGroups?: boolean;
}

/** A page of a certificate's domains. */
export interface AttachedPage {
  readonly domains: readonly Domain[];
  /** Of all its domains, where the upstream sent it. */
  readonly total: number | undefined;
  /** Read from the gateway's groups: then the order is theirs, and not that of the certificate's own list. */
  readonly byGroups: boolean;
}

/** Up to this many certificates of a gateway are asked for one by one: no more calls than its groups' pages. */
const MAX_SINGLE = 2;

/** Why the groups may not be read where the certificates are: their own lists still tell. */
const MAY_STILL_LIST: ReadonlySet<FailureKind> = new Set([
  'permission_denied',
  'invalid_input',
  'not_found:gateway',
  'not_found:api_group',
]);

/**
 * Pages of certificates' domains; the same page is read once in a request. One call for each certificate, several at once;
 * where many certificates are of one gateway, its API groups' pages instead, if they are fewer.
 */
export function attachedPageLoader(context: RequestContext): DataLoader<AttachedPageKey, AttachedPage, string> {
  return new DataLoader(
    async (keys) => {
      const contents = await readGateways(context, keys);
      return mapBounded(keys, (key) => {
        const page = fromGroups(key, contents.get(key.gatewayId ?? ''));
        return page ? Promise.resolve(page) : readPage(context, key).catch((error: Error) => error);
      });
    },
    {
      cacheKeyFn: ({ certificateId, offset, limit, gatewayId = '', goesOnByGroups = false, urlDomain = '' }) =>
        `${certificateId} ${offset} ${limit} ${gatewayId} ${goesOnByGroups} ${urlDomain}`,
    },
  );
}

/** What is on each gateway that enough of the certificates are of; the failure where it could not be read. */
async function readGateways(
  context: RequestContext,
  keys: readonly AttachedPageKey[],
): Promise<Map<string, GatewayContents | ApigFailure>> {
  const counts = new Map<string, number>();
  for (const { gatewayId, goesOnByGroups } of keys) {
    const weight = goesOnByGroups ? Number.POSITIVE_INFINITY : 1;
    if (gatewayId) counts.set(gatewayId, (counts.get(gatewayId) ?? 0) + weight);
  }
  const many = [...counts].filter(([, count]) => count > MAX_SINGLE);
  const found = new Map<string, GatewayContents | ApigFailure>();
  await mapBounded(many, async ([gatewayId, count]) => {
    try {
      const contents = await readContentsWithin(context, gatewayId, count - 1);
      if (contents) found.set(gatewayId, contents);
    } catch (error) {
      if (!(error instanceof ApigFailure)) throw error;
      found.set(gatewayId, error);
    }
  });
  return found;
}

function fromGroups(
  { certificateId, offset, limit, goesOnByGroups }: AttachedPageKey,
  contents: GatewayContents | ApigFailure | undefined,
): AttachedPage | ApigFailure | undefined {
  if (!contents) return undefined;
  if (contents instanceof ApigFailure) {
    // The certificate's own list is no way to go on: its order may be another.
    return goesOnByGroups || !MAY_STILL_LIST.has(classify(contents).kind) ? contents : undefined;
  }
  const all = contents.byCertificate.get(certificateId) ?? [];
  return { domains: all.slice(offset, offset + limit), total: all.length, byGroups: true };
}

async function readPage(
  context: RequestContext,
  { certificateId, offset, limit, urlDomain }: AttachedPageKey,
): Promise<AttachedPage> {
  const { bound_domains: sources = [], total } = await context.call('listAttachedDomains', {
    path: { certificate_id: certificateId },
    query: { offset, limit, ...(urlDomain === undefined ? {} : { url_domain: urlDomain }) },
  });
  const domains = sources.map((source) => new Domain({ ssl_id: certificateId, ...source }));
  return { domains, total, byGroups: false };
}
