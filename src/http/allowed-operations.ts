import type { AllowedDocument } from '../graphql/allow-list';
import { HttpError } from './http-error';

/** The parts of an HTTP request that may contain a GraphQL request. */
export interface Sent {
  /** The parsed JSON body; undefined for a GET. */
  readonly body: unknown;
  /** The query string, including its `?`, or an empty string. */
  readonly search: string;
}

/** The parameters of a request that may refer to an operation. */
const REFERENCES = ['query', 'extensions', 'documentId'] as const;

/** Returns the request with its document replaced by the allowed one. @throws HttpError 400 if its operation is not allowed. */
export function onlyAllowed({ body, search }: Sent, allowed: AllowedDocument): Sent {
  const parameters = new URLSearchParams(search);
  // Apollo Server rejects a request without a document.
  if (body === undefined && !REFERENCES.some((name) => parameters.has(name))) return { body, search };
  const { query, extensions, documentId, ...rest } =
    body === undefined ? fromSearch(parameters) : (Object(body) as Record<string, unknown>);
  const document = allowed({ query, extensions, documentId });
  if (document === undefined) {
    throw new HttpError(
      400,
      'Only the operations of the persisted-operations manifest are allowed.',
      {},
      'PERSISTED_QUERY_NOT_IN_LIST',
    );
  }
  if (body !== undefined) return { body: { ...rest, query: document }, search };
  parameters.set('query', document);
  parameters.delete('extensions');
  parameters.delete('documentId');
  return { body, search: `?${parameters}` };
}

function fromSearch(parameters: URLSearchParams): Record<string, unknown> {
  try {
    return {
      query: parameters.get('query') ?? undefined,
      documentId: parameters.get('documentId') ?? undefined,
      extensions: JSON.parse(parameters.get('extensions') ?? '{}'),
    };
  } catch {
    throw new HttpError(400, 'The search parameter extensions is not JSON.');
  }
}
