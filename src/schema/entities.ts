import { type GraphQLFieldResolver, type GraphQLSchema, isUnionType } from 'graphql';
import { checkId } from '../input/check-id';
import { InputError } from '../input/input-error';
import type { RequestContext } from '../request/context';
import { REFERENCES } from './references';

/**
 * Gives `_entities` a resolver that checks each representation before anything is read: a wrong one is the caller's fault, and
 * leaves the others. `@apollo/subgraph` throws for one that names no type, with the value in the text of an error that hides
 * all entities, and takes any type of the schema for an entity.
 */
export function resolveEntities(schema: GraphQLSchema): void {
  const field = schema.getQueryType()?.getFields()['_entities'];
  const union = schema.getType('_Entity');
  if (!field || !isUnionType(union)) throw new Error('The schema has no entities.');
  field.resolve = entities;
  // Each entity is an instance of the class of its type.
  union.resolveType = (entity: object) => entity.constructor.name;
}

type Arguments = { readonly representations: readonly unknown[] };

const entities: GraphQLFieldResolver<unknown, RequestContext, Arguments> = (_, { representations }, context) => {
  const checked = representations.map(check);
  return checked.map((it) => (it instanceof InputError ? it : REFERENCES[it.name](it.id, context)));
};

/** Returns what is wrong with a representation, in place of an entity: an error in a list is that of its own item. */
function check(representation: unknown, index: number): { name: EntityName; id: string } | InputError {
  const { __typename: name, id }: { __typename?: unknown; id?: unknown } = Object(representation);
  const parameter = `representations[${index}]`;
  if (!isEntityName(name)) {
    return InputError.at(parameter, `${parameter} must be an object with the __typename of an entity.`);
  }
  try {
    return { name, id: checkId(id, `${parameter}.id`) };
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

type EntityName = keyof typeof REFERENCES;

function isEntityName(name: unknown): name is EntityName {
  return typeof name === 'string' && Object.hasOwn(REFERENCES, name);
}
