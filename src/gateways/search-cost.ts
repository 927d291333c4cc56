import { CALL_BUDGETS, MAX_GATEWAY_PAGES } from '../contract/limits';

/** The calls of a search over all gateways and their groups, by the budget that bounds them. */
export const GATEWAYS_SEARCH = { gateways: MAX_GATEWAY_PAGES, apiGroups: CALL_BUDGETS.apiGroups } as const;

/** The calls of such a search, as a number: for a change, which shares no budget with what is read after it. */
export const GATEWAYS_SEARCH_CALLS = GATEWAYS_SEARCH.gateways + GATEWAYS_SEARCH.apiGroups;
