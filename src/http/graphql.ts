import type { IncomingMessage } from 'node:http';
import { type ApolloServer, HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import type { Executor } from '../graphql/executor';
import type { Disconnect } from '../lib/disconnect';
import type { RequestContext } from '../request/context';
import { HttpError } from './http-error';
import { readJson } from './read-body';
import { type Answer, send } from './send';

/** What stands before a GraphQL request is executed. */
export interface Admission {
  /** Seconds until the caller may call again; undefined where it may now. */
  readonly count: (request: IncomingMessage) => Promise<number | undefined> | undefined;
  /** Told of each request that is turned away since it comes too early. */
  readonly onRefused: () => void;
  /** The document that may run, where only some may; undefined where all may. */
  readonly allowed?: (query: unknown, extensions: unknown) => string | undefined;
}

/** Makes a request's context. @param disconnect tells when the caller is gone. */
export type ContextFactory = (request: IncomingMessage, requestId: string, disconnect: Disconnect) => RequestContext;

/** The most values of `Accept` whose answer's type is remembered, and the longest of them, in characters. */
const MAX_ACCEPTED = 100;
const MAX_ACCEPT_LENGTH = 300;

/** Answers `/graphql`: reads the request, has it executed, sends the answer. */
export class GraphQLHandler {
  readonly #apollo: ApolloServer<RequestContext>;
  readonly #executor: Executor;
  readonly #createContext: ContextFactory;
  readonly #admission: Admission;
  /** The type of an answer by the request's `Accept`, as Apollo Server chose it before. */
  readonly #contentTypes = new Map<string, string>();

  constructor(
    apollo: ApolloServer<RequestContext>,
    executor: Executor,
    createContext: ContextFactory,
    admission: Admission,
  ) {
    this.#apollo = apollo;
    this.#executor = executor;
    this.#createContext = createContext;
    this.#admission = admission;
  }

  /** @throws HttpError for a request that is not one. */
  async handle(request: IncomingMessage, response: Answer, disconnect: Disconnect): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    if (method !== 'GET' && method !== 'POST') {
      throw new HttpError(405, 'Use GET for queries, or POST.', { allow: 'GET, POST' });
    }
    const waitS = await this.#admission.count(request);
    if (waitS !== undefined) {
      this.#admission.onRefused();
      throw new HttpError(429, `Too many requests: try again in ${waitS} s.`, { 'retry-after': String(waitS) });
    }
    const question = url.indexOf('?');
    const asked = {
      body: method === 'POST' ? await readJson(request) : undefined,
      search: question < 0 ? '' : url.slice(question),
    };
    const { allowed } = this.#admission;
    const { body, search } = allowed ? onlyAllowed(asked, allowed) : asked;
    const createContext = () => this.#createContext(request, response.requestId, disconnect);
    const accept = request.headers.accept ?? '';
    const contentType = method === 'POST' ? this.#contentTypes.get(accept) : undefined;
    if (contentType !== undefined) {
      const text = await this.#executor.execute(body, createContext);
      if (text !== undefined) return send(response, 200, text, { 'content-type': contentType });
    }
    const answer = await this.#apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method, headers: headerMap(request), search, body },
      context: async () => createContext(),
    });
    if (method === 'POST') this.#learn(accept, answer);
    sendAnswer(response, answer);
  }

  #learn(accept: string, { status = 200, headers }: HTTPGraphQLResponse): void {
    const contentType = headers.get('content-type');
    if (status !== 200 || contentType === undefined || accept.length > MAX_ACCEPT_LENGTH) return;
    if (this.#contentTypes.size < MAX_ACCEPTED) this.#contentTypes.set(accept, contentType);
  }
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

function sendAnswer(response: Answer, answer: HTTPGraphQLResponse): void {
  if (answer.body.kind === 'chunked') throw new HttpError(400, 'Incremental delivery is not offered.');
  send(response, answer.status ?? 200, answer.body.string, Object.fromEntries(answer.headers));
}
