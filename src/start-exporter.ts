import 'reflect-metadata';
import type { DestinationStream, Logger } from 'pino';
import { Upstream } from './apig/upstream';
import type { Config } from './config/config';
import { ConfigError } from './config/config-error';
import { Exporter } from './exporter/exporter';
import { ExporterMetrics } from './exporter/exporter-metrics';
import { Inventory, type Target } from './exporter/inventory';
import { MetricsServer } from './http/metrics-server';
import { type Credentials, IamClient } from './iam/iam-client';
import { TokenSource } from './iam/token-source';
import { systemClock } from './lib/clock';
import { VERSION } from './lib/version';
import { Changes } from './request/changes';
import { createLogs } from './telemetry/log';

/** A running exporter. */
export interface RunningExporter {
  /** The base URL of `/metrics`, `/healthz` and `/readyz`. */
  readonly url: string;
  readonly log: Logger;
  /** Cancels the walks in progress, then releases all resources. */
  close(): Promise<void>;
}

/** The options of the exporter besides its configuration. */
export interface StartOptions {
  /** Reads the configuration again for each token, so that a changed password is used. */
  readonly readAgain: () => Config;
  /** The output of the log. Default: standard output. */
  readonly logDestination?: DestinationStream | undefined;
}

/**
 * Starts the exporter of the certificates' expiry, which has no caller and gets its own tokens from IAM.
 * @throws ConfigError if a variable that it needs is missing. Error of the system if the address cannot be bound.
 */
export async function startExporter(config: Config, options: StartOptions): Promise<RunningExporter> {
  const { iamEndpoint } = config;
  if (iamEndpoint === undefined) throw missing('IAM_ENDPOINT');
  credentialsOf(config);
  const inventories = new Map(targetsOf(config).map((target) => [target, new Inventory()]));
  const metrics = new ExporterMetrics(inventories, VERSION);
  const { log } = createLogs(config.logLevel, { dropped: () => {}, failed: () => {} }, options.logDestination);
  const proxies = { http: config.httpProxy, https: config.httpsProxy, no: config.noProxy };
  const upstream = new Upstream({
    timeoutMs: config.upstreamTimeoutMs,
    retries: config.upstreamRetries,
    concurrency: config.upstreamConcurrency,
    circuitBreaker: config.circuitBreaker,
    proxies,
  });
  const iam = new IamClient(iamEndpoint, proxies);
  const exporter = new Exporter({
    upstream,
    // The exporter makes no changes.
    changes: new Changes({ before: () => {}, after: () => {} }),
    inventories,
    tokensOf: ({ projectId }) =>
      new TokenSource({
        iam,
        credentials: () => credentialsOf(options.readAgain()),
        projectId,
        timeoutMs: config.upstreamTimeoutMs,
        clock: systemClock,
      }),
    intervalMs: config.exporterInterval * 1000,
    metrics,
    log,
  });
  const server = new MetricsServer(
    {
      version: VERSION,
      circuits: () =>
        Object.fromEntries([...config.endpoints].map(([region, url]) => [region, upstream.stateOf(url).circuit])),
      isAuditWritable: () => true,
      isDraining: () => false,
      overload: () => [],
    },
    metrics,
  );
  const close = async () => {
    await exporter.close();
    await Promise.all([server.close(), upstream.close(), iam.close()]);
  };
  try {
    const url = await server.listen(config.metricsPort ?? config.port, config.host);
    log.info({ url: `${url}/metrics`, version: VERSION }, `Metrics are served at ${url}/metrics`);
    exporter.start();
    return { url, log, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Returns the projects to walk. @throws ConfigError if there are none, or one is in a region without an endpoint. */
function targetsOf({ exporterProjects, endpoints, defaultRegion, defaultProjectId }: Config): Target[] {
  const wanted = exporterProjects ?? (defaultProjectId === undefined ? [] : [{ projectId: defaultProjectId }]);
  if (wanted.length === 0) throw missing('EXPORTER_PROJECTS, or APIG_PROJECT_ID,');
  return wanted.map(({ projectId, region = defaultRegion }) => {
    const endpoint = region === undefined ? undefined : endpoints.get(region);
    if (region !== undefined && endpoint !== undefined) return { projectId, region, endpoint };
    const accepted = `one of the regions ${[...endpoints.keys()].join(', ')}`;
    throw ConfigError.of('EXPORTER_PROJECTS', `${region ?? ''}/${projectId}`, accepted, 'has no endpoint');
  });
}

function credentialsOf({ iamDomain: domain, iamUser: user, iamPassword: password }: Config): Credentials {
  if (domain === undefined) throw missing('IAM_DOMAIN');
  if (user === undefined) throw missing('IAM_USER');
  if (password === undefined) throw missing('IAM_PASSWORD');
  return { domain, user, password };
}

function missing(name: string): ConfigError {
  return new ConfigError(`${name} is not set, but the exporter needs it: docs/expiry-exporter.md.`);
}
