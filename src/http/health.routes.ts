import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../telemetry/metrics';

/** What the routes of health and metrics tell. */
export interface HealthOptions {
  readonly metrics: Metrics;
  /** Whether calls to the upstream of each region go through: `closed`, `open` or `half-open`. */
  readonly circuits: () => Readonly<Record<string, string>>;
  /** Whether the last audit record could be written. */
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
    // Ready with an open circuit too: requests get an error that says so.
    // With a failing audit trail too: queries are served, changes get an error that says so.
    return { status: 'ready', circuits: circuits(), ...(isAuditWritable() ? {} : { audit: 'failing' }) };
  });
  app.get('/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()));
}
