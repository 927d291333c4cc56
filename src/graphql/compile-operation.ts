import { type DocumentNode, GraphQLScalarType, GraphQLSchema, Kind, type OperationDefinitionNode } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { isCompilable, riskyVariables } from './compilable';

/** An operation as code. */
export interface CompiledOperation {
  /** Runs it with variables that graphql-js has coerced. Returns what graphql-js' `execute` would. */
  readonly run: CompiledQuery['query'];
  /** Variables that must have a value: without one, the operation is to be executed by graphql-js. */
  readonly needed: readonly string[];
}

/** The type of every variable of a compiled operation: takes each value as it is. */
const COERCED = new GraphQLScalarType({ name: 'CoercedVariable', parseValue: (value) => value });

/**
 * Compiles operations with graphql-jit. Its own coercion of variables differs from graphql-js' in its messages and would run
 * a second time, so the compiled code takes variables that graphql-js has coerced: each has a type that lets it pass.
 */
export class OperationCompiler {
  readonly #schema: GraphQLSchema;

  constructor(schema: GraphQLSchema) {
    const config = schema.toConfig();
    this.#schema = new GraphQLSchema({ ...config, types: [...config.types, COERCED], assumeValid: true });
  }

  /**
   * @param operation of the document, which must be valid.
   * @returns undefined for what the compiler is not given (see `isCompilable`), or does not take.
   */
  compile(document: DocumentNode, operation: OperationDefinitionNode): CompiledOperation | undefined {
    if (!isCompilable(this.#schema, document)) return undefined;
    const compiled = compileQuery(this.#schema, withCoercedVariables(document), operation.name?.value);
    if (!isCompiledQuery(compiled)) return undefined;
    return { run: compiled.query, needed: riskyVariables(this.#schema, document, operation) };
  }
}

function withCoercedVariables(document: DocumentNode): DocumentNode {
  return {
    ...document,
    definitions: document.definitions.map((definition) =>
      definition.kind !== Kind.OPERATION_DEFINITION
        ? definition
        : {
            ...definition,
            variableDefinitions: (definition.variableDefinitions ?? []).map(({ variable }) => ({
              kind: Kind.VARIABLE_DEFINITION,
              variable,
              type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: COERCED.name } },
            })),
          },
    ),
  };
}
