import { CALL_BUDGETS, MAX_GATEWAY_PAGES } from '../contract/limits';

/** The maximum calls of a search over all gateways and their API groups, by call budget. */
export const GATEWAYS_SEARCH = { gateways: MAX_GATEWAY_PAGES, apiGroups: CALL_BUDGETS.apiGroups } as const;

/** The maximum calls of such a search as a number, for changes: they share no budget with the reads after them. */
export const GATEWAYS_SEARCH_CALLS = GATEWAYS_SEARCH.gateways + GATEWAYS_SEARCH.apiGroups;
