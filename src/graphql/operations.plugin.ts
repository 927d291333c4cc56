import type { ApolloServerPlugin, GraphQLRequestContextResponseForOperation } from '@apollo/server';
import { type DocumentNode, GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import type { Logger } from 'pino';
import type { RequestContext } from '../request/context';
import type { GraphQLMetrics } from '../telemetry/graphql-metrics';
import { checkVariables } from './check-variables';
import type { Variables } from './coerce-variables';
import { OperationCompiler } from './compile-operation';
import type { ErrorFormatter } from './format-error';
import { Operation } from './operation';
import type { PluginListeners } from './plugin-listeners';
import { runCompiled } from './run-compiled';

/** The options of the plugin. */
export interface OperationsOptions {
  /** The maximum number of upstream calls that an operation could make. */
  readonly maxUpstreamCalls: number;
  /** True if frequent operations are compiled. */
  readonly compile: boolean;
  /** True if errors must not suggest names of the schema. */
  readonly hideSuggestions: boolean;
  readonly formatError: ErrorFormatter;
  readonly listeners: PluginListeners;
  readonly log: Logger;
  readonly metrics: GraphQLMetrics;
}

type ResponseContext = GraphQLRequestContextResponseForOperation<RequestContext>;

/**
 * Rejects an operation with invalid variables, and one that could make more upstream calls or return more of the schema than
 * allowed, before it is executed. The upstream is rate limited, and one caller must not use up its limit. Runs frequent operations
 * as compiled code.
 */
export function operationsPlugin(options: OperationsOptions): ApolloServerPlugin<RequestContext> {
  const { maxUpstreamCalls, compile, hideSuggestions, formatError, listeners, log, metrics } = options;
  const known = new WeakMap<OperationDefinitionNode, Operation>();
  const compiling = new CompileQueue(log, listeners);

  function operationOf(schema: GraphQLSchema, document: DocumentNode, node: OperationDefinitionNode): Operation {
    const found = known.get(node) ?? new Operation(schema, document, node, hideSuggestions);
    known.set(node, found);
    return found;
  }

  return {
    requestDidStart: async () => {
      let operation: Operation | undefined;
      let variables: Variables = {};
      let cached = true;
      return {
        parsingDidStart: async () => {
          cached = false;
        },
        didResolveOperation: async ({ schema, document, operation: node, operationName, request, contextValue }) => {
          metrics.document(cached ? 'hit' : 'miss');
          if (!node) return;
          const { facts } = contextValue;
          const type = node.operation;
          if (facts) facts.operation = { type, name: operationName ?? undefined };
          if (!schema.getRootType(type)) throw notSupported(type);
          operation = operationOf(schema, document, node);
          variables = operation.coerce(checkVariables(request.variables ?? {}));
          operation.checkIntrospection(variables);
          const { worstCost } = operation;
          const cost = worstCost > maxUpstreamCalls ? operation.checkCost(maxUpstreamCalls, variables) : worstCost;
          if (facts) facts.cost = cost;
        },
        responseForOperation: async (context: ResponseContext) => {
          if (!operation || !compile || listeners.watchFields) return null;
          if (!operation.isCompiled) {
            if (operation.countRun()) compiling.add(context.schema, operation, context.operationName);
            return null;
          }
          const compiled = operation.compiledFor(variables);
          return compiled && isHashed(context)
            ? runCompiled(compiled, variables, context, listeners.of(context), formatError)
            : null;
        },
      };
    },
  };
}

function notSupported(kind: string): GraphQLError {
  return new GraphQLError(`This server has no ${kind} operations.`, {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
  });
}

/** Narrows the context. Apollo Server has hashed the document of every request at this point. */
function isHashed(context: ResponseContext): context is ResponseContext & { queryHash: string } {
  return context.queryHash !== undefined;
}

/** Compiles one operation at a time, between requests. */
class CompileQueue {
  readonly #waiting: (() => void)[] = [];
  #compiler: OperationCompiler | undefined;

  constructor(
    private readonly log: Logger,
    private readonly listeners: PluginListeners,
  ) {}

  add(schema: GraphQLSchema, operation: Operation, operationName: string | null): void {
    this.#waiting.push(() => {
      if (this.listeners.watchFields) return;
      this.#compiler ??= new OperationCompiler(schema);
      if (operation.compile(this.#compiler)) this.log.debug({ operationName }, 'operation compiled');
    });
    if (this.#waiting.length === 1) setImmediate(() => this.#next());
  }

  #next(): void {
    try {
      this.#waiting[0]?.();
    } catch (error) {
      this.log.warn({ err: error }, 'operation could not be compiled');
    }
    this.#waiting.shift();
    if (this.#waiting.length > 0) setImmediate(() => this.#next());
  }
}
