import { type GraphQLFieldResolver, type GraphQLSchema, isAbstractType, isObjectType } from 'graphql';
import { createResolversMap, type ResolversMap } from 'type-graphql';
import type { RequestContext } from '../request/context';
import { type Handler, handlerOf, type Parameter, propertyOf } from './handlers';

type Resolver = GraphQLFieldResolver<unknown, RequestContext>;
type Method = (...values: unknown[]) => unknown;

/**
 * Returns the resolvers of a type-graphql schema without type-graphql's overhead per call: it converts each argument to an
 * instance of its class, validates it and resolves type names, all behind promises. None of that is needed here.
 * @throws Error if a field has an unsupported decorator (a middleware, a role, a custom parameter), which would otherwise be
 *   ignored silently.
 */
export function plainResolvers(schema: GraphQLSchema): ResolversMap {
  const map = createResolversMap(schema) as Record<string, Record<string, unknown>>;
  for (const type of Object.values(schema.getTypeMap())) {
    const resolvers = map[type.name];
    if (!resolvers) continue;
    if (isAbstractType(type)) resolvers['__resolveType'] = nameOfClass;
    if (!isObjectType(type)) continue;
    for (const field of Object.keys(type.getFields())) {
      const path = `${type.name}.${field}`;
      refuseDecorators(path, propertyOf(type.name, field));
      const handler = handlerOf(schema, type.name, field);
      if (handler) resolvers[field] = plainResolver(path, handler);
      // A field without a handler is a property, which graphql-js reads by default.
      else delete resolvers[field];
    }
  }
  return map as ResolversMap;
}

/** Returns the type name of a result: every result is an instance of the class with the name of its type. */
function nameOfClass(value: object): string {
  return value.constructor.name;
}

function plainResolver(path: string, handler: Handler): Resolver {
  refuseDecorators(path, handler);
  const { target, methodName, params = [] } = handler;
  const readers = [...params].sort((one, other) => one.index - other.index).map((it) => readerOf(path, it));
  const valuesOf = (...from: Parameters<Resolver>) => readers.map((read) => read(...from));
  if ('kind' in handler && handler.kind === 'internal') {
    return (root, args, context, info) => {
      const member = (root as Record<string, unknown>)[methodName];
      return typeof member === 'function' ? member.apply(root, valuesOf(root, args, context, info)) : member;
    };
  }
  if (target.length > 0) throw unknown(path, `a resolver class, ${target.name}, whose constructor has parameters`);
  const instance = new (target as new () => Record<string, Method>)();
  const method = instance[methodName];
  if (!method) throw unknown(path, `no method ${methodName} in ${target.name}`);
  return (root, args, context, info) => method.apply(instance, valuesOf(root, args, context, info));
}

function refuseDecorators(path: string, decorated: Pick<Handler, 'middlewares' | 'roles'> | undefined): void {
  if (decorated?.middlewares?.length) throw unknown(path, 'a middleware');
  if (decorated?.roles) throw unknown(path, '@Authorized');
}

/** Returns a function that reads the value of a method's parameter from the arguments of a resolver. */
function readerOf(path: string, parameter: Parameter): Resolver {
  switch (parameter.kind) {
    case 'arg': {
      const { name, validateSettings, validateFn } = parameter;
      if (validateSettings || validateFn) throw unknown(path, `@Arg('${name}') with a validation`);
      return (_, args) => args[name];
    }
    case 'context':
      if (parameter.propertyName !== undefined) throw unknown(path, `@Ctx('${parameter.propertyName}')`);
      return (_, __, context) => context;
    case 'root':
      if (parameter.propertyName !== undefined) throw unknown(path, `@Root('${parameter.propertyName}')`);
      return (root) => root;
    case 'info':
      return (_, __, ___, info) => info;
    default:
      throw unknown(path, `a parameter of the kind "${parameter.kind}"`);
  }
}

function unknown(path: string, what: string): Error {
  return new Error(`${path} has ${what}, which src/schema/plain-resolvers.ts does not support.`);
}
