import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { GraphQLError, getVariableValues } from 'graphql';
import { upstreamCost } from './upstream-cost';

/**
 * Refuses an operation that could make more upstream calls than allowed, before it is executed: the control plane is rate
 * limited, and one caller must not use it up. The cost is in the error.
 */
export function costLimit(limit: number): ApolloServerPlugin<BaseContext> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ schema, document, operation, request }) => {
        if (!operation) return;
        const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables ?? {});
        // Variables that are not what the operation says are refused by its execution.
        const found = coerced ? upstreamCost(schema, document, operation, coerced) : 0;
        if (found <= limit) return;
        throw new GraphQLError(
          `The operation could make ${found} calls to the upstream; ${limit} are allowed. Ask for fewer items (\`first\`) or fewer nested fields.`,
          {
            extensions: {
              code: 'QUERY_LIMIT_EXCEEDED',
              limit: { name: 'upstreamCalls', allowed: limit, found },
              http: { status: 400 },
            },
          },
        );
      },
    }),
  };
}
