import { type ExecutionResult, execute, GraphQLError, type GraphQLFormattedError, getVariableValues } from 'graphql';
import type { RequestContext } from '../context';
import { upstreamCost } from '../limits/upstream-cost';
import type { ErrorFormatter } from '../telemetry/mask-errors';
import type { PreparedDocuments, PreparedOperation } from './prepared-documents';

/** What stands in the body of a GraphQL request over HTTP. */
interface Parameters {
  readonly query?: unknown;
  readonly variables?: unknown;
  readonly operationName?: unknown;
  readonly extensions?: unknown;
}

export interface ExecutorOptions {
  readonly documents: PreparedDocuments;
  /** Upstream calls that an operation may make at worst. */
  readonly maxUpstreamCalls: number;
  readonly formatError: ErrorFormatter;
}

/**
 * The short road of a request whose document has been seen before: straight to graphql-js. What Apollo Server does once for
 * a document (to parse, validate, measure it) it would else prepare for anew on each request. It answers what Apollo Server
 * would, byte by byte, and leaves to Apollo Server whatever is not plain: see test/execution.
 */
export class Executor {
  readonly #options: ExecutorOptions;

  constructor(options: ExecutorOptions) {
    this.#options = options;
  }

  /**
   * Executes a request.
   * @param body of the request, as JSON.
   * @returns the body of the answer, whose status is 200; undefined where nothing was done, and Apollo Server must answer:
   *   the document is new, the request is not well-formed, names no operation, or its variables are not what it says.
   */
  async execute(body: unknown, createContext: () => RequestContext): Promise<string | undefined> {
    const { query, variables, operationName, extensions } = Object(body) as Parameters;
    if (typeof query !== 'string' || !isOptionalRecord(variables) || (extensions ?? null) !== null) return undefined;
    if (typeof operationName !== 'string' && (operationName ?? null) !== null) return undefined;
    const prepared = this.#options.documents.find(query, operationName as string | null | undefined);
    if (!prepared || !this.#isAffordable(prepared, variables ?? {})) return undefined;
    const { schema, document, operation } = prepared;
    const result = await execute({
      schema,
      document,
      contextValue: createContext(),
      variableValues: variables ?? null,
      operationName: operation.name?.value ?? null,
    });
    // Without data nothing was executed: the variables were refused.
    return result.data === undefined ? undefined : this.#answer(result);
  }

  #isAffordable({ schema, document, operation, worstCost }: PreparedOperation, variables: Variables): boolean {
    const { maxUpstreamCalls } = this.#options;
    if (worstCost <= maxUpstreamCalls) return true;
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
    return coerced !== undefined && upstreamCost(schema, document, operation, coerced) <= maxUpstreamCalls;
  }

  #answer({ errors, data, extensions }: ExecutionResult): string {
    const formatted = errors?.map((error) => this.#format(error));
    return `${JSON.stringify({ errors: formatted, data, extensions })}\n`;
  }

  #format(error: GraphQLError): GraphQLFormattedError {
    const code = error.extensions['code'] ?? 'INTERNAL_SERVER_ERROR';
    return this.#options.formatError({ ...error.toJSON(), extensions: { ...error.extensions, code } }, error);
  }
}

type Variables = Readonly<Record<string, unknown>>;

function isOptionalRecord(value: unknown): value is Variables | null | undefined {
  return value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));
}
