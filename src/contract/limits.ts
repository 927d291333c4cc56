// The limits of the upstream's contract, and this project's own limits if the contract has none.

/** The pattern of ids of projects, certificates, gateways, groups and domains. A match is safe as one segment of an upstream path. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

/** The maximum length of a domain name, in characters (API reference, `domain` of a binding request). */
export const MAX_DOMAIN_LENGTH = 255;

/** The maximum page size. The upstream treats a larger `limit` as this value (API reference, all lists). */
export const MAX_PAGE_SIZE = 500;

/** The default page size, which the upstream uses for a `limit` of 0 or less (API reference, all lists). */
export const DEFAULT_PAGE_SIZE = 20;

/** The inbound ports of a domain where none is set (terraform-provider-huaweicloud, TestAccGroupDomainAssociate_basic). */
export const DEFAULT_HTTP_PORT = 80;
export const DEFAULT_HTTPS_PORT = 443;

/** The `instance_id` of a global certificate (API reference, Querying SSL Certificates). */
export const GLOBAL_INSTANCE_ID = 'common';

/** The maximum number of domains in one change. The contract has no limit; a change with more is rejected before any upstream call. */
export const MAX_DOMAINS = 100;

/** The maximum number of pages of a project's gateways. Without a total, the second page also shows that nothing follows. */
export const MAX_GATEWAY_PAGES = 2;

/** The maximum number of pages of a gateway's API groups: about 2,000 groups. */
export const MAX_GROUP_PAGES = 4;

/** The maximum number of calls of one lookup in a certificate's domains: about 5,000 domains. */
export const MAX_ATTACHED_PAGES = 10;

/** The maximum number of pages of certificates with one name. Names are unique, so one page is enough in practice. */
export const MAX_NAMESAKE_PAGES = 2;

/** The maximum of `expiringWithinDays`, in days. It is longer than any certificate of a public authority is valid. */
export const MAX_EXPIRING_DAYS = 3_650;

/** The maximum number of placements of one domain name, on all gateways and ports. */
export const MAX_PLACEMENTS = 100;

/** The maximum number of placements in one replacement: one per domain and gateway. */
export const MAX_REPLACED_PLACEMENTS = 100;

/** The maximum number of read-backs after a change whose reply was lost. */
export const MAX_READ_BACKS = 3;

/** The maximum number of calls of one replacement for read-backs and restoring, beyond its plan and the two changes per placement. */
export const MAX_REPLACE_EXTRA_CALLS = 230;

/** The maximum number of gateways whose certificates are listed one gateway after another. */
export const MAX_LISTED_GATEWAYS = 100;

/** The maximum number of lists of certificates in that case: the global ones, of which a second gateway may be asked, and one for each gateway. */
export const MAX_CERTIFICATE_LISTS = MAX_LISTED_GATEWAYS + 2;

/**
 * The maximum number of upstream calls of one request for lookups that all of its objects share. Declared costs use the same
 * numbers, so that limit and cost cannot differ.
 */
export const CALL_BUDGETS = {
  /** Gateways by reference: a single one, and the pages of all gateways. */
  gateways: 3,
  /** Pages of the API groups of gateways: a gateway's contents, or a search over all gateways. */
  apiGroups: 100,
  /** Pages of API groups that were read for the domains of many certificates without saving calls. */
  groupAttempts: 1,
  /** Certificates by reference, and pages of the list that may contain them. */
  certificates: 100,
  /** Pages of the list of certificates: 10,000 certificates, each page beginning with the last one of the page before. */
  certificatePages: 21,
  /** First pages of the lists of single gateways, if certificates are listed gateway by gateway: three lists of all gateways. */
  certificateGateways: 3 * MAX_CERTIFICATE_LISTS,
  /** Certificates that a search reads for their start dates. */
  certificateStates: 300,
} as const;

/** One of the budgets of a request. */
export type CallBudget = keyof typeof CALL_BUDGETS;
