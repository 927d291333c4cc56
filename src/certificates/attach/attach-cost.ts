import { MAX_ATTACHED_PAGES, MAX_READ_BACKS } from '../../contract/limits';
import { GATEWAYS_SEARCH_CALLS } from '../../gateways/search-cost';
import { ENDLESS, type FieldCost } from '../../request/cost';

/**
 * The calls of an attach: after a lost reply, what is attached and the certificate for its default of client verification, and
 * a search over all gateways, once, where a domain names none.
 */
export const ATTACH_COST: FieldCost = {
  calls: ({ domains }) =>
    1 + MAX_READ_BACKS * (MAX_ATTACHED_PAGES + 1) + (nameGateways(domains) ? 0 : GATEWAYS_SEARCH_CALLS),
};

function nameGateways(domains: unknown): boolean {
  if (!Array.isArray(domains) || domains === ENDLESS) return false;
  return domains.every((it) => {
    const ids: unknown = Object(it)['instanceIds'];
    return Array.isArray(ids);
  });
}
