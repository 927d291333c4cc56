import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { type Variables, variableCoercer } from './coerce-variables';
import type { CompiledOperation, OperationCompiler } from './compile-operation';
import { checkIntrospection, introspects } from './introspection-cost';
import { costExceeded, upstreamCost, worstUpstreamCost } from './upstream-cost';

/**
 * The number of runs of an operation before it is compiled. Compiling takes several milliseconds, which does not pay off for rare
 * operations and must not be triggered by a client that always sends new ones.
 */
const RUNS_BEFORE_COMPILED = 3;

/** An operation of a valid document, with the data that is computed once for it. */
export class Operation {
  readonly #schema: GraphQLSchema;
  readonly #document: DocumentNode;
  readonly #node: OperationDefinitionNode;
  /** The maximum number of upstream calls, for any variables. If it exceeds the limit, the cost must be checked for each request. */
  readonly worstCost: number;
  readonly #introspects: boolean;
  readonly #coerce: (variables: Variables) => Variables;
  #runs = 0;
  #compiled: CompiledOperation | undefined;

  /** @param hideSuggestions true if errors must not suggest names of the schema. */
  constructor(schema: GraphQLSchema, document: DocumentNode, node: OperationDefinitionNode, hideSuggestions: boolean) {
    this.#schema = schema;
    this.#document = document;
    this.#node = node;
    this.worstCost = worstUpstreamCost(schema, document, node);
    this.#introspects = introspects(document);
    this.#coerce = variableCoercer(schema, node, hideSuggestions);
  }

  get isCompiled(): boolean {
    return this.#compiled !== undefined;
  }

  /** Returns the compiled operation, or undefined if there is none or it must not run with these variables. */
  compiledFor(coerced: Variables): CompiledOperation | undefined {
    return this.#compiled?.needed.every((name) => (coerced[name] ?? null) !== null) ? this.#compiled : undefined;
  }

  /** Coerces variables like graphql-js. @throws GraphQLError `BAD_USER_INPUT` if one is invalid. */
  coerce(variables: Variables): Variables {
    return this.#coerce(variables);
  }

  /**
   * Returns the maximum number of upstream calls with these variables.
   * @throws GraphQLError if it could make more upstream calls than allowed.
   */
  checkCost(limit: number, coerced: Variables): number {
    const found = upstreamCost(this.#schema, this.#document, this.#node, coerced);
    if (found > limit) throw costExceeded(found, limit);
    return found;
  }

  /** Checks how much of the schema it would return. @throws GraphQLError if it is too much. */
  checkIntrospection(coerced: Variables): void {
    if (this.#introspects) checkIntrospection(this.#schema, this.#document, this.#node, coerced);
  }

  /** Counts a run. @returns true if the operation should be compiled now. */
  countRun(): boolean {
    return ++this.#runs === RUNS_BEFORE_COMPILED;
  }

  compile(compiler: OperationCompiler): boolean {
    this.#compiled = compiler.compile(this.#document, this.#node);
    return this.#compiled !== undefined;
  }
}
