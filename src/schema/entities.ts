import { type GraphQLFieldResolver, type GraphQLSchema, isUnionType } from 'graphql';
import { MAX_PAGE_SIZE } from '../contract/limits';
import { checkId } from '../input/check-id';
import { InputError } from '../input/input-error';
import type { RequestContext } from '../request/context';
import { REFERENCES } from './references';

/** The maximum number of references in one request of a router: two of the largest pages. */
const MAX_ENTITIES = 2 * MAX_PAGE_SIZE;

/**
 * Sets a resolver of `_entities` that checks each representation before anything is read. An invalid one is an input error of its
 * item only. `@apollo/subgraph` would fail all entities for one without a type, with its value in the error message, and would
 * accept any type of the schema as an entity.
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
  if (representations.length > MAX_ENTITIES) {
    throw InputError.at('representations', `representations must have at most ${MAX_ENTITIES} items.`);
  }
  const checked = representations.map(check);
  return checked.map((it) => (it instanceof InputError ? it : REFERENCES[it.name](it.id, context)));
};

/** Checks a representation. Returns an error instead of throwing it, so that it affects only its own item of the list. */
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
