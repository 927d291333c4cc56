import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
} from 'graphql';
import { costOf, type FieldCost, FREE } from '../request/cost';
import { handlerOf, isMethod } from './handlers';
import { ENTITIES_COST } from './references';

/** The costs of the fields that federation adds. No class declares them. */
const COSTS_OF_FEDERATION: Readonly<Record<string, FieldCost>> = { _entities: ENTITIES_COST, _service: FREE };

/**
 * Copies the costs that classes declare to the executed schema, which is built from the printed one.
 * @throws Error if a field with a method or a list of objects declares no cost.
 */
export function carryCosts(from: GraphQLSchema, to: GraphQLSchema): void {
  for (const type of objectTypes(to)) {
    for (const field of Object.values(type.getFields())) {
      const declared = declaredIn(from, type.name, field.name);
      const cost = declared ? costOf(declared) : COSTS_OF_FEDERATION[field.name];
      refuseMissing(from, type, field, cost);
      if (cost) field.extensions = { ...field.extensions, cost };
    }
  }
}

function refuseMissing(
  from: GraphQLSchema,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  cost: FieldCost | undefined,
): void {
  const path = `${type.name}.${field.name}`;
  const handler = handlerOf(from, type.name, field.name);
  const isFederation = type === from.getQueryType() && field.name in COSTS_OF_FEDERATION;
  if (!cost && (isFederation || (handler && isMethod(handler)))) {
    throw new Error(`${path} is resolved by a method and declares no cost: decorate it with @Cost.`);
  }
  const isListOfObjects = isListType(getNullableType(field.type)) && isCompositeType(getNamedType(field.type));
  if (isListOfObjects && cost?.items === undefined) {
    throw new Error(`${path} is a list and declares no number of items: decorate it with @Cost.`);
  }
}

function declaredIn(schema: GraphQLSchema, type: string, field: string): GraphQLField<unknown, unknown> | undefined {
  const found = schema.getType(type);
  return isObjectType(found) ? found.getFields()[field] : undefined;
}

/** Returns the object types of a schema, without those of introspection. */
export function objectTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
  );
}
