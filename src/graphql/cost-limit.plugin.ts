import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { upstreamCostWith } from './upstream-cost';

/**
 * Refuses an operation that could make more upstream calls than allowed, before it is executed: the control plane is rate
 * limited, and one caller must not use it up. The cost is in the error.
 */
export function costLimit(limit: number): ApolloServerPlugin<BaseContext> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ schema, document, operation, request }) => {
        if (!operation) return;
        const found = upstreamCostWith(schema, document, operation, request.variables ?? {});
        if (found === undefined || found <= limit) return;
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
