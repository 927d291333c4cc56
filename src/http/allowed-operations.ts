import type { AllowList } from '../graphql/allow-list';
import { HttpError } from './http-error';

/** The parts of a request that may hold a GraphQL request. */
export interface Sent {
  /** The JSON value of the body; undefined for a GET. */
  readonly body: unknown;
  /** The query string with its `?`, or empty. */
  readonly search: string;
}

/** Returns the request with the allowed document in place of what was sent. @throws HttpError 400 for one that is not allowed. */
export function onlyAllowed({ body, search }: Sent, allowed: AllowList): Sent {
  const parameters = new URLSearchParams(search);
  // A request without a document is refused by Apollo Server.
  if (body === undefined && !parameters.has('query') && !parameters.has('extensions')) return { body, search };
  const { query, extensions, ...rest } =
    body === undefined ? fromSearch(parameters) : (Object(body) as Record<string, unknown>);
  const document = allowed(query, extensions);
  if (document === undefined) {
    throw new HttpError(400, 'Only the operations of the manifest may run here.', {}, 'PERSISTED_QUERY_NOT_IN_LIST');
  }
  if (body !== undefined) return { body: { ...rest, query: document }, search };
  parameters.set('query', document);
  parameters.delete('extensions');
  return { body, search: `?${parameters}` };
}

function fromSearch(parameters: URLSearchParams): Record<string, unknown> {
  try {
    return {
      query: parameters.get('query') ?? undefined,
      extensions: JSON.parse(parameters.get('extensions') ?? '{}'),
    };
  } catch {
    throw new HttpError(400, 'The search parameter extensions is not JSON.');
  }
}
