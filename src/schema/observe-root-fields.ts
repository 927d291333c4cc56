import { type GraphQLField, type GraphQLFieldResolver, type GraphQLSchema, getNamedType, isUnionType } from 'graphql';
import { ApigError } from '../errors/apig-error.type';
import type { RequestContext } from '../request/context';

type Field = GraphQLField<unknown, RequestContext>;
type Resolver = GraphQLFieldResolver<unknown, RequestContext>;

/** The result of a root field that failed with an unexpected error. */
const BUG = 'INTERNAL_SERVER_ERROR';

/** Makes every root field report the type of its result to the facts of its request, for the log, the metrics and the spans. */
export function observeRootFields(schema: GraphQLSchema): void {
  for (const root of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(root?.getFields() ?? {})) {
      if (field.resolve) field.resolve = observed(field, field.resolve);
    }
  }
}

function observed(field: Field, resolve: Resolver): Resolver {
  const { name } = field;
  // A field without a union, such as `_entities`, has one type of result.
  const named = getNamedType(field.type);
  const only = isUnionType(named) && named.name !== '_Entity' ? undefined : named.name;
  return (root, args, context, info) => {
    const { facts } = context;
    if (!facts) return resolve(root, args, context, info);
    const { key } = info.path;
    const ended = (result: unknown) => {
      const error = result instanceof ApigError ? result : undefined;
      facts.fieldEnded(key, name, only ?? typeOf(result), error !== undefined, error?.code);
    };
    const fail = (error: unknown): never => {
      facts.fieldEnded(key, name, BUG, true);
      throw error;
    };
    try {
      const result = facts.trace
        ? facts.trace.inRootField(key, name, () => resolve(root, args, context, info))
        : resolve(root, args, context, info);
      if (!(result instanceof Promise)) {
        ended(result);
        return result;
      }
      return result.then((value) => {
        ended(value);
        return value;
      }, fail);
    } catch (error) {
      return fail(error);
    }
  };
}

/** Returns the type of a result: it is an instance of the class with the name of its type. */
function typeOf(result: unknown): string {
  return Object(result).constructor.name;
}
