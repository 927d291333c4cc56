import type { Domain } from '../../gateways/domain.type';
import { readEstate } from '../../gateways/estate.loader';
import { readAllGateways } from '../../gateways/gateway.loader';
import { boundedPlacements } from '../../gateways/placements';
import { domainKey } from '../../input/domain-name';
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
): Promise<{ finding: Finding; placements: Domain[] }> {
  const ids = ref.instance_ids;
  if (ids) {
    const gateways = await context.once(readAllGateways);
    const known = new Set(gateways.map(({ id }) => id));
    if (!ids.every((id) => known.has(id))) return { finding: 'GATEWAY_NOT_FOUND', placements: [] };
  }
  const { domains } = await context.once(readEstate);
  const placements = [...domains.values()].filter(
    ({ name, source }) => domainKey(name) === key && (!ids || ids.includes(source.instance_id)),
  );
  boundedPlacements(placements);
  const isOn = (id: string) => placements.some(({ source }) => source.instance_id === id);
  const isComplete = ids ? ids.every(isOn) : placements.length > 0;
  return { finding: isComplete ? 'FOUND' : 'DOMAIN_NOT_FOUND', placements };
}
