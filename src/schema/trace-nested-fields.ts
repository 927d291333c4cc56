import { type GraphQLFieldResolver, type GraphQLSchema, isObjectType, type ResponsePath } from 'graphql';
import type { RequestContext } from '../request/context';

type Resolver = GraphQLFieldResolver<unknown, RequestContext>;

/** Makes the upstream calls of resolvers below a root field part of the span of that field. */
export function traceNestedFields(schema: GraphQLSchema): void {
  const roots = [schema.getQueryType(), schema.getMutationType()];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || roots.includes(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.resolve) field.resolve = traced(field.resolve);
    }
  }
}

function traced(resolve: Resolver): Resolver {
  return (root, args, context, info) => {
    const trace = context.facts?.trace;
    const run = () => resolve(root, args, context, info);
    return trace ? trace.inNestedField(rootKey(info.path), run) : run();
  };
}

function rootKey(path: ResponsePath): string | number {
  let { key, prev } = path;
  while (prev) ({ key, prev } = prev);
  return key;
}
