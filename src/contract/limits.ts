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
