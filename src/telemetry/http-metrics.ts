import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** The buckets that the semantic conventions advise for `http.server.request.duration` and `http.client.request.duration`, in seconds. */
export const HTTP_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** The methods of RFC 9110 and RFC 5789. Any other is `_OTHER` in a label. */
const METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
]);

const REQUEST_LABELS = [
  'http_request_method',
  'http_route',
  'http_response_status_code',
  'url_scheme',
  'error_type',
] as const;

/** The metrics of the HTTP server (semantic conventions for HTTP metrics 1.23 and later). */
export class HttpMetrics {
  readonly #requests: Histogram<(typeof REQUEST_LABELS)[number]>;
  readonly #refused: Counter;

  constructor(registry: Registry, inProgress: () => { readonly requests: number; readonly connections: number }) {
    const registers = [registry];
    this.#requests = new Histogram({
      name: 'http_server_request_duration_seconds',
      help: 'Duration of HTTP server requests, from the request to the end of its response',
      labelNames: REQUEST_LABELS,
      buckets: HTTP_BUCKETS,
      registers,
    });
    new Gauge({
      name: 'gateway_requests_in_flight',
      help: 'Number of HTTP requests in progress',
      registers,
      collect() {
        this.set(inProgress().requests);
      },
    });
    new Gauge({
      name: 'gateway_connections',
      help: 'Number of open client connections',
      registers,
      collect() {
        this.set(inProgress().connections);
      },
    });
    this.#refused = new Counter({
      name: 'gateway_rate_limited_total',
      help: 'Number of requests rejected with status 429',
      registers,
    });
  }

  /**
   * Counts a finished request.
   * @param route the route, from a fixed set.
   * @param errorType the type of the failure; undefined if there was none.
   */
  request(
    method: string | undefined,
    route: string,
    status: number,
    durationMs: number,
    errorType: string | undefined,
  ): void {
    const labels: Partial<Record<(typeof REQUEST_LABELS)[number], string | number>> = {
      http_request_method: method !== undefined && METHODS.has(method) ? method : '_OTHER',
      http_route: route,
      http_response_status_code: status,
      url_scheme: 'http',
    };
    if (errorType !== undefined) labels.error_type = errorType;
    this.#requests.observe(labels, durationMs / 1000);
  }

  rateLimited(): void {
    this.#refused.inc();
  }
}
