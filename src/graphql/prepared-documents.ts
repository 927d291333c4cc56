import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { type DocumentNode, type GraphQLSchema, getOperationAST } from 'graphql';
import { PreparedOperation } from './prepared-operation';

/** How many are kept, and the longest text of one, in characters: a client has a few dozen of them. */
const MAX_DOCUMENTS = 300;
const MAX_LENGTH = 20_000;

/** A document with its operations, by name; the empty name where a request names none. */
interface PreparedDocument {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operations: Map<string, PreparedOperation>;
}

/**
 * Documents that Apollo Server has parsed and found valid, by their text: what most requests ask has been asked before.
 * The least recently used are forgotten.
 */
export class PreparedDocuments {
  readonly #documents = new Map<string, PreparedDocument>();

  /** The operation that a request means; undefined for what is not known, or not clear. */
  find(source: string, operationName: string | undefined): PreparedOperation | undefined {
    const prepared = this.#documents.get(source);
    if (!prepared) return undefined;
    if (this.#documents.size >= MAX_DOCUMENTS) {
      // The one that was used last is forgotten last.
      this.#documents.delete(source);
      this.#documents.set(source, prepared);
    }
    return prepared.operations.get(operationName ?? '') ?? prepare(prepared, operationName);
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
  { schema, document, operations }: PreparedDocument,
  name: string | undefined,
): PreparedOperation | undefined {
  const operation = getOperationAST(document, name);
  // A name that leads nowhere is not kept: anybody can make them up.
  if (!operation) return undefined;
  const prepared = new PreparedOperation(schema, document, operation);
  operations.set(name ?? '', prepared);
  return prepared;
}
