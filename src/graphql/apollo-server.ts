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
import type { GraphQLMetrics } from '../telemetry/graphql-metrics';
import type { ExplorerDefaults } from './explorer-defaults';
import { createErrorFormatter } from './format-error';
import { landingPage } from './landing-page.plugin';
import { operationsPlugin } from './operations.plugin';
import { PersistedQueryCache } from './persisted-query-cache';
import { PluginListeners } from './plugin-listeners';
import { type ValidationSettings, validationRules } from './validation-rules';

/**
 * The size of the cache of parsed and validated documents, in bytes of `sizeOf`: about 300 typical documents. Apollo Server's
 * default is 30 MB. In memory they take three to four times as much, and random documents must not exhaust it.
 */
const MAX_DOCUMENT_BYTES = 8 * 1024 * 1024;

/** The share of each character of a text in `sizeOf`. A document keeps its text and all tokens, of which a text of comments has most. */
const BYTES_PER_CHARACTER = 11;

/** The maximum number of errors of one document that are reported. Each has its line and column, counted from the beginning. */
const MAX_VALIDATION_ERRORS = 10;

/** The options of Apollo Server. */
export interface ApolloOptions extends ValidationSettings {
  readonly schema: GraphQLSchema;
  readonly log: Logger;
  readonly metrics: GraphQLMetrics;
  /** The maximum number of upstream calls that an operation could make. */
  readonly maxUpstreamCalls: number;
  /** True if frequent operations are compiled. */
  readonly compile: boolean;
  readonly production: boolean;
  /** True if only the operations of a manifest are allowed. Automatic persisted queries are then off. */
  readonly persistedOnly: boolean;
  /** Shares automatic persisted queries between replicas. If absent, they are kept in memory. */
  readonly redis?: Redis | undefined;
  /** The initial contents of Apollo Sandbox. Absent if there is no landing page. */
  readonly explorerDefaults?: ExplorerDefaults | undefined;
  /** Further plugins. They see every request. */
  readonly plugins?: readonly ApolloServerPlugin<RequestContext>[] | undefined;
}

/** Creates the Apollo Server for all requests, without starting it. */
export function createApolloServer(options: ApolloOptions): ApolloServer<RequestContext> {
  const { log, production, persistedOnly, redis } = options;
  const formatError = createErrorFormatter(log, options.metrics);
  const listeners = new PluginListeners(log);
  const { maxUpstreamCalls, compile } = options;
  const persistedQueries = new PersistedQueryCache(redis);
  return new ApolloServer<RequestContext>({
    schema: options.schema,
    parseOptions: { maxTokens: options.queryLimits.tokens },
    documentStore: new InMemoryLRUCache<DocumentNode>({ maxSize: MAX_DOCUMENT_BYTES, sizeCalculation: sizeOf }),
    validationOptions: { maxErrors: MAX_VALIDATION_ERRORS },
    validationRules: validationRules(options),
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
      operationsPlugin({
        maxUpstreamCalls,
        compile,
        hideSuggestions: production,
        formatError,
        listeners,
        log,
        metrics: options.metrics,
      }),
      landingPage(options.explorerDefaults),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}

/** Returns the size of a parsed document: that of its JSON, which contains neither its text nor its tokens, and a share for these. */
function sizeOf(document: DocumentNode): number {
  return InMemoryLRUCache.sizeCalculation(document) + BYTES_PER_CHARACTER * (document.loc?.source.body.length ?? 0);
}
