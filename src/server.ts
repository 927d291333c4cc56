import 'reflect-metadata';
import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import type { DestinationStream, Logger } from 'pino';
import type { Proxies } from './apig/dispatcher';
import type { ApigFailure } from './apig/failure';
import { Upstream } from './apig/upstream';
import { MAX_GRACE_MS } from './certificates/replace/replace-domains';
import type { Config } from './config/config';
import { ConfigError } from './config/config-error';
import { tracesUrlOf } from './config/traces-url';
import { classify } from './errors/classify';
import { createApolloServer } from './graphql/apollo-server';
import { explorerDefaultsOf, type Sample } from './graphql/explorer-defaults';
import { ManifestError } from './graphql/operation-manifest';
import { type LoadedOperations, OperationsFile } from './graphql/operations-file';
import { SHIPPED_OPERATION_NAMES, shippedOperations } from './graphql/shipped-operations';
import { allValidationRules } from './graphql/validation-rules';
import { languageOf } from './http/accept-language';
import { type CallerDefaults, callerOf, tokenOf, traceIdOf } from './http/caller';
import { clientAddress, fullAddress } from './http/client-address';
import { consoleSettingsOf } from './http/console.routes';
import type { Health } from './http/health.routes';
import { HttpServer } from './http/http-server';
import { MetricsServer } from './http/metrics-server';
import { RateLimiter } from './http/rate-limiter';
import { tokenHashOf } from './http/token-hash';
import { tracedRequest } from './http/traced-request';
import { TokenUsers } from './iam/token-users';
import type { Redis } from './lib/redis';
import { VERSION } from './lib/version';
import { CertificateLists } from './request/certificate-lists';
import { Changes } from './request/changes';
import { RequestContext } from './request/context';
import { buildFederatedSchema } from './schema/build-schema';
import { createAuditTrail } from './telemetry/audit';
import { callerHashWith, tokenHash } from './telemetry/caller-hash';
import { createLogs } from './telemetry/log';
import { Metrics } from './telemetry/metrics';
import type { Tracing } from './telemetry/request-trace';

/** The time before a request's timeout that is reserved for its response, in milliseconds. */
const RESPONSE_MS = 100;

/** The time after the longest stop until the process exits anyway, in milliseconds. */
const STOP_MARGIN_MS = 5_000;

/** A running server. */
export interface RunningServer {
  /** The base URL. GraphQL is served at `/graphql` below it. */
  readonly url: string;
  /** The base URL of `/metrics`. */
  readonly metricsUrl: string;
  readonly log: Logger;
  /** Reopens the audit trail's file, which may have been moved, and reads the file of the persisted operations again. */
  reopenFiles(): void;
  /** The maximum duration of a stop, in milliseconds: see `longestStop`. */
  readonly longestStopMs: number;
  /** Closes the audit records of changes in progress with `UNKNOWN`, because the process exits without waiting for them. */
  abandonChanges(): void;
  /** Waits for the requests and changes in progress, then releases all resources. */
  close(): Promise<void>;
}

/** The options of a server besides its configuration. */
export interface ServerOptions {
  /** The output of the log. Default: standard output. */
  readonly logDestination?: DestinationStream | undefined;
  /** Plugins of Apollo Server, which see every request. */
  readonly plugins?: readonly ApolloServerPlugin<RequestContext>[];
  /** The upstream to call instead of the configured one. */
  readonly upstream?: SuppliedUpstream | undefined;
}

/** An upstream that the process itself runs: the embedded simulator. */
export interface SuppliedUpstream {
  readonly defaults: CallerDefaults;
  readonly sample: Sample;
}

/**
 * Creates all parts of the server and starts it.
 * @throws Error of the system if the address cannot be bound, or the audit trail's file cannot be opened. ConfigError if the manifest of
 *   the persisted operations cannot be used.
 */
export async function startServer(config: Config, options: ServerOptions = {}): Promise<RunningServer> {
  const serveSdl = config.introspection || config.subgraphSdl;
  const schema = await buildFederatedSchema(tracesUrlOf(config) !== undefined);
  const operationsFile =
    config.persistedOperationsFile === undefined
      ? undefined
      : new OperationsFile(config.persistedOperationsFile, {
          schema,
          maxTokens: config.queryLimits.tokens,
          validationRules: allValidationRules({ ...config, serveSdl }),
        });
  const persisted = await load(operationsFile, config);
  const metrics = new Metrics(VERSION, SHIPPED_OPERATION_NAMES);
  const { log, requests, writeNow } = createLogs(config.logLevel, metrics.process.logOutput, options.logDestination);
  if (persisted) log.info({ operations: persisted.count }, 'persisted operations in use');
  const callerHash = callerHashWith(config.auditKey);
  const isAudited = config.auditLog !== undefined;
  const users = isAudited ? TokenUsers.of(config.iamEndpoint, proxiesOf(config), tokenHash, log) : undefined;
  const audit = createAuditTrail({
    target: config.auditLog,
    required: config.auditRequired,
    key: config.auditKey,
    callerHash,
    users,
    log,
    writeToStandardOutput: writeNow,
    onWrite: (succeeded) => metrics.process.auditRecord(succeeded),
  });
  if (persisted) metrics.graphql.persistedOperations(persisted);
  const tracing = startTracing(config, log);
  const redis = config.redisUrl === undefined ? undefined : connectRedis(config.redisUrl, log, metrics);
  const defaults = options.upstream?.defaults ?? config;
  const explorerDefaults = config.explorer ? explorerDefaultsOf(options.upstream?.sample) : undefined;
  const upstream = createUpstream(config, options.upstream ? {} : proxiesOf(config), log, metrics);
  const changes = new Changes(audit, undefined, (result) => metrics.graphql.change(result));
  const certificateLists = new CertificateLists(config.certificateList);
  metrics.graphql.expectChanges(Object.keys(schema.getMutationType()?.getFields() ?? {}));
  const apollo = createApolloServer({
    ...config,
    serveSdl,
    schema,
    log,
    metrics: metrics.graphql,
    redis,
    explorerDefaults,
    plugins: options.plugins,
  });
  const limiter = config.rateLimit === undefined ? undefined : new RateLimiter(config.rateLimit, redis);
  const regions = () =>
    new Map([...defaults.endpoints].map(([region, endpoint]) => [region, upstream.stateOf(endpoint)]));
  const health: Health = {
    version: VERSION,
    circuits: () => Object.fromEntries([...regions()].map(([region, { circuit }]) => [region, circuit])),
    isAuditWritable: () => audit.isWritable,
    isDraining: () => http.isDraining,
    overload: () => [
      ...(http.isFull ? ['connections'] : []),
      ...[...regions()].flatMap(([region, { reads, changes }]) =>
        reads.isFull || changes.isFull ? `calls:${region}` : [],
      ),
    ],
  };
  const metricsServer = config.metricsPort === undefined ? undefined : new MetricsServer(health, metrics);
  const http: HttpServer = new HttpServer({
    ...config,
    log,
    requests,
    callerHash,
    metrics,
    health,
    hidesMetrics: metricsServer !== undefined,
    startTrace: tracing && ((request) => tracing.startRequest(tracedRequest(request, config.trustedProxies))),
    ...(explorerDefaults ? { explorerDefaults } : {}),
    ...(config.console ? { consoleSettings: consoleSettingsOf(defaults, options.upstream?.sample) } : {}),
    graphql: {
      apollo,
      admit: limiter && ((request) => admit(request, limiter, config, metrics)),
      createContext: (request, facts) => {
        const { headers, id, disconnect, trace } = request;
        const caller = callerOf(headers, id, defaults);
        if (!(caller instanceof Error)) facts.target = { projectId: caller.projectId, region: caller.region };
        return new RequestContext({
          upstream,
          changes,
          certificateLists,
          requestId: id,
          disconnect,
          deadline: Date.now() + config.requestTimeoutMs - Math.min(RESPONSE_MS, config.requestTimeoutMs / 10),
          language: languageOf(headers['accept-language']),
          caller,
          origin: isAudited
            ? {
                address: fullAddress(request.raw, config.trustedProxies),
                traceId: trace?.traceId ?? traceIdOf(headers),
              }
            : undefined,
          facts,
        });
      },
      onExecuted: (facts) => metrics.graphql.operation(facts),
      allowed:
        operationsFile?.find ?? (config.persistedOnly ? shippedOperations(config.queryLimits.tokens).find : undefined),
    },
  });
  metrics.watch({ regions, http: () => http.load, changes: () => changes.running });
  const close = async () => {
    await http.close(config.requestTimeoutMs + MAX_GRACE_MS);
    // A change, or its undoing, may still be in progress after its client has disconnected.
    await changes.idle();
    await apollo.stop();
    await upstream.close();
    redis?.close();
    await audit.close();
    await users?.close();
    await tracing?.close();
    await metricsServer?.close();
  };

  await apollo.start();
  try {
    const metricsUrl = await metricsServer?.listen(config.metricsPort ?? 0, config.host);
    const url = await http.listen(config.port, config.host);
    if (metricsUrl !== undefined) log.info(`Metrics are served at ${metricsUrl}/metrics`);
    return {
      url,
      metricsUrl: metricsUrl ?? url,
      log,
      close,
      reopenFiles: () => {
        audit.reopen();
        void operationsFile?.reload({ log, metrics: metrics.graphql });
      },
      longestStopMs: longestStop(config),
      abandonChanges: () => changes.abandon(),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Reads the manifest of the persisted operations. @throws ConfigError if it cannot be used. */
async function load(file: OperationsFile | undefined, config: Config): Promise<LoadedOperations | undefined> {
  try {
    return await file?.load();
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    const value = `file:${config.persistedOperationsFile}`;
    const problem = `cannot be used (${error.message})`;
    throw ConfigError.of('PERSISTED_OPERATIONS', value, 'a manifest whose operations this server accepts', problem);
  }
}

/**
 * Returns the time after which a stopping process exits anyway, in milliseconds. A change that is being undone may continue past its
 * request's deadline. What stops the process must wait longer.
 */
export function longestStop({ shutdownDelayMs, requestTimeoutMs }: Config): number {
  return shutdownDelayMs + requestTimeoutMs + MAX_GRACE_MS + STOP_MARGIN_MS;
}

function createUpstream(config: Config, proxies: Proxies, log: Logger, metrics: Metrics): Upstream {
  return new Upstream({
    timeoutMs: config.upstreamTimeoutMs,
    retries: config.upstreamRetries,
    concurrency: config.upstreamConcurrency,
    circuitBreaker: config.circuitBreaker,
    proxies,
    onCall: (report) => {
      metrics.upstream.call(report);
      if (!log.isLevelEnabled('debug')) return;
      const { failure, ...facts } = report;
      log.debug({ ...facts, code: failure?.details.code, cause: failure?.cause }, 'upstream call');
    },
  });
}

/** Returns the configured proxies. They are not used for an upstream that the process itself runs. */
function proxiesOf({ httpProxy, httpsProxy, noProxy }: Config): Proxies {
  return { http: httpProxy, https: httpsProxy, no: noProxy };
}

/** Counts a request of its caller, identified by its token if it sent one, otherwise by its address. */
async function admit(
  request: FastifyRequest,
  limiter: RateLimiter,
  { trustedProxies }: Config,
  metrics: Metrics,
): Promise<number | undefined> {
  const token = tokenOf(request.headers);
  const caller =
    token === undefined
      ? { address: clientAddress(request.raw, trustedProxies) }
      : { token, hash: tokenHashOf(request, token) };
  const waitS = await limiter.count(caller);
  if (waitS !== undefined) metrics.http.rateLimited();
  return waitS;
}

/** Starts the traces, if an endpoint is configured. The SDK is loaded only then. */
function startTracing(config: Config, log: Logger): Tracing | undefined {
  const url = tracesUrlOf(config);
  if (url === undefined) return undefined;
  const { startTracing: start } = require('./telemetry/tracing') as typeof import('./telemetry/tracing');
  const isUpstreamFailure = (failure: ApigFailure) => classify(failure).kind === 'upstream_failure';
  return start({ url, version: VERSION, log, isUpstreamFailure });
}

/** Connects to Redis. The client library is loaded only if it is used, because loading it takes an eighth of the startup time. */
function connectRedis(url: string, log: Logger, metrics: Metrics): Redis {
  const { Redis } = require('./lib/redis') as typeof import('./lib/redis');
  return new Redis(url, log, (isUp) => metrics.process.redis(isUp));
}
