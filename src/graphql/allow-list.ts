import { createHash } from 'node:crypto';
import { parse, print } from 'graphql';
import manifest from './persisted-operations.json';

const BODIES: ReadonlyMap<string, string> = new Map(manifest.operations.map(({ id, body }) => [id, body]));
const KNOWN: ReadonlySet<string> = new Set(BODIES.values());

/** Finds the manifest's document for a request, if only the operations of the manifest are allowed. */
export type AllowList = (query: unknown, extensions: unknown) => string | undefined;

/** Returns the allow-list of the manifest. @param maxTokens the maximum number of tokens in a document. */
export function allowList(maxTokens: number): AllowList {
  return (query, extensions) => allowedDocument(query, extensions, maxTokens);
}

/**
 * Returns the document of the manifest that a request refers to.
 * @param query the document, if one was sent. It must be one of the manifest's, apart from white space.
 * @param extensions may refer to a document by its id, like automatic persisted queries (`persistedQuery.sha256Hash`).
 * @returns undefined if the request refers to none of them.
 */
function allowedDocument(query: unknown, extensions: unknown, maxTokens: number): string | undefined {
  if (typeof query === 'string' && query !== '') {
    if (KNOWN.has(query)) return query;
    return BODIES.get(idOf(query, maxTokens) ?? '');
  }
  const { persistedQuery } = Object(extensions) as { persistedQuery?: unknown };
  const { sha256Hash } = Object(persistedQuery) as { sha256Hash?: unknown };
  return typeof sha256Hash === 'string' ? BODIES.get(sha256Hash) : undefined;
}

/** Returns the SHA-256 of a document in its printed form, as in the manifest; undefined if it is not a document. */
function idOf(query: string, maxTokens: number): string | undefined {
  try {
    return createHash('sha256')
      .update(print(parse(query, { noLocation: true, maxTokens })))
      .digest('hex');
  } catch {
    return undefined;
  }
}
