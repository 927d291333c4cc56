import { MAX_REPLACE_EXTRA_CALLS, MAX_REPLACED_PLACEMENTS } from '../../contract/limits';
import { GATEWAYS_SEARCH_CALLS } from '../../gateways/search-cost';
import { ENDLESS, type FieldCost, lengthOf } from '../../request/cost';

/** The calls of a plan: both certificates, and the search for the domains. */
const PLAN_CALLS = 2 + GATEWAYS_SEARCH_CALLS;

/** The calls of a replacement: its plan, a detach and an attach per placement, read-backs, and restoring after a failed step. */
export const REPLACE_COST: FieldCost = {
  calls: ({ domains }) => PLAN_CALLS + 2 * placementsIn(domains) + MAX_REPLACE_EXTRA_CALLS,
};

/** Returns the maximum number of placements of a request. A domain that names no gateway may be on all of them. */
function placementsIn(domains: unknown): number {
  if (!Array.isArray(domains) || domains === ENDLESS) return MAX_REPLACED_PLACEMENTS;
  const named = domains.map((it): unknown => Object(it)['instanceIds']);
  const count = named.reduce((sum: number, ids) => sum + (lengthOf(ids) || MAX_REPLACED_PLACEMENTS), 0);
  return Math.min(count, MAX_REPLACED_PLACEMENTS);
}
