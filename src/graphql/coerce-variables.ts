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

/** The variables of a request, either raw or coerced. */
export type Variables = Readonly<Record<string, unknown>>;

interface Variable {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly defaultValue: unknown;
}

/**
 * Returns a function that coerces the variables of an operation like graphql-js' `getVariableValues`, but prepares their types and
 * default values only once. The values are coerced by graphql-js' own `coerceInputValue`.
 * @returns a function that returns undefined if a variable is invalid. The execution by graphql-js then reports the error.
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
