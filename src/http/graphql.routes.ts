import type { ApolloServer, GraphQLResponse, HTTPGraphQLResponse } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AllowedDocument } from '../graphql/allow-list';
import type { RequestContext } from '../request/context';
import { RequestFacts } from '../telemetry/request-facts';
import { onlyAllowed, type Sent } from './allowed-operations';
import { codeOf } from './error-response';
import { errorEntries, errorEntriesOfText } from './error-types';
import { RequestHead, toGraphQLRequest, toHeaderMap } from './graphql-request';
import { HttpError } from './http-error';
import { encodingRefusal, parseJson, unsupportedMediaType } from './json-body';
import { asksForJson, statusFor, statusOfText } from './json-status';
import { MAX_ACCEPT_LENGTH, responseType } from './media-type';

/** The maximum length of an operation name, in characters. */
const MAX_NAME_LENGTH = 200;

/** The maximum length of a document, in characters: 20 times the largest of schema/operations. */
const MAX_DOCUMENT_LENGTH = 64 * 1024;

/** The maximum length of a `Content-Type` header, in characters. Apollo Server takes seconds to parse 60,000 blanks. */
const MAX_CONTENT_TYPE_LENGTH = 255;

/** The options of the GraphQL route. */
export interface GraphQLRouteOptions {
  readonly apollo: ApolloServer<RequestContext>;
  /** Counts a request. Returns undefined if it is admitted, otherwise the seconds until a retry. Absent if there is no limit. */
  readonly admit?: ((request: FastifyRequest) => Promise<number | undefined>) | undefined;
  /** Creates the context of a request. */
  readonly createContext: (request: FastifyRequest, facts: RequestFacts) => RequestContext;
  /** Called when a request has been executed or rejected. */
  readonly onExecuted: (facts: RequestFacts) => void;
  /** Returns the allowed document of a request. Absent if all documents are allowed. */
  readonly allowed?: AllowedDocument | undefined;
}

/**
 * Serves GraphQL over HTTP at `/graphql`. Every request goes through Apollo Server's request pipeline once, including all of its
 * plugins. A POST skips Apollo's HTTP layer, which would take a tenth of the time of a request (docs/decisions/one-road.md).
 *
 * Cross-site request forgery: a POST needs `Content-Type: application/json`, which no page can send to another site without a
 * preflight (Fetch standard, CORS-safelisted request header), and preflights succeed only for the allowed origins. A GET goes
 * through Apollo's own CSRF prevention.
 */
export function graphqlRoutes(app: FastifyInstance, options: GraphQLRouteOptions): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => {
    try {
      done(null, parseJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  app.addHook('onRequest', (request, reply, done) => {
    const vary = reply.getHeader('vary');
    reply.header('vary', vary ? `${vary}, Accept-Language` : 'Accept-Language');
    const refusal = refusalOf(request);
    if (refusal || !options.admit) return done(refusal);
    options.admit(request).then((waitS) => done(waitS === undefined ? undefined : tooManyRequests(waitS)), done);
  });
  app.route({
    method: app.supportedMethods.filter((method) => method !== 'OPTIONS'),
    url: '/graphql',
    handler: (request, reply) =>
      request.method === 'POST' ? post(request, reply, options) : get(request, reply, options),
  });
}

/** Returns the error if a request must be rejected because of its method or headers. */
function refusalOf({ method, headers }: FastifyRequest): HttpError | undefined {
  if (method !== 'GET' && method !== 'POST') {
    return new HttpError(405, 'Use GET for queries, or POST.', { allow: 'GET, POST' });
  }
  if ((headers['content-type'] ?? '').length > MAX_CONTENT_TYPE_LENGTH) return unsupportedMediaType();
  if (responseType(headers.accept) === undefined && !acceptsHtml(method, headers.accept)) {
    return new HttpError(406, 'Accept application/graphql-response+json or application/json.');
  }
  return method === 'POST' ? encodingRefusal(headers) : undefined;
}

function tooManyRequests(waitS: number): HttpError {
  return new HttpError(429, `Too many requests. Try again in ${waitS} s.`, { 'retry-after': String(waitS) });
}

async function post(request: FastifyRequest, reply: FastifyReply, options: GraphQLRouteOptions): Promise<FastifyReply> {
  const facts = begin(request);
  try {
    if (request.body === undefined) throw unsupportedMediaType();
    const sent = Object(request.body) as { query?: unknown; operationName?: unknown };
    checkLengths(sent.query, sent.operationName);
    const { body } = restrict({ body: request.body, search: '' }, options);
    const graphqlRequest = toGraphQLRequest(body);
    if (!graphqlRequest) return await throughApolloHttp(request, reply, facts, { body, search: '' }, options);
    const head = new RequestHead('POST', request.headers, body);
    const response = await options.apollo.executeOperation(
      { ...graphqlRequest, http: head },
      { contextValue: options.createContext(request, facts) },
    );
    if (response.body.kind === 'single') facts.addErrors(errorEntries(response.body.singleResult));
    return reply
      .code(statusFor(response, request.headers.accept))
      .header('content-type', responseType(request.headers.accept))
      .send(toJson(response));
  } catch (error) {
    throw failed(facts, error);
  } finally {
    end(facts, options);
  }
}

async function get(request: FastifyRequest, reply: FastifyReply, options: GraphQLRouteOptions): Promise<FastifyReply> {
  const facts = begin(request);
  try {
    const question = request.url.indexOf('?');
    const search = question < 0 ? '' : request.url.slice(question);
    const parameters = new URLSearchParams(search);
    checkLengths(parameters.get('query'), parameters.get('operationName'));
    return await throughApolloHttp(request, reply, facts, restrict({ body: undefined, search }, options), options);
  } catch (error) {
    throw failed(facts, error);
  } finally {
    end(facts, options);
  }
}

/** Begins to collect the facts about a request. */
function begin(request: FastifyRequest): RequestFacts {
  const facts = new RequestFacts(request.trace);
  request.facts = facts;
  return facts;
}

/** Adds an error that a request failed with. @returns the error. */
function failed(facts: RequestFacts, error: unknown): unknown {
  const code = error instanceof HttpError ? codeOf(error) : 'INTERNAL_SERVER_ERROR';
  facts.addErrors([{ type: code, code }]);
  return error;
}

function end(facts: RequestFacts, { onExecuted }: GraphQLRouteOptions): void {
  facts.end();
  onExecuted(facts);
}

async function throughApolloHttp(
  request: FastifyRequest,
  reply: FastifyReply,
  facts: RequestFacts,
  { body, search }: Sent,
  { apollo, createContext }: GraphQLRouteOptions,
): Promise<FastifyReply> {
  const response = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method,
      headers: toHeaderMap(request.headers),
      search: withoutEmptyName(search),
      body,
    },
    context: async () => createContext(request, facts),
  });
  const text = textOf(response);
  facts.addErrors(errorEntriesOfText(text));
  const status = response.status === 400 && asksForJson(request.headers.accept) ? statusOfText(text) : response.status;
  return reply
    .code(status ?? 200)
    .headers(headersOf(response))
    .send(text);
}

/** Checks the lengths of a document and an operation name, before anything reads them. @throws HttpError 400 if one is too long. */
function checkLengths(query: unknown, operationName: unknown): void {
  if (typeof query === 'string' && query.length > MAX_DOCUMENT_LENGTH) {
    const message = `The document must be at most ${MAX_DOCUMENT_LENGTH} characters long.`;
    throw new HttpError(400, message, {}, 'QUERY_LIMIT_EXCEEDED');
  }
  if (typeof operationName === 'string' && operationName.length > MAX_NAME_LENGTH) {
    throw new HttpError(400, `operationName must be at most ${MAX_NAME_LENGTH} characters long.`);
  }
}

function restrict(sent: Sent, { allowed }: GraphQLRouteOptions): Sent {
  return allowed ? onlyAllowed(sent, allowed) : sent;
}

/** Removes an empty operation name, which counts as absent, as in a POST. */
function withoutEmptyName(search: string): string {
  const parameters = new URLSearchParams(search);
  const names = parameters.getAll('operationName');
  if (names.length !== 1 || names[0] !== '') return search;
  parameters.delete('operationName');
  return `?${parameters}`;
}

function headersOf({ headers }: HTTPGraphQLResponse): Record<string, string> {
  const { 'cache-control': _, ...rest } = Object.fromEntries(headers);
  return rest;
}

function textOf({ body }: HTTPGraphQLResponse): string {
  if (body.kind === 'complete') return body.string;
  throw new HttpError(400, 'Incremental delivery is not supported.');
}

/** Serializes a response in Apollo Server's order, with errors first. */
function toJson({ body }: GraphQLResponse): string {
  if (body.kind !== 'single') throw new HttpError(400, 'Incremental delivery is not supported.');
  const { errors, data, extensions } = body.singleResult;
  return `${JSON.stringify({ errors, data, extensions })}\n`;
}

/** Returns true for a browser that opens the page. It gets the landing page, if there is one. */
function acceptsHtml(method: string, accept = ''): boolean {
  return method === 'GET' && accept.length <= MAX_ACCEPT_LENGTH && accept.includes('text/html');
}
