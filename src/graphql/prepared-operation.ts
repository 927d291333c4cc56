import {
  BREAK,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import type { RequestContext } from '../request/context';
import { upstreamCostWith, worstUpstreamCost } from './upstream-cost';

/**
 * How often an operation runs before it is compiled: it takes several milliseconds, which one that comes once or twice does
 * not earn, and nobody can make us spend by sending ever new ones.
 */
const RUNS_BEFORE_COMPILED = 3;

export type Variables = Readonly<Record<string, unknown>>;

/** An operation of a document that is known to be valid. It is compiled once it has been run a few times. */
export class PreparedOperation {
  readonly #schema: GraphQLSchema;
  readonly #document: DocumentNode;
  readonly #operation: OperationDefinitionNode;
  /** Upstream calls at worst, whatever its variables are. */
  readonly #worstCost: number;
  #runs = 0;
  #compiled: CompiledQuery | undefined;

  constructor(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) {
    this.#schema = schema;
    this.#document = document;
    this.#operation = operation;
    this.#worstCost = worstUpstreamCost(schema, document, operation);
  }

  /** Whether it makes no more than so many upstream calls with these variables. */
  costsAtMost(limit: number, variables: Variables): boolean {
    if (this.#worstCost <= limit) return true;
    const cost = upstreamCostWith(this.#schema, this.#document, this.#operation, variables);
    return cost !== undefined && cost <= limit;
  }

  /** @returns a result without data, once the variables are not what the operation says: then nothing was executed. */
  run(context: RequestContext, variables: Variables): ExecutionResult | Promise<ExecutionResult> {
    if (this.#compiled) return this.#compiled.query(undefined, context, variables);
    if (++this.#runs === RUNS_BEFORE_COMPILED) this.#compiled = this.#compile();
    return execute({
      schema: this.#schema,
      document: this.#document,
      contextValue: context,
      variableValues: variables,
      operationName: this.#operation.name?.value ?? null,
    });
  }

  /** Undefined for what the compiler does not take, or is not given. */
  #compile(): CompiledQuery | undefined {
    if (!isPlain(this.#document)) return undefined;
    const compiled = compileQuery(this.#schema, this.#document, this.#operation.name?.value);
    return isCompiledQuery(compiled) ? compiled : undefined;
  }
}

/**
 * Whether a document may become code. graphql-jit 0.8 puts the strings of a document into it, and takes some of them for
 * code (`objectStringify` in its execution.js: what follows a fixed mark becomes `new Date(...)`); and it keeps what was asked
 * for in objects that have a prototype. So one with a string, or with a name that such objects have, is executed as it is, and
 * so is introspection, which nobody runs all the time. Clients send values as variables, which are never code.
 */
function isPlain(document: DocumentNode): boolean {
  let plain = true;
  visit(document, {
    enter(node) {
      if (node.kind === Kind.STRING || (node.kind === Kind.NAME && !isPlainName(node.value))) {
        plain = false;
        return BREAK;
      }
      return undefined;
    },
  });
  return plain;
}

function isPlainName(name: string): boolean {
  return name === '__typename' || !(name.startsWith('__') || name in Object.prototype);
}
