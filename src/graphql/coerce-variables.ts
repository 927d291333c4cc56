import {
  coerceInputValue,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  valueFromAST,
} from 'graphql';

/** A request's variables, as they came or coerced. */
export type Variables = Readonly<Record<string, unknown>>;

interface Variable {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly defaultValue: unknown;
}

/**
 * Returns what graphql-js' `getVariableValues` does for an operation, with the types and default values of its variables worked
 * out once. The coerced values come from graphql-js' own `coerceInputValue`.
 * @returns a function that returns undefined where a variable is not valid: the execution by graphql-js says why.
 */
export function variableCoercer(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
): (variables: Variables) => Variables | undefined {
  const prepared = variableDefinitions.flatMap(
    ({ variable, type: typeNode, defaultValue: defaultNode }): Variable[] => {
      const type = typeFromAST(schema, typeNode);
      if (!type || !isInputType(type)) return [];
      return [{ name: variable.name.value, type, defaultValue: defaultNode && valueFromAST(defaultNode, type) }];
    },
  );
  const isWhole = prepared.length === variableDefinitions.length;
  return (variables) => (isWhole ? coerce(prepared, variables) : undefined);
}

function coerce(prepared: readonly Variable[], variables: Variables): Variables | undefined {
  const coerced: Record<string, unknown> = Object.create(null);
  let isValid = true;
  const onError = () => {
    isValid = false;
  };
  for (const { name, type, defaultValue } of prepared) {
    if (!Object.hasOwn(variables, name)) {
      if (defaultValue !== undefined) coerced[name] = defaultValue;
      else if (isNonNullType(type)) return undefined;
      continue;
    }
    const value = variables[name];
    if (value === null && isNonNullType(type)) return undefined;
    coerced[name] = coerceInputValue(value, type, onError);
    if (!isValid) return undefined;
  }
  return coerced;
}
