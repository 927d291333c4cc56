import { GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';

/** Rejects `_service { sdl }`, which returns the whole schema like introspection. */
export const noSdlRule: ValidationRule = (context: ValidationContext) => ({
  Field(node) {
    if (node.name.value !== '_service' || context.getParentType() !== context.getSchema().getQueryType()) return;
    context.reportError(
      new GraphQLError('The schema is not served. Set INTROSPECTION=on or SUBGRAPH_SDL=on to serve it.', {
        nodes: node,
      }),
    );
  },
});
