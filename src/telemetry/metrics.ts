import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CallReport } from '../apig/types';
import type { OutputListener } from '../lib/bounded-output';

/** The metrics of the process, for Prometheus. All labels have a fixed set of values; none contains callers' input. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = new Histogram({
    name: 'gateway_http_request_duration_seconds',
    help: 'Duration of HTTP requests, from the request to the end of its response',
    labelNames: ['route', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25],
    registers: [this.#registry],
  });
  readonly #calls = new Histogram({
    name: 'gateway_upstream_call_duration_seconds',
    help: 'Duration of upstream calls, from the call to the end of its reply',
    labelNames: ['operation', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.#registry],
  });
  readonly #retries = new Counter({
    name: 'gateway_upstream_retries_total',
    help: 'Number of retries of upstream calls',
    labelNames: ['operation'] as const,
    registers: [this.#registry],
  });
  readonly #refused = new Counter({
    name: 'gateway_rate_limited_total',
    help: 'Number of requests rejected with status 429',
    registers: [this.#registry],
  });
  readonly #redis = new Gauge({
    name: 'gateway_redis_up',
    help: 'Availability of Redis: 1 if available, 0 if the server falls back to memory. Absent if Redis is not configured',
    registers: [],
  });
  readonly #failures = new Counter({
    name: 'gateway_masked_errors_total',
    help: 'Number of unexpected errors, which are masked in responses',
    registers: [this.#registry],
  });

  readonly #droppedLines = new Counter({
    name: 'gateway_log_lines_dropped_total',
    help: 'Number of log lines dropped because the reader of the log is too slow',
    registers: [this.#registry],
  });
  readonly #failedWrites = new Counter({
    name: 'gateway_log_write_errors_total',
    help: 'Number of failed writes to the log, by error code of the system',
    labelNames: ['code'] as const,
    registers: [this.#registry],
  });
  readonly #auditFailures = new Counter({
    name: 'gateway_audit_failures_total',
    help: 'Number of audit records that could not be written',
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

  /** Counts the failures of the log's output. */
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

  /** Returns all metrics in Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
