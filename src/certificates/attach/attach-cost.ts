import { CALL_BUDGETS, MAX_ATTACHED_PAGES, MAX_READ_BACKS } from '../../contract/limits';
import { GATEWAYS_SEARCH_CALLS } from '../../gateways/search-cost';
import { ENDLESS, type FieldCost } from '../../request/cost';

/**
 * The calls of an attach. Before it, for its outcomes, and after a lost reply, it reads the attached domains, and the certificate for its
 * default of client verification. If a domain names no gateway, it also searches all gateways, once before and once after. If the upstream
 * does not show client verification there, the API groups of the gateways are read before.
 */
export const ATTACH_COST: FieldCost = {
  calls: ({ domains }) => {
    const reads = (1 + MAX_READ_BACKS) * (MAX_ATTACHED_PAGES + 1);
    return 1 + reads + (nameGateways(domains) ? CALL_BUDGETS.apiGroups : 2 * GATEWAYS_SEARCH_CALLS);
  },
};

function nameGateways(domains: unknown): boolean {
  if (!Array.isArray(domains) || domains === ENDLESS) return false;
  return domains.every((it) => {
    const ids: unknown = Object(it)['instanceIds'];
    return Array.isArray(ids);
  });
}
