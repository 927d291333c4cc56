import { Counter, collectDefaultMetrics, Gauge, type Registry } from 'prom-client';
import type { OutputListener } from '../lib/bounded-output';

/**
 * The gauges of prom-client 15 whose names end with `_total`, which Prometheus reserves for counters. They are dropped: another gauge has
 * the same values by type (`nodejs_active_handles`, `nodejs_active_requests`, `nodejs_active_resources`).
 */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
] as const;

/** The version of the server and of Node.js. */
export interface BuildInfo {
  readonly version: string;
}

/** The metrics of the process: its build, its memory and event loop, its log, its audit trail and its connection to Redis. */
export class ProcessMetrics {
  readonly #redis: Gauge;
  readonly #droppedLines: Counter;
  readonly #failedWrites: Counter;
  readonly #auditFailures: Counter;

  constructor(registry: Registry, { version }: BuildInfo) {
    const registers = [registry];
    new Gauge({
      name: 'gateway_build_info',
      help: 'The version of the server and of Node.js. Always 1',
      labelNames: ['version', 'node_version'],
      registers,
    }).set({ version, node_version: process.versions.node }, 1);
    this.#redis = new Gauge({
      name: 'gateway_redis_up',
      help: 'Availability of Redis: 1 if available, 0 if the server falls back to memory. Absent if Redis is not configured',
      registers,
    });
    // Without a value, the metric is described but has no sample.
    this.#redis.remove();
    this.#droppedLines = new Counter({
      name: 'gateway_log_lines_dropped_total',
      help: 'Number of log lines dropped because the reader of the log is too slow',
      registers,
    });
    this.#failedWrites = new Counter({
      name: 'gateway_log_write_errors_total',
      help: 'Number of failed writes to the log, by error code of the system',
      labelNames: ['code'],
      registers,
    });
    this.#auditFailures = new Counter({
      name: 'gateway_audit_failures_total',
      help: 'Number of audit records that could not be written, and of times that the file could not be opened again',
      registers,
    });
    collectDefaultMetrics({ register: registry });
    for (const name of MISNAMED) registry.removeSingleMetric(name);
  }

  redis(isUp: boolean): void {
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
}
