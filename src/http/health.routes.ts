import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../telemetry/metrics';

/** The state that the health checks report. */
export interface Health {
  /** The version of the server. */
  readonly version: string;
  /** Returns the state of the circuit breaker by region: `closed`, `open` or `half-open`. */
  readonly circuits: () => Readonly<Record<string, string>>;
  /** Returns true if the last audit record was written and the audit file could be reopened. */
  readonly isAuditWritable: () => boolean;
  readonly isDraining: () => boolean;
  /**
   * Returns what the server has too much of, so that it rejects work: `connections`, or `calls` to a region's upstream (`calls:eu-west-101`).
   * Empty if it rejects nothing.
   */
  readonly overload: () => readonly string[];
}

/** Serves `/healthz` and `/readyz`, also by HEAD, which some load balancers use. */
export function healthRoutes(app: FastifyInstance, health: Health): void {
  const { version } = health;
  app.get('/healthz', { exposeHeadRoute: true }, async () => ({ status: 'ok', version }));
  app.get('/readyz', { exposeHeadRoute: true }, async (_, reply) => {
    if (health.isDraining()) return reply.code(503).send({ status: 'stopping', version });
    const overload = health.overload();
    if (overload.length > 0) return reply.code(503).send({ status: 'overloaded', version, overload });
    // The server is ready even with an open circuit or a failing audit trail: affected requests get an error that says so.
    const audit = health.isAuditWritable() ? {} : { audit: 'failing' };
    return { status: 'ready', version, circuits: health.circuits(), ...audit };
  });
}

/** The metrics that `/metrics` serves. */
export type ServedMetrics = Pick<Metrics, 'contentType' | 'text'>;

/** Serves `/metrics`. */
export function metricsRoute(app: FastifyInstance, metrics: ServedMetrics): void {
  app.get('/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()));
}
