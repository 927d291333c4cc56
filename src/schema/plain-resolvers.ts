import { type GraphQLFieldResolver, type GraphQLSchema, isAbstractType, isObjectType } from 'graphql';
import { createResolversMap, getMetadataStorage, type ResolversMap } from 'type-graphql';
import type { RequestContext } from '../request/context';

type Resolver = GraphQLFieldResolver<unknown, RequestContext>;
type Method = (...values: unknown[]) => unknown;
type Storage = ReturnType<typeof getMetadataStorage>;
type Handler = Storage['queries'][number] | Storage['fieldResolvers'][number];
type Parameter = NonNullable<Handler['params']>[number];

/**
 * The resolvers of a schema that type-graphql built, without what it does for each call: each argument is made an instance of
 * its class and validated behind a promise, and so is the name of each type. We ask for none of that. A handler with a
 * decorator that is not known here (a middleware, a custom parameter) keeps type-graphql's own resolver.
 */
export function plainResolvers(schema: GraphQLSchema): ResolversMap {
  const map = createResolversMap(schema) as Record<string, Record<string, unknown>>;
  for (const type of Object.values(schema.getTypeMap())) {
    const resolvers = map[type.name];
    if (!resolvers) continue;
    if (isAbstractType(type)) resolvers['__resolveType'] = nameOfClass;
    if (!isObjectType(type)) continue;
    for (const field of Object.keys(type.getFields())) {
      const handler = handlerOf(schema, type.name, field);
      const plain = handler && plainResolver(handler);
      if (plain) resolvers[field] = plain;
      // A field without a handler is the property of its name, which is what graphql-js reads by itself.
      else if (!handler) delete resolvers[field];
    }
  }
  return map as ResolversMap;
}

/** Each object that we answer with is an instance of the class of its own type, which bears the type's name. */
function nameOfClass(value: object): string {
  return value.constructor.name;
}

function handlerOf(schema: GraphQLSchema, type: string, field: string): Handler | undefined {
  const { queries, mutations, fieldResolvers, objectTypes } = getMetadataStorage();
  const isField = ({ schemaName }: Handler) => schemaName === field;
  if (type === schema.getQueryType()?.name) return queries.find(isField);
  if (type === schema.getMutationType()?.name) return mutations.find(isField);
  const target = objectTypes.find(({ name }) => name === type)?.target;
  return fieldResolvers.find((it) => isField(it) && target !== undefined && isOrExtends(target, it.getObjectType?.()));
}

function isOrExtends(target: unknown, base: unknown): boolean {
  return target === base || (typeof base === 'function' && Object(target).prototype instanceof base);
}

function plainResolver(handler: Handler): Resolver | undefined {
  const { target, methodName, params = [], middlewares = [] } = handler;
  const readers = [...params].sort((one, other) => one.index - other.index).map(readerOf);
  if (middlewares.length > 0 || !readers.every((reader) => reader !== undefined)) return undefined;
  const valuesOf = (...from: Parameters<Resolver>) => readers.map((read) => read(...from));
  if ('kind' in handler && handler.kind === 'internal') {
    return (root, args, context, info) => {
      const member = (root as Record<string, unknown>)[methodName];
      return typeof member === 'function' ? member.apply(root, valuesOf(root, args, context, info)) : member;
    };
  }
  const instance = new (target as new () => Record<string, Method>)();
  const method = instance[methodName];
  return method && ((root, args, context, info) => method.apply(instance, valuesOf(root, args, context, info)));
}

/** How a parameter of a method is read from what a resolver gets; undefined for a kind that is not known here. */
function readerOf(parameter: Parameter): Resolver | undefined {
  switch (parameter.kind) {
    case 'arg': {
      const { name } = parameter;
      return (_, args) => args[name];
    }
    case 'context':
      return parameter.propertyName === undefined ? (_, __, context) => context : undefined;
    case 'root':
      return parameter.propertyName === undefined ? (root) => root : undefined;
    case 'info':
      return (_, __, ___, info) => info;
    default:
      return undefined;
  }
}
