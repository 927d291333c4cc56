import {
  coerceInputValue,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql';
import { withoutValues } from './without-values';

/** The variables of a request, either raw or coerced. */
export type Variables = Readonly<Record<string, unknown>>;

interface Variable {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly defaultValue: unknown;
  readonly node: VariableDefinitionNode;
}

/**
 * Returns a function that coerces the variables of a valid operation like graphql-js' `getVariableValues`, but prepares their types
 * and default values only once. The values are coerced by graphql-js' own `coerceInputValue`. It stops at the first error, and its
 * message does not contain the value: graphql-js would write the whole value into each of up to 50 messages.
 * @param hideSuggestions true if messages must not suggest names of the schema.
 * @returns a function that returns the coerced variables. @throws GraphQLError `BAD_USER_INPUT` if one is invalid.
 */
export function variableCoercer(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  hideSuggestions = false,
): (variables: Variables) => Variables {
  const prepared = variableDefinitions.flatMap((node): Variable[] => {
    const type = typeFromAST(schema, node.type);
    if (!type || !isInputType(type)) return [];
    const { defaultValue } = node;
    return [
      { name: node.variable.name.value, type, node, defaultValue: defaultValue && valueFromAST(defaultValue, type) },
    ];
  });
  return (variables) => {
    const coerced: Record<string, unknown> = Object.create(null);
    for (const variable of prepared) coerce(variable, variables, coerced, hideSuggestions);
    return coerced;
  };
}

/** Coerces one variable, and adds it to the coerced ones. @throws GraphQLError */
function coerce(
  { name, type, defaultValue, node }: Variable,
  variables: Variables,
  coerced: Record<string, unknown>,
  hideSuggestions: boolean,
): void {
  if (!Object.hasOwn(variables, name)) {
    if (defaultValue !== undefined) coerced[name] = defaultValue;
    else if (isNonNullType(type)) throw invalid(node, `of required type "${type}" was not provided.`);
    return;
  }
  const value = variables[name];
  if (value === null && isNonNullType(type)) throw invalid(node, `of non-null type "${type}" must not be null.`);
  const onError = (path: readonly (string | number)[], _: unknown, { message }: GraphQLError) => {
    const place = path.length > 0 ? ` at "${[name, ...path].reduce(extend)}"` : '';
    throw invalid(node, `got an invalid value${place}; ${withoutValues(message)}`);
  };
  coerced[name] = coerceInputValue(value, type, onError, hideSuggestions);
}

function extend(path: string | number, key: string | number): string {
  return typeof key === 'number' ? `${path}[${key}]` : `${path}.${key}`;
}

function invalid(node: VariableDefinitionNode, problem: string): GraphQLError {
  return new GraphQLError(`Variable "$${node.variable.name.value}" ${problem}`, {
    nodes: node,
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
  });
}
