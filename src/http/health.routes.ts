import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../telemetry/metrics';

/** What the routes of health and metrics tell. */
export interface HealthOptions {
  readonly metrics: Metrics;
  /** Whether calls to the upstream of each region go through: `closed`, `open` or `half-open`. */
  readonly circuits: () => Readonly<Record<string, string>>;
  readonly isDraining: () => boolean;
}

/** Serves `/healthz`, `/readyz` and `/metrics`. */
export function healthRoutes(app: FastifyInstance, { metrics, circuits, isDraining }: HealthOptions): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_, reply) => {
    if (isDraining()) return reply.code(503).send({ status: 'stopping' });
    // Ready with an open circuit too: requests get an error that says so.
    return { status: 'ready', circuits: circuits() };
  });
  app.get('/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()));
}
