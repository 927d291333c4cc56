import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_RESPONSE_TYPE = 'application/graphql-response+json; charset=utf-8';

/** The media types of a GraphQL response. The first is sent where the client has no preference. */
const OFFERED = [JSON_TYPE, GRAPHQL_RESPONSE_TYPE];

/** The longest `Accept` header whose result is kept, in characters. */
const MAX_KEPT_LENGTH = 300;

/** A function of the header alone, kept since clients send few different ones; `''` for one that accepts neither. */
const known = new LRUCache<string, string>({ max: 100 });

/**
 * Returns the media type of a response by the request's `Accept` header (GraphQL over HTTP, 4.1).
 * @param accept the header; undefined where the client sent none.
 * @returns undefined where the client accepts neither `application/json` nor `application/graphql-response+json`.
 */
export function responseType(accept: string | undefined): string | undefined {
  if (accept === undefined || accept === '') return JSON_TYPE;
  const cached = known.get(accept);
  if (cached !== undefined) return cached || undefined;
  const chosen = new Negotiator({ headers: { accept } }).mediaType(OFFERED) ?? '';
  if (accept.length <= MAX_KEPT_LENGTH) known.set(accept, chosen);
  return chosen || undefined;
}

/** Returns the media type of an error that ends a request before GraphQL sees it: JSON where the client accepts neither. */
export function errorType(accept: string | undefined): string {
  return responseType(accept) ?? JSON_TYPE;
}
