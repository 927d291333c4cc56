import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Logger } from 'pino';
import type { ExplorerDefaults } from '../graphql/explorer-defaults';
import { Disconnect } from '../lib/disconnect';
import type { Metrics } from '../telemetry/metrics';
import { requestIdOf } from './caller';
import type { CorsGuard } from './cors';
import { sendExplorer } from './explorer.routes';
import { HttpError } from './http-error';
import { Answer, send, sendError, sendJson } from './send';

/** Request headers, in bytes. Tokens are several KB long, and some 16 KB: Node's own limit of 16 KB would refuse them. */
const MAX_HEADER_BYTES = 64 * 1024;

/** Milliseconds that a client may take to send its headers, and its whole request. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 20_000;

/** Milliseconds between looks at how long clients take: Node's own 30 seconds would be the real time-out. */
const CHECK_MS = 1_000;

/** Milliseconds that an idle connection is kept: longer than load balancers keep theirs, so that they close first. */
const KEEP_ALIVE_MS = 65_000;

/** Milliseconds that a connection without a request is kept when the host closes: its first request may be on the way. */
const SILENT_GRACE_MS = 500;

/** What the host serves besides health and metrics. */
export interface HostOptions {
  readonly log: Logger;
  /** For one line a request. */
  readonly access: Logger;
  readonly metrics: Metrics;
  readonly cors: CorsGuard;
  /** Whether calls to the upstream of each region go through: `closed`, `open` or `half-open`. */
  readonly circuits: () => Readonly<Record<string, string>>;
  /** What the explorer opens with; absent: there is none, and `/` leads nowhere. */
  readonly explorerDefaults?: ExplorerDefaults;
  /** Connections at once: more are closed at once. */
  readonly maxConnections: number;
  /** @param disconnect tells when the caller is gone. */
  readonly graphql: (request: IncomingMessage, response: Answer, disconnect: Disconnect) => Promise<void>;
}

/** The HTTP server: routes, health, and an end that loses no request. */
export class Host {
  readonly #server: Server<typeof IncomingMessage, typeof Answer>;
  readonly #options: HostOptions;
  /** Connections on which no request has come yet. Node counts them as busy, until their headers time out. */
  readonly #silent = new Set<Socket>();
  #draining = false;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#server = createServer(
      {
        maxHeaderSize: MAX_HEADER_BYTES,
        headersTimeout: HEADERS_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        connectionsCheckingInterval: CHECK_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
        ServerResponse: Answer,
      },
      (request, response) => this.#handle(request, response),
    );
    this.#server.maxConnections = options.maxConnections;
    this.#server.on('connection', (socket) => {
      this.#silent.add(socket);
      socket.once('close', () => this.#silent.delete(socket));
    });
  }

  /** Starts to listen. @returns the base URL. @throws Error when the address cannot be had. */
  listen(port: number, host: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject);
        const { port: taken } = this.#server.address() as AddressInfo;
        resolve(`http://${host.includes(':') ? `[${host}]` : host}:${taken}`);
      });
    });
  }

  /** Takes no new request, lets those under way finish, cuts off what is left after `graceMs` milliseconds. */
  async close(graceMs: number): Promise<void> {
    this.#draining = true;
    const timers = [
      setTimeout(() => {
        for (const socket of this.#silent) socket.destroy();
      }, SILENT_GRACE_MS),
      setTimeout(() => this.#server.closeAllConnections(), graceMs),
    ];
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const timer of timers) clearTimeout(timer);
  }

  #handle(request: IncomingMessage, response: Answer): void {
    this.#silent.delete(request.socket);
    const start = performance.now();
    const path = pathOf(request);
    const disconnect = new Disconnect();
    response.requestId = requestIdOf(request.headers);
    if (this.#draining) response.shouldKeepAlive = false;
    response.on('close', () => {
      if (this.#draining) setImmediate(() => this.#server.closeIdleConnections());
      if (!response.writableFinished) disconnect.abort();
      this.#record(request, response, path, performance.now() - start);
    });
    const { cors, graphql } = this.#options;
    const failed = (error: unknown) => this.#fail(error, request, response);
    try {
      if (path !== '/graphql') this.#answer(path, request, response).catch(failed);
      else if (!cors(request, response)) graphql(request, response, disconnect).catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  #record(request: IncomingMessage, response: Answer, path: string, durationMs: number): void {
    const { access, metrics } = this.#options;
    const route = ROUTES.has(path) ? path : 'other';
    const { requestId, statusCode: status, writableFinished: complete } = response;
    metrics.request(route, status, durationMs);
    const level = route === '/graphql' || route === 'other' ? 'info' : 'debug';
    access[level]({ requestId, method: request.method, route, status, durationMs, complete }, 'request');
  }

  /** Everything beside GraphQL. */
  async #answer(path: string, request: IncomingMessage, response: Answer): Promise<void> {
    const { explorerDefaults, metrics } = this.#options;
    switch (path) {
      case '/healthz':
        return sendJson(response, 200, { status: 'ok' });
      case '/readyz':
        return this.#draining
          ? sendJson(response, 503, { status: 'stopping' })
          : // Ready with an open circuit too: it answers, with an error that says so.
            sendJson(response, 200, { status: 'ready', circuits: this.#options.circuits() });
      case '/metrics':
        return send(response, 200, await metrics.text(), { 'content-type': metrics.contentType });
      case '/':
        if (explorerDefaults) return send(response, 302, '', { location: '/graphql' });
    }
    if (explorerDefaults && /^\/explorer(\/|$)/.test(path) && request.method === 'GET') {
      return sendExplorer(path, explorerDefaults, response);
    }
    throw new HttpError(404, 'There is nothing here. GraphQL is served at /graphql.');
  }

  #fail(error: unknown, request: IncomingMessage, response: Answer): void {
    if (!request.complete) response.shouldKeepAlive = false;
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    if (error instanceof HttpError) {
      sendError(response, error);
    } else if (!request.destroyed || request.complete) {
      this.#options.log.error({ requestId: response.requestId, err: error }, 'a request failed against expectation');
      sendError(response, new HttpError(500, 'Internal server error'));
    }
  }
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}

const ROUTES = new Set(['/graphql', '/healthz', '/readyz', '/metrics', '/']);
