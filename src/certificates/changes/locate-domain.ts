import type { Domain } from '../../gateways/domain.type';
import { readEstate } from '../../gateways/estate.loader';
import { readGatewayIds } from '../../gateways/gateway.loader';
import { boundedPlacements } from '../../gateways/placements';
import type { RequestContext } from '../../request/context';
import type { WantedDomain } from './certificate-domain.input';

/** The result of looking for a domain on the requested gateways. */
export type Finding = 'FOUND' | 'DOMAIN_NOT_FOUND' | 'GATEWAY_NOT_FOUND';

/**
 * Looks for a domain on each given gateway, or on all gateways if none is given. Reads the whole estate, once per request.
 * @returns the placements found, one for each pair of ports. `FOUND` means that the domain is on every given gateway.
 * @throws ApigFailure
 */
export async function locateDomain(
  context: RequestContext,
  { key, ref }: WantedDomain,
): Promise<{ finding: Finding; placements: readonly Domain[] }> {
  const ids = ref.instance_ids;
  if (ids) {
    const known = await context.once(readGatewayIds);
    if (!ids.every((id) => known.has(id))) return { finding: 'GATEWAY_NOT_FOUND', placements: [] };
  }
  const everywhere = (await context.once(readEstate)).named(key);
  const wanted = ids && new Set(ids);
  const placements = wanted ? everywhere.filter(({ source }) => wanted.has(source.instance_id)) : everywhere;
  boundedPlacements(placements);
  const found = new Set(placements.map(({ source }) => source.instance_id));
  const isComplete = ids ? ids.every((id) => found.has(id)) : placements.length > 0;
  return { finding: isComplete ? 'FOUND' : 'DOMAIN_NOT_FOUND', placements };
}
