/** Limits that the upstream's contract states, or that this project sets where the contract is silent. */

/** Ids of projects, certificates, gateways, groups and domains: what may stand as one segment of an upstream path. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

/** The longest domain name that the upstream takes, in characters (API reference, `domain` of a binding request). */
export const MAX_DOMAIN_LENGTH = 255;

/** The largest page that the upstream serves; a larger `limit` is read as this (API reference, every list page). */
export const MAX_PAGE_SIZE = 500;

/** The page that the upstream serves for a `limit` of 0 or less (API reference, every list page). */
export const DEFAULT_PAGE_SIZE = 20;

/** What the upstream writes as `instance_id` of a global certificate (API reference, Querying SSL Certificates). */
export const GLOBAL_INSTANCE_ID = 'common';

/** The most domains in one change, which the contract does not say: more is refused before any upstream call. */
export const MAX_DOMAINS = 100;

/** The most pages that are read of a project's gateways: the second also shows that nothing follows, where there is no total. */
export const MAX_GATEWAY_PAGES = 2;

/** The most pages of API groups that are read of one gateway: some 2,000 groups. */
export const MAX_GROUP_PAGES = 4;

/** The most calls of one lookup in one certificate's domains: some 5,000 domains. */
export const MAX_ATTACHED_PAGES = 10;

/** The most pages that are read of the certificates with one name, of which there is one. */
export const MAX_NAMESAKE_PAGES = 2;

/** The most placements of one domain name that are told, on all gateways and ports. */
export const MAX_PLACEMENTS = 100;

/** The most placements that one replacement changes: one on each gateway for each domain. */
export const MAX_REPLACED_PLACEMENTS = 100;

/** The most reads of the state after a change whose reply was lost. */
export const MAX_READ_BACKS = 3;

/** The most upstream calls of one replacement beyond its plan and the two changes of each placement: read-backs, and undoing a step. */
export const MAX_REPLACE_EXTRA_CALLS = 230;

/**
 * The upstream calls that one request makes at most for lookups that its objects share, however many ask. Also what such
 * lookups cost at most, so that the bound and the cost cannot differ.
 */
export const CALL_BUDGETS = {
  /** Gateways by reference: one alone, and the pages of them all. */
  gateways: 3,
  /** Pages of the API groups of gateways: a gateway's contents, or a search over all gateways. */
  apiGroups: 100,
  /** Group pages that were read in vain for the domains of many certificates. */
  groupAttempts: 1,
  /** Pages of domains of certificates, for what groups do not tell. */
  attachedDomains: 100,
  /** Certificates by reference, and pages of the list that may have them. */
  certificates: 100,
  /** Pages of the list of certificates that are searched: 10,000 certificates. */
  certificatePages: 20,
  /** Certificates that are read to know their state in a search. */
  certificateStates: 300,
} as const;

/** One of the budgets of a request. */
export type CallBudget = keyof typeof CALL_BUDGETS;
