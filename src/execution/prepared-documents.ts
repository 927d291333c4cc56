import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { type DocumentNode, type GraphQLSchema, getOperationAST, type OperationDefinitionNode } from 'graphql';
import { worstUpstreamCost } from '../limits/upstream-cost';

/** How many are kept, and the longest text of one, in characters: a client has a few dozen of them. */
const MAX_DOCUMENTS = 300;
const MAX_LENGTH = 20_000;

/** An operation whose document was parsed, and is known to be valid. */
export interface PreparedOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Upstream calls at worst, whatever its variables are. */
  readonly worstCost: number;
}

/** A document with its operations, by name; the empty name where it has but one and the request names none. */
interface PreparedDocument {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operations: Map<string, PreparedOperation | undefined>;
}

/**
 * Documents that Apollo Server has parsed and found valid, by their text: what most requests ask has been asked before.
 * The least recently used are forgotten.
 */
export class PreparedDocuments {
  readonly #documents = new Map<string, PreparedDocument>();

  /** The operation that a request means; undefined for what is not known, or not clear. */
  find(source: string, operationName: string | null | undefined): PreparedOperation | undefined {
    const prepared = this.#documents.get(source);
    if (!prepared) return undefined;
    // The one that is used last is forgotten last.
    if (this.#documents.size >= MAX_DOCUMENTS) {
      this.#documents.delete(source);
      this.#documents.set(source, prepared);
    }
    const key = operationName ?? '';
    if (prepared.operations.has(key)) return prepared.operations.get(key);
    const operation = prepare(prepared, operationName);
    // Names that lead nowhere are not kept: anybody can make them up.
    if (operation) prepared.operations.set(key, operation);
    return operation;
  }

  /** Learns from Apollo Server what it has prepared. */
  get plugin(): ApolloServerPlugin<BaseContext> {
    return {
      requestDidStart: async () => ({
        didResolveOperation: async ({ source, schema, document }) => this.#add(source, schema, document),
      }),
    };
  }

  #add(source: string, schema: GraphQLSchema, document: DocumentNode): void {
    if (source.length > MAX_LENGTH || this.#documents.has(source)) return;
    this.#documents.set(source, { schema, document, operations: new Map() });
    const [oldest] = this.#documents.keys();
    if (this.#documents.size > MAX_DOCUMENTS && oldest !== undefined) this.#documents.delete(oldest);
  }
}

function prepare(
  { schema, document }: PreparedDocument,
  name: string | null | undefined,
): PreparedOperation | undefined {
  const operation = getOperationAST(document, name);
  if (!operation) return undefined;
  return { schema, document, operation, worstCost: worstUpstreamCost(schema, document, operation) };
}
