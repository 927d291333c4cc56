import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import type { RequestContext } from '../request/context';
import type { ErrorFormatter } from './format-error';
import type { PreparedDocuments } from './prepared-documents';
import type { Variables } from './prepared-operation';

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
 * The short road of a request whose document has been seen before. What Apollo Server finds out once for a document, it
 * would else prepare for anew on each request. It answers what Apollo Server would, and leaves to Apollo Server whatever is
 * not plain; test/execution holds the one against the other.
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
  execute(body: unknown, createContext: () => RequestContext): string | undefined | Promise<string | undefined> {
    const { query, variables, operationName, extensions } = Object(body) as Parameters;
    if (typeof query !== 'string' || !isOptionalRecord(variables) || (extensions ?? undefined) !== undefined) return;
    const name = operationName ?? undefined;
    if (name !== undefined && typeof name !== 'string') return;
    const { documents, maxUpstreamCalls } = this.#options;
    const operation = documents.find(query, name);
    if (!operation?.costsAtMost(maxUpstreamCalls, variables ?? {})) return;
    const result = operation.run(createContext(), variables ?? {});
    return result instanceof Promise ? result.then((it) => this.#answer(it)) : this.#answer(result);
  }

  /** The order of the parts is Apollo Server's: errors first. */
  #answer({ errors, data }: ExecutionResult): string | undefined {
    if (data === undefined) return undefined;
    return `${JSON.stringify(errors ? { errors: errors.map((error) => this.#format(error)), data } : { data })}\n`;
  }

  #format({ message, locations, path, originalError, extensions }: GraphQLError): GraphQLFormattedError {
    const formatted = {
      message,
      ...(locations ? { locations } : {}),
      ...(path ? { path } : {}),
      extensions: { ...extensions, code: extensions?.['code'] ?? 'INTERNAL_SERVER_ERROR' },
    };
    return this.#options.formatError(formatted, originalError ?? new Error(message));
  }
}

function isOptionalRecord(value: unknown): value is Variables | null | undefined {
  return value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));
}
