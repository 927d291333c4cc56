import type { GraphQLSchema } from 'graphql';
import { getMetadataStorage } from 'type-graphql';

type Storage = ReturnType<typeof getMetadataStorage>;

/** The metadata in type-graphql of the method that resolves a field. */
export type Handler = Storage['queries'][number] | Storage['fieldResolvers'][number];

/** A parameter of such a method. */
export type Parameter = NonNullable<Handler['params']>[number];

type Property = NonNullable<Storage['objectTypes'][number]['fields']>[number];

/** Returns the handler of a field, which is the method or getter that resolves it, or undefined for a plain property. */
export function handlerOf(schema: GraphQLSchema, type: string, field: string): Handler | undefined {
  const { queries, mutations, fieldResolvers } = getMetadataStorage();
  const isField = ({ schemaName }: Handler) => schemaName === field;
  if (type === schema.getQueryType()?.name) return queries.find(isField);
  if (type === schema.getMutationType()?.name) return mutations.find(isField);
  const target = classOf(type);
  return fieldResolvers.find((it) => isField(it) && target !== undefined && isOrExtends(target, it.getObjectType?.()));
}

/** Returns the metadata in type-graphql of the property behind a field, or undefined for a field of a root type. */
export function propertyOf(type: string, field: string): Property | undefined {
  const target = classOf(type);
  return getMetadataStorage()
    .objectTypes.filter((it) => target !== undefined && isOrExtends(target, it.target))
    .flatMap(({ fields = [] }) => fields)
    .find(({ schemaName }) => schemaName === field);
}

/** Returns true if a field is resolved by a method, which can make upstream calls. Getters and properties cannot. */
export function isMethod({ target, methodName }: Handler): boolean {
  const descriptor = Object.getOwnPropertyDescriptor(target.prototype, methodName);
  return typeof descriptor?.value === 'function';
}

function classOf(type: string): unknown {
  return getMetadataStorage().objectTypes.find(({ name }) => name === type)?.target;
}

function isOrExtends(target: unknown, base: unknown): boolean {
  return target === base || (typeof base === 'function' && Object(target).prototype instanceof base);
}
