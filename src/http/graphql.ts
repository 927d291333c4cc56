import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApolloServer, HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import type { RequestContext } from '../context';
import { HttpError } from './http-error';
import { readJson } from './read-body';
import { send } from './send';

/** Makes a request's context. @param hangUp aborted when the caller hangs up. */
export type ContextFactory = (request: IncomingMessage, requestId: string, hangUp: AbortSignal) => RequestContext;

/**
 * Answers `/graphql`: reads the request, hands it to Apollo Server, sends what it returns.
 * @throws HttpError for a request that is not one.
 */
export async function handleGraphQL(
  apollo: ApolloServer<RequestContext>,
  createContext: ContextFactory,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  if (method !== 'GET' && method !== 'POST') {
    throw new HttpError(405, 'Use GET for queries, or POST.', { allow: 'GET, POST' });
  }
  const body = method === 'POST' ? await readJson(request) : undefined;
  const hangUp = new AbortController();
  const onClose = () => {
    if (!response.writableFinished) hangUp.abort();
  };
  response.once('close', onClose);
  const question = url.indexOf('?');
  const answer = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method,
      headers: headerMap(request),
      search: question < 0 ? '' : url.slice(question),
      body,
    },
    context: async () => createContext(request, requestId, hangUp.signal),
  });
  await sendAnswer(response, answer);
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
