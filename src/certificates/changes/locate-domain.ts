import type { Domain } from '../../gateways/domain.type';
import { readEstate } from '../../gateways/estate.loader';
import { readAllGateways } from '../../gateways/gateway.loader';
import { boundedPlacements } from '../../gateways/placements';
import { domainKey } from '../../input/domain-name';
import type { RequestContext } from '../../request/context';
import type { WantedDomain } from './certificate-domain.input';

/** Whether a domain is where a request means it to be. */
export type Finding = 'FOUND' | 'DOMAIN_NOT_FOUND' | 'GATEWAY_NOT_FOUND';

/**
 * Looks for a domain on each gateway that is named, or on any. The whole estate is read, once in a request.
 * @returns the placements, on every pair of ports; those that are there where it is not `FOUND` on all gateways.
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
