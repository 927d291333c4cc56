import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { DestinationStream, Logger } from 'pino';
import { Upstream } from './apig/upstream';
import { type Config, UNNAMED_REGION } from './config';
import { RequestContext } from './context';
import { type CallerDefaults, callerOf } from './http/caller';
import { createCorsGuard } from './http/cors';
import { type ContextFactory, handleGraphQL } from './http/graphql';
import { Host } from './http/host';
import { landingPage } from './http/landing-page';
import { type Opening, openingDocument } from './http/opening';
import { statusForJson } from './http/status-for-json';
import { buildGatewaySchema } from './schema';
import { SAMPLE_DOMAIN, SAMPLE_IDS } from './simulator/seed';
import { startSimulator } from './simulator/server';
import { SIMULATOR_PROJECT_ID, TOKENS } from './simulator/tokens';
import { createAuditTrail } from './telemetry/audit';
import { createLog } from './telemetry/log';
import { createErrorFormatter } from './telemetry/mask-errors';
import { Metrics } from './telemetry/metrics';

/** A gateway that is up. */
export interface Gateway {
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
export async function startGateway(config: Config, logDestination?: DestinationStream): Promise<Gateway> {
  const log = createLog(config.logLevel, logDestination);
  const metrics = new Metrics();
  const audit = createAuditTrail(config.auditLog, log);
  const simulator = config.endpoints.size === 0 ? await startSimulator({ port: 0, host: '127.0.0.1' }) : undefined;
  const defaults = simulator ? simulatorDefaults(config, simulator.url) : config;
  const opening = openingOf(config, simulator !== undefined);
  const upstream = new Upstream({
    timeoutMs: config.upstreamTimeoutMs,
    retries: config.upstreamRetries,
    concurrency: config.upstreamConcurrency,
    circuitBreaker: config.circuitBreaker,
    onCall: (report) => {
      metrics.upstreamCall(report);
      const { failure, ...facts } = report;
      log.debug({ ...facts, code: failure?.details.code, cause: failure?.cause }, 'upstream call');
    },
  });
  const apollo = new ApolloServer<RequestContext>({
    schema: await buildGatewaySchema(),
    introspection: config.introspection,
    hideSchemaDetailsFromClientErrors: config.production,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    nodeEnv: config.production ? 'production' : 'development',
    logger: log,
    formatError: createErrorFormatter(log, metrics),
    plugins: [
      statusForJson,
      landingPage(opening),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  const createContext: ContextFactory = (request, requestId, hangUp) =>
    new RequestContext({
      upstream,
      audit,
      requestId,
      hangUp,
      deadline: Date.now() + config.requestTimeoutMs,
      caller: callerOf(request.headers, requestId, defaults),
    });
  const host = new Host({
    log,
    metrics,
    circuits: () =>
      Object.fromEntries([...defaults.endpoints].map(([region, endpoint]) => [region, upstream.circuitOf(endpoint)])),
    cors: createCorsGuard(config.corsOrigins),
    ...(opening ? { opening } : {}),
    graphql: (request, response, requestId) => handleGraphQL(apollo, createContext, request, response, requestId),
  });
  const close = async () => {
    await host.close(config.requestTimeoutMs);
    await apollo.stop();
    await upstream.close();
    await simulator?.close();
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

/** On the simulator, operations that work on its sample data. */
function openingOf(config: Config, onSimulator: boolean): Opening | undefined {
  if (!config.explorer) return undefined;
  return onSimulator
    ? { token: TOKENS.admin, document: openingDocument(SAMPLE_IDS.shopCertificate, SAMPLE_DOMAIN) }
    : { token: '', document: openingDocument('', '') };
}

function simulatorDefaults(config: Config, url: string): CallerDefaults {
  const region = config.defaultRegion ?? UNNAMED_REGION;
  return {
    endpoints: new Map([[region, url]]),
    defaultRegion: region,
    defaultProjectId: config.defaultProjectId ?? SIMULATOR_PROJECT_ID,
  };
}
