import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../telemetry/metrics';

/** The data for the health and metrics routes. */
export interface HealthOptions {
  readonly metrics: Metrics;
  /** Returns the state of the circuit breaker by region: `closed`, `open` or `half-open`. */
  readonly circuits: () => Readonly<Record<string, string>>;
  /** Returns true if the last audit record was written. */
  readonly isAuditWritable: () => boolean;
  readonly isDraining: () => boolean;
}

/** Serves `/healthz`, `/readyz` and `/metrics`. */
export function healthRoutes(
  app: FastifyInstance,
  { metrics, circuits, isAuditWritable, isDraining }: HealthOptions,
): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_, reply) => {
    if (isDraining()) return reply.code(503).send({ status: 'stopping' });
    // The server is ready even with an open circuit or a failing audit trail: affected requests get an error that says so.
    return { status: 'ready', circuits: circuits(), ...(isAuditWritable() ? {} : { audit: 'failing' }) };
  });
  app.get('/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()));
}
