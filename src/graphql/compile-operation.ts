import { type DocumentNode, GraphQLScalarType, GraphQLSchema, Kind, type OperationDefinitionNode } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { isCompilable, riskyVariables } from './compilable';

/** A compiled operation. */
export interface CompiledOperation {
  /** Runs the operation with coerced variables. Returns the same result as graphql-js' `execute`. */
  readonly run: CompiledQuery['query'];
  /** The variables that must have a value. If one has none, graphql-js must execute the operation. */
  readonly needed: readonly string[];
}

/** The type of all variables of compiled operations. It accepts every value unchanged. */
const COERCED = new GraphQLScalarType({ name: 'CoercedVariable', parseValue: (value) => value });

/**
 * Compiles operations with graphql-jit. Its coercion of variables has other error messages than graphql-js' and would be a second
 * one. The compiled code therefore takes variables that are already coerced, with a type that accepts every value.
 */
export class OperationCompiler {
  readonly #schema: GraphQLSchema;

  constructor(schema: GraphQLSchema) {
    const config = schema.toConfig();
    this.#schema = new GraphQLSchema({ ...config, types: [...config.types, COERCED], assumeValid: true });
  }

  /**
   * Compiles an operation.
   * @param operation an operation of the document, which must be valid.
   * @returns undefined if the operation must not be compiled (see `isCompilable`), or graphql-jit rejects it.
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
