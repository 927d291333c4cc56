import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_RESPONSE_TYPE = 'application/graphql-response+json; charset=utf-8';

/** The media types of a GraphQL response. The first is sent if the client has no preference. */
const OFFERED = [JSON_TYPE, GRAPHQL_RESPONSE_TYPE];

/** The maximum length of an `Accept` header, in characters. A longer one accepts nothing, because parsing takes too long. */
export const MAX_ACCEPT_LENGTH = 2_000;

/** The maximum length of an `Accept` header in the cache, in characters. */
const MAX_KEPT_LENGTH = 300;

/** The media type by `Accept` header, cached because clients send few different ones; `''` if the header accepts neither. */
const known = new LRUCache<string, string>({ max: 100 });

/**
 * Returns the media type of a response for the request's `Accept` header (GraphQL over HTTP, 4.1).
 * @param accept the header; undefined if the client sent none.
 * @returns undefined if the client accepts neither `application/json` nor `application/graphql-response+json`.
 */
export function responseType(accept: string | undefined): string | undefined {
  if (accept === undefined || accept === '') return JSON_TYPE;
  if (accept.length > MAX_ACCEPT_LENGTH) return undefined;
  const cached = known.get(accept);
  if (cached !== undefined) return cached || undefined;
  const chosen = new Negotiator({ headers: { accept } }).mediaType(OFFERED) ?? '';
  if (accept.length <= MAX_KEPT_LENGTH) known.set(accept, chosen);
  return chosen || undefined;
}

/** Returns the media type of an HTTP error before GraphQL execution: JSON if the client accepts neither. */
export function errorType(accept: string | undefined): string {
  return responseType(accept) ?? JSON_TYPE;
}
