import { z } from 'zod';

/** The maximum length of an id, in characters. */
export const MAX_ID_LENGTH = 256;

/** An operation that clients may refer to by its id. */
export interface PersistedOperation {
  readonly id: string;
  /** The operation's document, which has one operation and its fragments. */
  readonly body: string;
  /** The name and the type of the operation, if the manifest has them. */
  readonly name?: string | null | undefined;
  readonly type?: string | undefined;
}

/** An error in a manifest. The message names the operation. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
}

const id = z.string().min(1).max(MAX_ID_LENGTH);

/** Apollo's format: https://www.apollographql.com/docs/graphos/platform/security/persisted-queries#manifest-format. */
const APOLLO = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(
    z.object({
      id,
      body: z.string(),
      name: z.string().nullish(),
      type: z.enum(['query', 'mutation', 'subscription']).optional(),
    }),
  ),
});

/** The format of the Relay compiler's `persistConfig.file` and of the client preset of GraphQL Code Generator: texts by their hash. */
const TEXTS_BY_ID = z.record(id, z.string());

/** Reads a manifest in Apollo's or Relay's format. @throws ManifestError if the text is in neither, or is empty. */
export function readManifest(text: string): readonly PersistedOperation[] {
  const json = parsed(text);
  const isApollo = typeof json === 'object' && json !== null && 'format' in json;
  const operations = isApollo
    ? accepted(APOLLO.safeParse(json)).operations
    : Object.entries(accepted(TEXTS_BY_ID.safeParse(json))).map(([key, body]) => ({ id: key, body }));
  if (operations.length === 0) throw new ManifestError('it has no operations');
  return operations;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ManifestError('it is not JSON');
  }
}

function accepted<Value>({ data, error }: z.ZodSafeParseResult<Value>): Value {
  if (!error) return data;
  const [issue] = error.issues;
  throw new ManifestError(`at ${issue?.path.join('.') || 'its top level'}: ${issue?.message}`);
}
