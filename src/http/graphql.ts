import { setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApolloServer, HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import type { RequestContext } from '../context';
import { HttpError } from './http-error';
import { readJson } from './read-body';
import { send } from './send';

/** What stands before a GraphQL request is executed. */
export interface Admission {
  /** Seconds until the caller may call again; undefined where it may now. */
  readonly count: (request: IncomingMessage) => Promise<number | undefined> | undefined;
  /** The document that may run, where only some may; undefined where all may. */
  readonly allowed?: (query: unknown, extensions: unknown) => string | undefined;
}

/** Makes a request's context. @param hangUp aborted when the caller hangs up. */
export type ContextFactory = (request: IncomingMessage, requestId: string, hangUp: AbortSignal) => RequestContext;

/**
 * Answers `/graphql`: reads the request, hands it to Apollo Server, sends what it returns.
 * @throws HttpError for a request that is not one.
 */
export async function handleGraphQL(
  apollo: ApolloServer<RequestContext>,
  createContext: ContextFactory,
  admission: Admission,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  if (method !== 'GET' && method !== 'POST') {
    throw new HttpError(405, 'Use GET for queries, or POST.', { allow: 'GET, POST' });
  }
  const waitS = await admission.count(request);
  if (waitS !== undefined) {
    throw new HttpError(429, `Too many requests: try again in ${waitS} s.`, { 'retry-after': String(waitS) });
  }
  const question = url.indexOf('?');
  const asked = {
    body: method === 'POST' ? await readJson(request) : undefined,
    search: question < 0 ? '' : url.slice(question),
  };
  const { body, search } = admission.allowed ? onlyAllowed(asked, admission.allowed) : asked;
  const hangUp = new AbortController();
  // Each upstream call of the request listens; that many are no leak.
  setMaxListeners(0, hangUp.signal);
  const onClose = () => {
    if (!response.writableFinished) hangUp.abort();
  };
  response.once('close', onClose);
  const answer = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method,
      headers: headerMap(request),
      search,
      body,
    },
    context: async () => createContext(request, requestId, hangUp.signal),
  });
  await sendAnswer(response, answer);
}

interface Asked {
  readonly body: unknown;
  readonly search: string;
}

/** The request with the document that is allowed in place of what was sent. @throws HttpError 400 for one that is not. */
function onlyAllowed({ body, search }: Asked, allowed: NonNullable<Admission['allowed']>): Asked {
  const parameters = new URLSearchParams(search);
  // A request that asks for nothing is told what is wrong with it by the next in line.
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

function headerMap(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

async function sendAnswer(response: ServerResponse, answer: HTTPGraphQLResponse): Promise<void> {
  if (answer.body.kind === 'chunked') throw new HttpError(400, 'Incremental delivery is not offered.');
  send(response, answer.status ?? 200, answer.body.string, Object.fromEntries(answer.headers));
}
