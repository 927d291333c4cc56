import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { type Variables, variableCoercer } from './coerce-variables';
import type { CompiledOperation, OperationCompiler } from './compile-operation';
import { costExceeded, upstreamCost, worstUpstreamCost } from './upstream-cost';

/**
 * The runs of an operation before it is compiled: compiling takes several milliseconds, which an operation that comes once
 * or twice does not earn, and nobody can make us spend by sending ever new ones.
 */
const RUNS_BEFORE_COMPILED = 3;

/** An operation of a valid document, with all that is worked out once for it. */
export class Operation {
  readonly #schema: GraphQLSchema;
  readonly #document: DocumentNode;
  readonly #node: OperationDefinitionNode;
  /** Upstream calls at worst, whatever its variables are. */
  readonly #worstCost: number;
  readonly #coerce: (variables: Variables) => Variables | undefined;
  #runs = 0;
  #compiled: CompiledOperation | undefined;

  constructor(schema: GraphQLSchema, document: DocumentNode, node: OperationDefinitionNode) {
    this.#schema = schema;
    this.#document = document;
    this.#node = node;
    this.#worstCost = worstUpstreamCost(schema, document, node);
    this.#coerce = variableCoercer(schema, node);
  }

  get isCompiled(): boolean {
    return this.#compiled !== undefined;
  }

  /** Returns the compiled operation; undefined where there is none, or it must not run with these variables. */
  compiledFor(coerced: Variables): CompiledOperation | undefined {
    return this.#compiled?.needed.every((name) => (coerced[name] ?? null) !== null) ? this.#compiled : undefined;
  }

  /** Coerces variables as graphql-js does. @returns undefined where one is invalid, which the execution reports. */
  coerce(variables: Variables): Variables | undefined {
    return this.#coerce(variables);
  }

  /** Returns whether its cost depends on its variables, so that it must be checked for each request. */
  mayCostMoreThan(limit: number): boolean {
    return this.#worstCost > limit;
  }

  /** @throws GraphQLError when it could make more upstream calls with these variables than allowed. */
  checkCost(limit: number, coerced: Variables): void {
    const found = upstreamCost(this.#schema, this.#document, this.#node, coerced);
    if (found > limit) throw costExceeded(found, limit);
  }

  /** Counts a run. @returns whether it is now in use, and should be compiled. */
  countRun(): boolean {
    return ++this.#runs === RUNS_BEFORE_COMPILED;
  }

  compile(compiler: OperationCompiler): boolean {
    this.#compiled = compiler.compile(this.#document, this.#node);
    return this.#compiled !== undefined;
  }
}
