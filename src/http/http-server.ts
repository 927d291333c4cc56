import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import cors from '@fastify/cors';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { ExplorerDefaults } from '../graphql/explorer-defaults';
import { Disconnect } from '../lib/disconnect';
import type { CallerHash } from '../telemetry/caller-hash';
import type { RequestLogger } from '../telemetry/log';
import type { Metrics } from '../telemetry/metrics';
import type { RequestFacts } from '../telemetry/request-facts';
import type { RequestTrace } from '../telemetry/request-trace';
import { requestIdOf } from './caller';
import { Connections } from './connections';
import { type ConsoleSettings, consoleRoutes } from './console.routes';
import { corsOptions } from './cors-options';
import { errorBody, notFound, sendError, toHttpError } from './error-response';
import { explorerRoutes } from './explorer.routes';
import { frontDoorRoutes } from './front-door.routes';
import { type GraphQLRouteOptions, graphqlRoutes } from './graphql.routes';
import { type Health, healthRoutes, metricsRoute } from './health.routes';
import { HttpError } from './http-error';
import { MAX_BODY_BYTES } from './json-body';
import { listenOn } from './listen';
import { RequestLog } from './request-log';

/** The maximum size of request headers, in bytes. Some tokens have 16 KB, which Node's default of 16 KB would reject. */
const MAX_HEADER_BYTES = 64 * 1024;

/** The time limits for receiving the headers and the whole request, in milliseconds. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 20_000;

/** The interval at which these limits are checked, in milliseconds. Node's default of 30 seconds would be longer than the limits. */
const CHECK_MS = 1_000;

/** The time for which a connection without a request stays open during shutdown, in milliseconds. A request may be on its way. */
const UNUSED_GRACE_MS = 500;

declare module 'fastify' {
  interface FastifyRequest {
    /** Aborted if the client disconnects before its response is complete. */
    disconnect: Disconnect;
    /** Collects the facts about a GraphQL request. Set when it is executed. */
    facts: RequestFacts | undefined;
    /** The spans of a GraphQL request. Absent if it is not traced. */
    trace: RequestTrace | undefined;
    /** The keyed hash of the token, once it has been computed: see `tokenHashOf`. */
    tokenHash: string | undefined;
  }
}

/** The options of the HTTP server. */
export interface HttpServerOptions {
  readonly log: Logger;
  /** The log of requests, with one line each. */
  readonly requests: RequestLogger;
  /** Returns the identity of a caller in the log. */
  readonly callerHash: CallerHash;
  readonly metrics: Metrics;
  readonly graphql: GraphQLRouteOptions;
  /** The allowed browser origins. Default: Apollo Sandbox and localhost. */
  readonly corsOrigins?: readonly string[];
  readonly health: Health;
  /** True if `/metrics` is served on another port. */
  readonly hidesMetrics: boolean;
  /** The initial contents of the explorer. Absent if there is no explorer. */
  readonly explorerDefaults?: ExplorerDefaults;
  /** The settings of the certificate console. Absent if there is no console. Without console and explorer, `/` is not found. */
  readonly consoleSettings?: ConsoleSettings;
  /** Starts the spans of a request. Absent if traces are off. */
  readonly startTrace?: ((request: FastifyRequest) => RequestTrace) | undefined;
  /** Further request headers that a browser may send. */
  readonly corsHeaders?: readonly string[] | undefined;
  /** The time for which an idle connection is kept, in milliseconds. */
  readonly keepAliveMs: number;
  /** The time for which a stopping server still accepts requests while `/readyz` reports that it is stopping, in milliseconds. */
  readonly shutdownDelayMs: number;
  /** The maximum number of connections. Further ones are closed immediately. */
  readonly maxConnections: number;
}

/** The HTTP server: routes, limits, the access log, and a graceful shutdown. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #app: FastifyInstance;
  readonly #connections = new Connections();
  readonly #requests: RequestLog;
  #stopping = false;
  #draining = false;

  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#requests = new RequestLog(options.requests, options.metrics.http, options.callerHash);
    this.#app = fastify({
      serverFactory: (handler) =>
        createServer(
          {
            maxHeaderSize: MAX_HEADER_BYTES,
            headersTimeout: HEADERS_TIMEOUT_MS,
            requestTimeout: REQUEST_TIMEOUT_MS,
            connectionsCheckingInterval: CHECK_MS,
            keepAliveTimeout: options.keepAliveMs,
          },
          this.#connections.inTurn(handler),
        ),
      bodyLimit: MAX_BODY_BYTES,
      genReqId: (request) => requestIdOf(request.headers),
      rewriteUrl: ({ url = '/' }) => pathAndQuery(url),
      clientErrorHandler: (error, socket) => this.#answerGarbage(error, socket),
      frameworkErrors: (error, request, reply) => {
        this.#begin(request, reply as FastifyReply);
        this.#fail(error, request, reply as FastifyReply);
      },
      return503OnClosing: false,
      forceCloseConnections: false,
      exposeHeadRoutes: false,
    });
    this.#app.server.maxConnections = options.maxConnections;
    this.#connections.watch(this.#app.server);
    this.#route();
  }

  /** Starts to listen. @returns the base URL. @throws Error of the system if the address cannot be bound. */
  listen(port: number, host: string): Promise<string> {
    return listenOn(this.#app, port, host);
  }

  /** The requests in progress and the open connections. */
  get load(): { readonly requests: number; readonly connections: number } {
    return { requests: this.#connections.busy, connections: this.#connections.open };
  }

  /** True if all connections are in use, so that new ones are closed. */
  get isFull(): boolean {
    return this.#connections.open >= this.#options.maxConnections;
  }

  /** True if the server is stopping. It may still accept requests. */
  get isDraining(): boolean {
    return this.#stopping;
  }

  /** Stops accepting connections, waits for the requests in progress, and closes the remaining connections after `graceMs` milliseconds. */
  async close(graceMs: number): Promise<void> {
    const { server } = this.#app;
    this.#stopping = true;
    if (this.#options.shutdownDelayMs > 0) await sleep(this.#options.shutdownDelayMs);
    this.#draining = true;
    const timers = [
      // Node.js counts a connection without a request as busy until its headers time out.
      setTimeout(() => this.#connections.closeUnused(), UNUSED_GRACE_MS),
      setTimeout(() => server.closeAllConnections(), graceMs),
    ];
    await new Promise<void>((resolve) => server.close(() => resolve()));
    for (const timer of timers) clearTimeout(timer);
    await this.#app.close();
  }

  #route(): void {
    const { metrics, health, hidesMetrics, graphql, corsOrigins, corsHeaders, explorerDefaults, consoleSettings } =
      this.#options;
    this.#app.decorateRequest('disconnect');
    this.#app.decorateRequest('facts');
    this.#app.decorateRequest('trace');
    this.#app.decorateRequest('tokenHash');
    this.#app.addHook('onRequest', (request, reply, done) => {
      this.#begin(request, reply);
      done(isAmbiguous(request.raw) ? NOT_HTTP : undefined);
    });
    this.#app.setErrorHandler<FastifyError>((error, request, reply) => this.#fail(error, request, reply));
    this.#app.setNotFoundHandler((request, reply) => sendError(request, reply, notFound()));
    healthRoutes(this.#app, health);
    if (!hidesMetrics) metricsRoute(this.#app, metrics);
    this.#app.register(async (scope) => {
      await scope.register(cors, corsOptions(corsOrigins, corsHeaders));
      graphqlRoutes(scope, graphql);
    });
    if (explorerDefaults) this.#app.register((scope) => explorerRoutes(scope, explorerDefaults));
    if (consoleSettings) this.#app.register((scope) => consoleRoutes(scope, consoleSettings));
    if (explorerDefaults || consoleSettings) {
      const pages = { console: consoleSettings !== undefined, explorer: explorerDefaults !== undefined };
      this.#app.register((scope) => frontDoorRoutes(scope, pages));
    }
  }

  #begin(request: FastifyRequest, reply: FastifyReply): void {
    const start = performance.now();
    const { raw } = reply;
    request.disconnect = new Disconnect();
    if (this.#options.startTrace && request.routeOptions.url === '/graphql') {
      request.trace = this.#options.startTrace(request);
    }
    reply.headers({ 'x-request-id': request.id, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    if (this.#draining) raw.shouldKeepAlive = false;
    raw.on('close', () => {
      if (this.#draining) setImmediate(() => this.#app.server.closeIdleConnections());
      if (!raw.writableFinished) request.disconnect.abort();
      const { statusCode: status, writableFinished: complete } = raw;
      this.#requests.ended(request, { status, durationMs: performance.now() - start, complete });
    });
  }

  #fail(error: FastifyError | HttpError, request: FastifyRequest, reply: FastifyReply): void {
    if (!request.raw.complete || error === NOT_HTTP) reply.raw.shouldKeepAlive = false;
    const known = toHttpError(error);
    if (!known) this.#options.log.error({ requestId: request.id, err: error }, 'unexpected error');
    if (reply.raw.headersSent) reply.raw.destroy();
    else sendError(request, reply, known ?? new HttpError(500, 'Internal server error'));
  }

  /** Responds to a request that is malformed or too slow, after the earlier requests of its connection. */
  #answerGarbage(error: Error & { code?: string }, socket: Socket): void {
    if (error.code === 'ECONNRESET' || error.code === 'HPE_INVALID_EOF_STATE' || socket.destroyed) {
      socket.destroy();
      return;
    }
    // A request in progress has its own line in the log. For any other, Fastify has no request yet.
    const hasLine = this.#connections.isReading(socket);
    this.#connections.endInTurn(socket, () => {
      const known = CLIENT_ERRORS[error.code ?? ''] ?? NOT_HTTP;
      if (socket.writable) socket.write(errorMessage(known));
      socket.destroySoon();
      if (!hasLine) this.#requests.malformed(known.status, error.code);
    });
  }
}

/** Returns the bytes of a response with an HTTP error. */
function errorMessage(error: HttpError): string {
  const body = errorBody(error);
  return `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`;
}

const NOT_HTTP = new HttpError(400, 'The request is not valid HTTP.');

const CLIENT_ERRORS: Readonly<Record<string, HttpError>> = {
  ERR_HTTP_REQUEST_TIMEOUT: new HttpError(408, 'The request took too long to arrive.'),
  HPE_HEADER_OVERFLOW: new HttpError(431, `The headers are larger than ${MAX_HEADER_BYTES} bytes.`),
};

/**
 * Returns true for requests that Node.js accepts although a proxy in front of it may read them in another way: several Host headers
 * (RFC 9112, 3.2), and a transfer coding in HTTP/1.0 (RFC 9112, 6.1).
 */
function isAmbiguous({ rawHeaders, httpVersionMinor, headers }: IncomingMessage): boolean {
  if (httpVersionMinor === 0 && headers['transfer-encoding'] !== undefined) return true;
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === HOST.length && name.toLowerCase() === HOST) hosts++;
  }
  return hosts > 1;
}

const HOST = 'host';

/** Converts a request target to origin form. A proxy may send the absolute form (RFC 9112, 3.2.2). */
function pathAndQuery(target: string): string {
  if (target.startsWith('/')) return target;
  const path = /^https?:\/\/[^/?]*(.*)$/is.exec(target)?.[1] ?? '/';
  return path.startsWith('/') ? path : `/${path}`;
}
