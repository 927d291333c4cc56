import { GraphQLError, type ValidationContext, type ValidationRule } from 'graphql';

/** Refuses `_service { sdl }`, which tells the whole schema as introspection does. */
export const noSdlRule: ValidationRule = (context: ValidationContext) => ({
  Field(node) {
    if (node.name.value !== '_service' || context.getParentType() !== context.getSchema().getQueryType()) return;
    context.reportError(
      new GraphQLError('The schema is not served here. INTROSPECTION=on or SUBGRAPH_SDL=on serves it.', {
        nodes: node,
      }),
    );
  },
});
