import fastify, { type FastifyInstance } from 'fastify';
import { notFound, sendError } from './error-response';
import { type Health, healthRoutes, metricsRoute, type ServedMetrics } from './health.routes';
import { listenOn } from './listen';

/** The maximum number of connections. Only a scraper and the probes of an orchestrator use this server. */
const MAX_CONNECTIONS = 100;

/** The time limits for receiving a request, and for an idle connection, in milliseconds. */
const REQUEST_TIMEOUT_MS = 5_000;
const KEEP_ALIVE_MS = 65_000;

/** The paths of this server, which the text of its 404 names. */
const SERVED = 'This port serves /metrics, /healthz and /readyz.';

/** The server of `METRICS_PORT`: metrics and health checks on a port that need not be public. */
export class MetricsServer {
  readonly #app: FastifyInstance;

  constructor(health: Health, metrics: ServedMetrics) {
    this.#app = fastify({
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      forceCloseConnections: true,
      exposeHeadRoutes: false,
    });
    this.#app.server.maxConnections = MAX_CONNECTIONS;
    this.#app.addHook('onRequest', (_, reply, done) => {
      reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
      done();
    });
    this.#app.setNotFoundHandler((request, reply) => sendError(request, reply, notFound(SERVED)));
    healthRoutes(this.#app, health);
    metricsRoute(this.#app, metrics);
  }

  /** Starts to listen. @returns the base URL. @throws Error of the system if the address cannot be bound. */
  listen(port: number, host: string): Promise<string> {
    return listenOn(this.#app, port, host);
  }

  close(): Promise<void> {
    return this.#app.close();
  }
}
