import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Upstream } from '../apig/upstream';
import { IamFailure } from '../iam/iam-client';
import type { TokenSource } from '../iam/token-source';
import { Disconnect } from '../lib/disconnect';
import { mapBounded } from '../lib/map-bounded';
import type { Changes } from '../request/changes';
import { RequestContext } from '../request/context';
import type { ExporterMetrics } from './exporter-metrics';
import { COLLECTIONS, type Inventory, type Target } from './inventory';
import { type StartDates, type WalkFailure, walk } from './walk';

/** The maximum duration of one walk, in milliseconds. A shorter interval limits it further. */
const MAX_WALK_MS = 5 * 60 * 1000;

/** The options of the exporter. */
export interface ExporterOptions {
  readonly upstream: Upstream;
  readonly changes: Changes;
  readonly inventories: ReadonlyMap<Target, Inventory>;
  /** Creates the source of a target's tokens. */
  readonly tokensOf: (target: Target) => TokenSource;
  /** The time from the start of one round of walks to the next, in milliseconds. */
  readonly intervalMs: number;
  readonly metrics: ExporterMetrics;
  readonly log: Logger;
}

/** Walks all targets at an interval. A walk that fails leaves the values of the one before. */
export class Exporter {
  readonly #options: ExporterOptions;
  readonly #targets: readonly { target: Target; inventory: Inventory; tokens: TokenSource; dates: StartDates }[];
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  /** Aborted when the exporter stops, which cancels its calls. */
  readonly #stop = new Disconnect();

  constructor(options: ExporterOptions) {
    this.#options = options;
    this.#targets = [...options.inventories].map(([target, inventory]) => ({
      target,
      inventory,
      tokens: options.tokensOf(target),
      dates: new Map(),
    }));
  }

  /** Starts the first round of walks, and the next ones after it. */
  start(): void {
    const begin = Date.now();
    this.#round = this.#walkAll().finally(() => {
      if (this.#stop.aborted) return;
      this.#timer = setTimeout(() => this.start(), Math.max(0, begin + this.#options.intervalMs - Date.now()));
    });
  }

  /** Cancels the walks in progress. */
  async close(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#round;
  }

  async #walkAll(): Promise<void> {
    await mapBounded(this.#targets, async (it) => {
      const start = performance.now();
      try {
        await this.#walk(it.target, it.inventory, it.tokens, it.dates);
      } catch (error) {
        this.#failed(it.target, error);
      }
      this.#options.metrics.walked(it.target, performance.now() - start);
    });
  }

  async #walk(target: Target, inventory: Inventory, tokens: TokenSource, dates: StartDates): Promise<void> {
    const { metrics, log } = this.#options;
    let failures = await this.#walkOnce(target, inventory, tokens, dates);
    if (failures.some(({ kind }) => kind === 'unauthenticated')) {
      tokens.drop();
      failures = await this.#walkOnce(target, inventory, tokens, dates);
    }
    if (this.#stop.aborted) return;
    for (const { collection, kind } of failures) metrics.failed(target, collection, kind);
    const [failure] = failures;
    const facts = { projectId: target.projectId, region: target.region };
    if (failure) {
      const { code, message } = failure.error.details;
      log.warn({ ...facts, failures: failures.length, code, reason: message }, 'walk incomplete');
    } else log.info({ ...facts, certificates: inventory.certificates.length }, 'walk complete');
  }

  async #walkOnce(
    { projectId, region, endpoint }: Target,
    inventory: Inventory,
    tokens: TokenSource,
    dates: StartDates,
  ): Promise<readonly WalkFailure[]> {
    const { upstream, changes, intervalMs } = this.#options;
    const requestId = `exporter-${randomUUID()}`;
    const context = new RequestContext({
      upstream,
      changes,
      requestId,
      disconnect: this.#stop,
      deadline: Date.now() + Math.min(intervalMs, MAX_WALK_MS),
      caller: { token: await tokens.token(), projectId, region, endpoint, requestId },
    });
    return walk(context, inventory, dates);
  }

  #failed(target: Target, error: unknown): void {
    if (this.#stop.aborted) return;
    const { metrics, log } = this.#options;
    const isOfIam = error instanceof IamFailure;
    const kind = isOfIam ? (error.isRefusal ? 'iam_refused' : 'iam_unavailable') : 'unexpected';
    for (const collection of COLLECTIONS) metrics.failed(target, collection, kind);
    const facts = { projectId: target.projectId, region: target.region };
    if (isOfIam) log.warn({ ...facts, reason: error.message, cause: String(error.cause ?? '') }, 'no token from IAM');
    else log.error({ ...facts, err: error }, 'unexpected error');
  }
}
