import { Registry } from 'prom-client';
import type { OriginState } from '../apig/origin';
import { GraphQLMetrics } from './graphql-metrics';
import { HttpMetrics } from './http-metrics';
import { ProcessMetrics } from './process-metrics';
import { UpstreamMetrics } from './upstream-metrics';

/** The state of other parts, which is read at each scrape. */
export interface MetricSources {
  /** The state of each region's upstream. */
  readonly regions: () => ReadonlyMap<string, OriginState>;
  /** The HTTP requests in progress, and the open connections. */
  readonly http: () => { readonly requests: number; readonly connections: number };
  /** The number of changes that run or wait. */
  readonly changes: () => number;
}

/** A metric as docs/metrics.md describes it. */
export interface MetricDescription {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly labels: readonly string[];
}

/**
 * The metrics of the process, for Prometheus. All labels have a bounded set of values. The only one that callers choose is
 * `operation_name`: see `OperationNames`.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly http: HttpMetrics;
  readonly graphql: GraphQLMetrics;
  readonly upstream: UpstreamMetrics;
  readonly process: ProcessMetrics;
  #sources: MetricSources | undefined;

  /** @param operationNames the names of the persisted operations, which are labels. */
  constructor(version: string, operationNames: readonly string[]) {
    this.http = new HttpMetrics(this.#registry, () => this.#sources?.http() ?? { requests: 0, connections: 0 });
    this.graphql = new GraphQLMetrics(this.#registry, {
      operationNames,
      changesInProgress: () => this.#sources?.changes() ?? 0,
    });
    this.upstream = new UpstreamMetrics(this.#registry, () => this.#sources?.regions() ?? new Map());
    this.process = new ProcessMetrics(this.#registry, { version });
  }

  /** Connects the parts whose state is read at each scrape. */
  watch(sources: MetricSources): void {
    this.#sources = sources;
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Returns all metrics in Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** Returns the descriptions of all metrics, in the order of their definition. */
  describe(): MetricDescription[] {
    return describeMetrics(this.#registry);
  }
}

/** Returns the descriptions of a registry's metrics, in the order of their definition. */
export function describeMetrics(registry: Registry): MetricDescription[] {
  return registry.getMetricsAsArray().map((metric) => {
    const { name, help, type, labelNames = [] } = metric as unknown as MetricDescription & { labelNames?: string[] };
    return { name, help, type: String(type), labels: labelNames };
  });
}
