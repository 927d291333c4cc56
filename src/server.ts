import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { InMemoryLRUCache } from '@apollo/utils.keyvaluecache';
import type { DocumentNode } from 'graphql';
import type { DestinationStream, Logger } from 'pino';
import { Upstream } from './apig/upstream';
import { type Config, UNNAMED_REGION } from './config/config';
import { allowedDocument } from './graphql/allow-list';
import { costLimit } from './graphql/cost-limit.plugin';
import { Executor } from './graphql/executor';
import { type ExplorerDefaults, sampleDocument } from './graphql/explorer-defaults';
import { createErrorFormatter } from './graphql/format-error';
import { landingPage } from './graphql/landing-page.plugin';
import { PersistedQueryCache } from './graphql/persisted-query-cache';
import { PreparedDocuments } from './graphql/prepared-documents';
import { queryLimitsRule } from './graphql/query-limits.rule';
import { statusForJson } from './graphql/status-for-json.plugin';
import { addressOf, type CallerDefaults, callerOf, tokenOf } from './http/caller';
import { createCorsGuard } from './http/cors';
import { type Admission, type ContextFactory, GraphQLHandler } from './http/graphql';
import { Host } from './http/host';
import { RateLimiter } from './http/rate-limiter';
import type { Redis } from './lib/redis';
import { KeyedQueue } from './request/change-queue';
import { RequestContext } from './request/context';
import { buildFederatedSchema } from './schema/build-schema';
import { SAMPLE_DOMAIN, SAMPLE_IDS } from './simulator/seed';
import { startSimulator } from './simulator/server';
import { SIMULATOR_PROJECT_ID, TOKENS } from './simulator/tokens';
import { createAuditTrail } from './telemetry/audit';
import { createLogs } from './telemetry/log';
import { Metrics } from './telemetry/metrics';

/**
 * Parsed and validated documents that are kept, in bytes of their JSON: some 300 of the size of ours, where Apollo Server would
 * keep 30 MB. In memory they take several times as much, and random ones must not push it up.
 */
const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

/** A gateway that is up. */
export interface RunningServer {
  /** Base URL: GraphQL is at `/graphql` below it. */
  readonly url: string;
  readonly log: Logger;
  /** Base URL of the embedded simulator; absent where a real upstream is configured. */
  readonly simulatorUrl?: string;
  /** Lets the requests under way finish, then lets go of everything. */
  close(): Promise<void>;
}

/**
 * Puts the parts together and starts them.
 * @param logDestination where the log goes; standard output unless given.
 * @throws Error when the address is taken, or the audit trail's file cannot be opened.
 */
export async function startServer(config: Config, logDestination?: DestinationStream): Promise<RunningServer> {
  const { log, access } = createLogs(config.logLevel, logDestination);
  const metrics = new Metrics();
  const audit = createAuditTrail(config.auditLog, log);
  const redis = config.redisUrl === undefined ? undefined : connectRedis(config.redisUrl, log, metrics);
  const simulator = config.endpoints.size === 0 ? await startSimulator({ port: 0, host: '127.0.0.1' }) : undefined;
  const defaults = simulator ? simulatorDefaults(config, simulator.url) : config;
  const explorerDefaults = explorerDefaultsOf(config, simulator !== undefined);
  const upstream = new Upstream({
    timeoutMs: config.upstreamTimeoutMs,
    retries: config.upstreamRetries,
    concurrency: config.upstreamConcurrency,
    circuitBreaker: config.circuitBreaker,
    onCall: (report) => {
      metrics.upstreamCall(report);
      if (!log.isLevelEnabled('debug')) return;
      const { failure, ...facts } = report;
      log.debug({ ...facts, code: failure?.details.code, cause: failure?.cause }, 'upstream call');
    },
  });
  const changes = new KeyedQueue();
  const documents = new PreparedDocuments();
  const formatError = createErrorFormatter(log, metrics);
  const apollo = new ApolloServer<RequestContext>({
    schema: await buildFederatedSchema(),
    parseOptions: { maxTokens: config.queryLimits.tokens },
    documentStore: new InMemoryLRUCache<DocumentNode>({ maxSize: MAX_DOCUMENT_BYTES }),
    validationRules: [queryLimitsRule(config.queryLimits)],
    persistedQueries: config.persistedOnly ? false : { cache: new PersistedQueryCache(redis) },
    introspection: config.introspection,
    hideSchemaDetailsFromClientErrors: config.production,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    nodeEnv: config.production ? 'production' : 'development',
    logger: log,
    formatError,
    plugins: [
      statusForJson,
      costLimit(config.maxUpstreamCalls),
      documents.plugin,
      landingPage(explorerDefaults),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  const limiter = config.rateLimit === undefined ? undefined : new RateLimiter(config.rateLimit, redis);
  const admission: Admission = {
    count: (request) => {
      const token = tokenOf(request.headers);
      return limiter?.count(token === undefined ? { address: addressOf(request, config.trustedProxies) } : { token });
    },
    onRefused: () => metrics.rateLimited(),
    ...(config.persistedOnly ? { allowed: allowedDocument } : {}),
  };
  const createContext: ContextFactory = (request, requestId, disconnect) =>
    new RequestContext({
      upstream,
      changes,
      audit,
      requestId,
      disconnect,
      deadline: Date.now() + config.requestTimeoutMs,
      caller: callerOf(request.headers, requestId, defaults),
    });
  const executor = new Executor({ documents, maxUpstreamCalls: config.maxUpstreamCalls, formatError });
  const graphql = new GraphQLHandler(apollo, executor, createContext, admission);
  const host = new Host({
    log,
    access,
    metrics,
    circuits: () =>
      Object.fromEntries([...defaults.endpoints].map(([region, endpoint]) => [region, upstream.circuitOf(endpoint)])),
    cors: createCorsGuard(config.corsOrigins),
    ...(explorerDefaults ? { explorerDefaults } : {}),
    maxConnections: config.maxConnections,
    graphql: (request, response, disconnect) => graphql.handle(request, response, disconnect),
  });
  const close = async () => {
    await host.close(config.requestTimeoutMs);
    await apollo.stop();
    await upstream.close();
    await simulator?.close();
    redis?.close();
  };

  await apollo.start();
  try {
    const url = await host.listen(config.port, config.host);
    return { url, log, close, ...(simulator ? { simulatorUrl: simulator.url } : {}) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Its client is loaded where it is used: it takes an eighth of the start. */
function connectRedis(url: string, log: Logger, metrics: Metrics): Redis {
  const { Redis } = require('./lib/redis') as typeof import('./lib/redis');
  return new Redis(url, log, (isUp) => metrics.redis(isUp));
}

/** On the simulator, operations that work on its sample data. */
function explorerDefaultsOf(config: Config, onSimulator: boolean): ExplorerDefaults | undefined {
  if (!config.explorer) return undefined;
  return onSimulator
    ? { token: TOKENS.admin, document: sampleDocument(SAMPLE_IDS.shopCertificate, SAMPLE_DOMAIN) }
    : { token: '', document: sampleDocument('', '') };
}

function simulatorDefaults(config: Config, url: string): CallerDefaults {
  const region = config.defaultRegion ?? UNNAMED_REGION;
  return {
    endpoints: new Map([[region, url]]),
    defaultRegion: region,
    defaultProjectId: config.defaultProjectId ?? SIMULATOR_PROJECT_ID,
  };
}
