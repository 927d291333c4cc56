import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CallReport } from '../apig/types';
import type { OutputListener } from '../lib/bounded-output';

/** What the process counts, for Prometheus. Labels are of closed sets: nothing of a caller's is in them. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = new Histogram({
    name: 'gateway_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer',
    labelNames: ['route', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25],
    registers: [this.#registry],
  });
  readonly #calls = new Histogram({
    name: 'gateway_upstream_call_duration_seconds',
    help: 'Time from an upstream call to the end of its reply',
    labelNames: ['operation', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.#registry],
  });
  readonly #retries = new Counter({
    name: 'gateway_upstream_retries_total',
    help: 'Upstream calls that were made again',
    labelNames: ['operation'] as const,
    registers: [this.#registry],
  });
  readonly #refused = new Counter({
    name: 'gateway_rate_limited_total',
    help: 'Requests that were refused with 429',
    registers: [this.#registry],
  });
  readonly #redis = new Gauge({
    name: 'gateway_redis_up',
    help: 'Whether Redis is there: 1, or 0 where the gateway goes on in memory. Absent where none is configured',
    registers: [],
  });
  readonly #failures = new Counter({
    name: 'gateway_masked_errors_total',
    help: 'Errors that were thrown against expectation and masked',
    registers: [this.#registry],
  });

  readonly #droppedLines = new Counter({
    name: 'gateway_log_lines_dropped_total',
    help: 'Log lines that were dropped since the reader of the log is too slow',
    registers: [this.#registry],
  });
  readonly #failedWrites = new Counter({
    name: 'gateway_log_write_errors_total',
    help: 'Writes to the log that failed, by the code of the system',
    labelNames: ['code'] as const,
    registers: [this.#registry],
  });
  readonly #auditFailures = new Counter({
    name: 'gateway_audit_failures_total',
    help: 'Audit records that could not be written',
    registers: [this.#registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  request(route: string, status: number, durationMs: number): void {
    this.#requests.observe({ route, status: String(status) }, durationMs / 1000);
  }

  upstreamCall(report: CallReport): void {
    this.#calls.observe(
      { operation: report.operation, status: String(report.status ?? 'none') },
      report.durationMs / 1000,
    );
    if (report.retries > 0) this.#retries.inc({ operation: report.operation });
  }

  rateLimited(): void {
    this.#refused.inc();
  }

  redis(isUp: boolean): void {
    this.#registry.registerMetric(this.#redis);
    this.#redis.set(isUp ? 1 : 0);
  }

  /** Counts what the log could not write. */
  readonly logOutput: OutputListener = {
    dropped: (lines) => this.#droppedLines.inc(lines),
    failed: (code) => this.#failedWrites.inc({ code }),
  };

  auditRecord(succeeded: boolean): void {
    if (!succeeded) this.#auditFailures.inc();
  }

  maskedError(): void {
    this.#failures.inc();
  }

  readonly contentType = this.#registry.contentType;

  /** All metrics in Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
