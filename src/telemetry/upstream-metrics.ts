import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { OriginState } from '../apig/origin';
import type { CallReport } from '../apig/types';
import { OPERATIONS } from '../contract/operations';
import { HTTP_BUCKETS } from './http-metrics';

/** The value of `gateway_circuit_state` for each state. */
const CIRCUIT_VALUES: Readonly<Record<OriginState['circuit'], number>> = { closed: 0, 'half-open': 1, open: 2 };

/** The failures of calls that were rejected before a connection was used, with their label. */
const REJECTIONS: ReadonlyMap<string, string> = new Map([
  ['GATEWAY.OVERLOADED', 'overloaded'],
  ['GATEWAY.CIRCUIT_OPEN', 'circuit_open'],
  ['GATEWAY.TIMEOUT', 'timeout'],
  ['GATEWAY.CANCELLED', 'cancelled'],
]);

const CALL_LABELS = [
  'http_request_method',
  'server_address',
  'server_port',
  'http_response_status_code',
  'error_type',
  'operation',
] as const;

/** The two lanes of an origin, as labels. */
const LANES = ['reads', 'changes'] as const;

/** The metrics of the upstream client (semantic conventions for HTTP metrics 1.23 and later, and its own). */
export class UpstreamMetrics {
  readonly #calls: Histogram<(typeof CALL_LABELS)[number]>;
  readonly #retries: Counter;
  readonly #rejections: Counter;

  /** @param regions returns the state of each region's upstream, at each scrape. */
  constructor(registry: Registry, regions: () => ReadonlyMap<string, OriginState>) {
    const registers = [registry];
    this.#calls = new Histogram({
      name: 'http_client_request_duration_seconds',
      help: 'Duration of HTTP requests to the upstream, from the call to the end of its reply',
      labelNames: CALL_LABELS,
      buckets: HTTP_BUCKETS,
      registers,
    });
    this.#retries = new Counter({
      name: 'gateway_upstream_retries_total',
      help: 'Number of retries of upstream calls',
      labelNames: ['operation'],
      registers,
    });
    this.#rejections = new Counter({
      name: 'gateway_upstream_rejections_total',
      help: `Number of upstream calls that were not sent, by reason: ${[...REJECTIONS.values()].join(', ')}`,
      labelNames: ['region', 'reason'],
      registers,
    });
    new Gauge({
      name: 'gateway_circuit_state',
      help: "State of the circuit breaker of a region's upstream: 0 closed, 1 half-open, 2 open",
      labelNames: ['region'],
      registers,
      collect() {
        for (const [region, { circuit }] of regions()) this.set({ region }, CIRCUIT_VALUES[circuit]);
      },
    });
    const ofLanes = (name: string, help: string, value: (lane: OriginState['reads']) => number) =>
      new Gauge({
        name,
        help,
        labelNames: ['region', 'lane'],
        registers,
        collect() {
          for (const [region, state] of regions()) {
            for (const lane of LANES) this.set({ region, lane }, value(state[lane]));
          }
        },
      });
    ofLanes('gateway_upstream_calls_in_flight', 'Number of upstream calls in progress', ({ running }) => running);
    ofLanes('gateway_upstream_queue_calls', 'Number of upstream calls that wait for their turn', (it) => it.waiting);
    ofLanes('gateway_upstream_retry_budget', 'Number of retries that are allowed now', (it) => it.retriesLeft);
  }

  /** Counts an attempt of a call. */
  call(report: CallReport): void {
    const { operation, region = 'default', origin, status, failure, durationMs, retries } = report;
    if (retries > 0) this.#retries.inc({ operation });
    const reason = rejectionOf(report);
    if (reason !== undefined) {
      this.#rejections.inc({ region, reason });
      return;
    }
    const { hostname, port } = addressOf(origin);
    const labels: Partial<Record<(typeof CALL_LABELS)[number], string | number>> = {
      http_request_method: OPERATIONS[operation][0],
      server_address: hostname,
      server_port: port,
      operation,
    };
    if (status !== undefined) labels.http_response_status_code = status;
    if (failure !== undefined) labels.error_type = failureType(report);
    this.#calls.observe(labels, durationMs / 1000);
  }
}

/** Returns the reason for which a call was rejected before a connection was used; undefined for any other. */
export function rejectionOf({ failure }: CallReport): string | undefined {
  return failure?.details.delivery === 'NOT_SENT' ? REJECTIONS.get(failure.details.code) : undefined;
}

/** Returns the `error.type` of a failed call: its status if that is an error, otherwise its code. */
export function failureType({ status, failure }: CallReport): string {
  return status !== undefined && status >= 400 ? String(status) : (failure?.details.code ?? 'other');
}

const addresses = new Map<string, { readonly hostname: string; readonly port: number }>();

/** Returns the host and port of a configured origin. */
export function addressOf(origin: string): { readonly hostname: string; readonly port: number } {
  let address = addresses.get(origin);
  if (!address) {
    const { hostname, port, protocol } = new URL(origin);
    address = { hostname, port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port) };
    addresses.set(origin, address);
  }
  return address;
}
