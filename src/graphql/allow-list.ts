import { createHash } from 'node:crypto';
import { parse, print } from 'graphql';
import manifest from './persisted-operations.json';

const BODIES: ReadonlyMap<string, string> = new Map(manifest.operations.map(({ id, body }) => [id, body]));
const KNOWN: ReadonlySet<string> = new Set(BODIES.values());

/** Finds the document that a request may run, where only the operations of the manifest may. */
export type AllowList = (query: unknown, extensions: unknown) => string | undefined;

/** Returns the allow-list of the manifest. @param maxTokens tokens that a document may have. */
export function allowList(maxTokens: number): AllowList {
  return (query, extensions) => allowedDocument(query, extensions, maxTokens);
}

/**
 * Returns the document of the manifest that a request names.
 * @param query the document, where one is sent: whatever its white space, it must be one of them.
 * @param extensions may name one by its id, as automatic persisted queries do (`persistedQuery.sha256Hash`).
 * @returns undefined for a request that names none of them.
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

/** The SHA-256 of a document in its printed form, as in the manifest; undefined for what is none. */
function idOf(query: string, maxTokens: number): string | undefined {
  try {
    return createHash('sha256')
      .update(print(parse(query, { noLocation: true, maxTokens })))
      .digest('hex');
  } catch {
    return undefined;
  }
}
