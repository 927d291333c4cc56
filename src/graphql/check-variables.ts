import { GraphQLError } from 'graphql';
import type { Variables } from './coerce-variables';

/** The maximum number of values in the variables of a request, of which the largest change that is allowed has 10,301. */
const MAX_VALUES = 20_000;

/**
 * Checks the number of values in the raw variables of a request, nested ones included, before they are coerced.
 * @returns the variables. @throws GraphQLError `QUERY_LIMIT_EXCEEDED` if there are too many.
 */
export function checkVariables(variables: Variables): Variables {
  const open: unknown[] = [variables];
  let count = 0;
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const inner of Object.values(value)) {
      if (++count > MAX_VALUES) throw tooMany();
      open.push(inner);
    }
  }
  return variables;
}

function tooMany(): GraphQLError {
  return new GraphQLError(`The variables have more than ${MAX_VALUES} values.`, {
    extensions: {
      code: 'QUERY_LIMIT_EXCEEDED',
      limit: { name: 'variableValues', allowed: MAX_VALUES },
      http: { status: 400 },
    },
  });
}
