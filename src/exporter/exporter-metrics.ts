import { Counter, Gauge, Registry } from 'prom-client';
import { describeMetrics, type MetricDescription } from '../telemetry/metrics';
import type { Collection, Inventory, Target } from './inventory';
import { COLLECTIONS } from './inventory';

const CERTIFICATE_LABELS = ['project', 'region', 'certificate_id', 'name'] as const;
const COLLECTION_LABELS = ['project', 'region', 'collection'] as const;

/** The metrics of the exporter. The series of certificates and domains are written from the inventories at each scrape. */
export class ExporterMetrics {
  readonly #registry = new Registry();
  readonly #inventories: ReadonlyMap<Target, Inventory>;
  readonly #failures = new Counter({
    name: 'apig_exporter_failures_total',
    help: 'Number of failed reads, by what was to be read and the kind of the failure. The earlier values stay',
    labelNames: [...COLLECTION_LABELS, 'kind'],
    registers: [this.#registry],
  });
  readonly #expiration = new Gauge({
    name: 'apig_certificate_expiration_timestamp_seconds',
    help: 'End of the validity period of a certificate, in seconds since the Unix epoch',
    labelNames: CERTIFICATE_LABELS,
    registers: [this.#registry],
  });
  readonly #notBefore = new Gauge({
    name: 'apig_certificate_not_before_timestamp_seconds',
    help: 'Start of the validity period of a certificate, in seconds since the Unix epoch. Absent until it has been read',
    labelNames: CERTIFICATE_LABELS,
    registers: [this.#registry],
  });
  readonly #attached = new Gauge({
    name: 'apig_certificate_attached_domains',
    help: 'Number of domains on gateways that a certificate is attached to. Absent until all gateways have been read',
    labelNames: CERTIFICATE_LABELS,
    registers: [this.#registry],
  });
  readonly #uncovered = new Gauge({
    name: 'apig_domain_uncovered',
    help: 'Always 1: a domain without a certificate (no_certificate), or whose certificate does not cover it (name_mismatch)',
    labelNames: ['project', 'region', 'gateway_id', 'domain', 'reason'] as const,
    registers: [this.#registry],
  });
  readonly #lastSuccess = new Gauge({
    name: 'apig_exporter_last_success_timestamp_seconds',
    help: 'Time of the last complete read, in seconds since the Unix epoch; 0 before the first one',
    labelNames: COLLECTION_LABELS,
    registers: [this.#registry],
  });
  readonly #duration = new Gauge({
    name: 'apig_exporter_walk_duration_seconds',
    help: 'Duration of the last walk through the gateways of a project',
    labelNames: ['project', 'region'] as const,
    registers: [this.#registry],
  });

  /** @param version the version of the exporter. */
  constructor(inventories: ReadonlyMap<Target, Inventory>, version: string) {
    this.#inventories = inventories;
    new Gauge({
      name: 'apig_exporter_build_info',
      help: 'The version of the exporter. Always 1',
      labelNames: ['version'] as const,
      registers: [this.#registry],
    }).set({ version }, 1);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Returns all metrics in Prometheus' text format. */
  text(): Promise<string> {
    const gauges = [this.#expiration, this.#notBefore, this.#attached, this.#uncovered];
    for (const gauge of gauges) gauge.reset();
    for (const [target, inventory] of this.#inventories) this.#write(target, inventory);
    return this.#registry.metrics();
  }

  /** Returns the descriptions of all metrics. */
  describe(): MetricDescription[] {
    return describeMetrics(this.#registry);
  }

  failed({ projectId: project, region }: Target, collection: Collection, kind: string): void {
    this.#failures.inc({ project, region, collection, kind });
  }

  walked({ projectId: project, region }: Target, durationMs: number): void {
    this.#duration.set({ project, region }, durationMs / 1000);
  }

  #write({ projectId: project, region }: Target, inventory: Inventory): void {
    const attached = inventory.attachedDomains();
    for (const { id, name, notAfter, notBefore } of inventory.certificates) {
      const labels = { project, region, certificate_id: id, name };
      if (notAfter) this.#expiration.set(labels, notAfter.getTime() / 1000);
      if (notBefore) this.#notBefore.set(labels, notBefore.getTime() / 1000);
      if (attached) this.#attached.set(labels, attached.get(id) ?? 0);
    }
    for (const { gatewayId, domain, reason } of inventory.uncovered()) {
      this.#uncovered.set({ project, region, gateway_id: gatewayId, domain, reason }, 1);
    }
    for (const collection of COLLECTIONS) {
      this.#lastSuccess.set({ project, region, collection }, inventory.lastSuccess(collection) / 1000);
    }
  }
}
