import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { InMemoryLRUCache } from '@apollo/utils.keyvaluecache';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Redis } from '../lib/redis';
import type { RequestContext } from '../request/context';
import type { Metrics } from '../telemetry/metrics';
import type { ExplorerDefaults } from './explorer-defaults';
import { createErrorFormatter } from './format-error';
import { landingPage } from './landing-page.plugin';
import { noSdlRule } from './no-sdl.rule';
import { operationsPlugin } from './operations.plugin';
import { PersistedQueryCache } from './persisted-query-cache';
import { PluginListeners } from './plugin-listeners';
import { type QueryLimits, queryLimitsRule } from './query-limits.rule';

/**
 * Parsed and validated documents that are kept, in bytes of their JSON: some 300 of the size of ours, where Apollo Server would
 * keep 30 MB. In memory they take several times as much, and random ones must not push it up.
 */
const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

/** What Apollo Server is made from. */
export interface ApolloOptions {
  readonly schema: GraphQLSchema;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly queryLimits: QueryLimits;
  /** Upstream calls that an operation may make at worst. */
  readonly maxUpstreamCalls: number;
  /** Whether operations in use are compiled. */
  readonly compile: boolean;
  readonly introspection: boolean;
  /** Whether `_service { sdl }` tells the schema. */
  readonly serveSdl: boolean;
  readonly production: boolean;
  /** Whether only the operations of the manifest may run; automatic persisted queries are off then. */
  readonly persistedOnly: boolean;
  /** Shares automatic persisted queries between replicas; absent: in memory. */
  readonly redis?: Redis | undefined;
  /** The first contents of Apollo Sandbox; absent: no landing page. */
  readonly explorerDefaults?: ExplorerDefaults | undefined;
  /** More plugins, which see every request as ours do. */
  readonly plugins?: readonly ApolloServerPlugin<RequestContext>[] | undefined;
}

/** Makes the one Apollo Server that every request goes through. It is not started yet. */
export function createApolloServer(options: ApolloOptions): ApolloServer<RequestContext> {
  const { log, production, persistedOnly, redis } = options;
  const formatError = createErrorFormatter(log, options.metrics);
  const listeners = new PluginListeners(log);
  const { maxUpstreamCalls, compile } = options;
  const persistedQueries = new PersistedQueryCache(redis);
  return new ApolloServer<RequestContext>({
    schema: options.schema,
    parseOptions: { maxTokens: options.queryLimits.tokens },
    documentStore: new InMemoryLRUCache<DocumentNode>({ maxSize: MAX_DOCUMENT_BYTES }),
    validationRules: [queryLimitsRule(options.queryLimits), ...(options.serveSdl ? [] : [noSdlRule])],
    persistedQueries: persistedOnly ? false : { cache: persistedQueries },
    introspection: options.introspection,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    nodeEnv: production ? 'production' : 'development',
    logger: log,
    formatError,
    plugins: [
      ...listeners.watch([...persistedQueries.plugins, ...(options.plugins ?? [])]),
      operationsPlugin({ maxUpstreamCalls, compile, formatError, listeners, log }),
      landingPage(options.explorerDefaults),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}
