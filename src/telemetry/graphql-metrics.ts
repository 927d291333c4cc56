import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { HTTP_BUCKETS } from './http-metrics';
import { OperationNames, OTHER } from './operation-names';
import { type RequestFacts } from './request-facts';
import { CHANGE_OUTCOMES, type ChangeResult, UNAVAILABLE_REASONS } from './request-results';

/** The buckets of numbers of upstream calls. */
const CALL_BUCKETS = [0, 1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000];

/** The names that the GraphQL metrics need from other parts. */
export interface GraphQLMetricsOptions {
  /** The names of the persisted operations, which are labels. */
  readonly operationNames: readonly string[];
  /** Returns the number of changes that run or wait. */
  readonly changesInProgress: () => number;
}

/** The metrics of GraphQL operations and of changes. */
export class GraphQLMetrics {
  readonly #names: OperationNames;
  readonly #operations: Histogram;
  readonly #unavailable: Counter;
  readonly #overhead: Histogram;
  readonly #cost: Histogram;
  readonly #changes: Counter;
  readonly #limits: Counter;
  readonly #documents: Counter;
  readonly #failures: Counter;
  readonly #persisted: Gauge;
  readonly #isReloaded: Gauge;

  constructor(registry: Registry, { operationNames, changesInProgress }: GraphQLMetricsOptions) {
    const registers = [registry];
    this.#names = new OperationNames(operationNames);
    this.#operations = new Histogram({
      name: 'graphql_server_operation_duration_seconds',
      help: 'Duration of GraphQL operations, by the type of their result: of the first root field that failed, otherwise of the first one',
      labelNames: ['operation_type', 'operation_name', 'result_type'],
      buckets: HTTP_BUCKETS,
      registers,
    });
    const reasons = [...UNAVAILABLE_REASONS.values()];
    this.#unavailable = new Counter({
      name: 'gateway_unavailable_operations_total',
      help: `Number of GraphQL operations that failed because of the server, not their caller, by reason: ${reasons.join(', ')}`,
      labelNames: ['reason'],
      registers,
    });
    for (const reason of reasons) this.#unavailable.inc({ reason }, 0);
    this.#overhead = new Histogram({
      name: 'gateway_overhead_duration_seconds',
      help: 'Duration of GraphQL operations without the time in which an upstream call was in progress',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
      registers,
    });
    this.#cost = new Histogram({
      name: 'gateway_query_cost_calls',
      help: 'Maximum number of upstream calls that an executed operation could make',
      buckets: CALL_BUCKETS,
      registers,
    });
    this.#changes = new Counter({
      name: 'gateway_changes_total',
      help: `Number of changes by mutation and outcome: ${CHANGE_OUTCOMES.join(', ')}`,
      labelNames: ['change', 'outcome'],
      registers,
    });
    new Gauge({
      name: 'gateway_changes_in_progress',
      help: 'Number of changes that run or wait for earlier ones',
      registers,
      collect() {
        this.set(changesInProgress());
      },
    });
    this.#limits = new Counter({
      name: 'gateway_limit_refusals_total',
      help: 'Number of documents rejected because they exceed a limit',
      labelNames: ['limit'],
      registers,
    });
    this.#documents = new Counter({
      name: 'gateway_document_cache_requests_total',
      help: 'Number of valid documents by whether they were in the cache of parsed documents: hit or miss',
      labelNames: ['result'],
      registers,
    });
    this.#failures = new Counter({
      name: 'gateway_masked_errors_total',
      help: 'Number of unexpected errors, which are masked in responses',
      registers,
    });
    this.#persisted = new Gauge({
      name: 'gateway_persisted_operations',
      help: 'Number of operations of the file of PERSISTED_OPERATIONS. Absent without one',
      registers,
    });
    this.#isReloaded = new Gauge({
      name: 'gateway_persisted_operations_reload_successful',
      help: 'Result of the last reading of the file of PERSISTED_OPERATIONS: 1 if it is in use, 0 if it was rejected and the earlier operations stay in use. Absent without a file',
      registers,
    });
    // Without a value, a metric is described but has no sample.
    this.#persisted.remove();
    this.#isReloaded.remove();
  }

  /** Counts an executed or rejected operation. */
  operation(facts: RequestFacts): void {
    const { operation, cost, isAccepted, resultType, durationMs, upstreamMs, unavailable } = facts;
    const labels = {
      operation_type: operation?.type ?? 'none',
      operation_name: operation ? this.#names.labelOf(operation.name, isAccepted) : OTHER,
      result_type: resultType,
    };
    this.#operations.observe(labels, durationMs / 1000);
    if (unavailable) this.#unavailable.inc({ reason: unavailable });
    this.#overhead.observe(Math.max(0, durationMs - upstreamMs) / 1000);
    if (cost !== undefined) this.#cost.observe(cost);
  }

  /** Exposes all outcomes of these mutations, with the value 0: the rate of a counter that appears with its first event misses that event. */
  expectChanges(mutations: Iterable<string>): void {
    for (const change of mutations) {
      for (const outcome of CHANGE_OUTCOMES) this.#changes.inc({ change, outcome }, 0);
    }
  }

  /** Counts the outcome of a change, once it is final. */
  change({ change, outcome }: ChangeResult): void {
    this.#changes.inc({ change, outcome });
  }

  /** Counts a document that exceeds a limit. @param limit a name from the code. */
  limitExceeded(limit: string): void {
    this.#limits.inc({ limit });
  }

  /** Counts a lookup in the cache of parsed documents. */
  document(result: 'hit' | 'miss'): void {
    this.#documents.inc({ result });
  }

  /** Reports the operations of a manifest's file that is now in use. Their names become labels. */
  persistedOperations({ count, names }: { readonly count: number; readonly names: readonly string[] }): void {
    this.#names.know(names);
    this.#persisted.set(count);
    this.#isReloaded.set(1);
  }

  /** Reports that a manifest's file was read again and cannot be used. */
  rejectedOperationsFile(): void {
    this.#isReloaded.set(0);
  }

  maskedError(): void {
    this.#failures.inc();
  }
}
