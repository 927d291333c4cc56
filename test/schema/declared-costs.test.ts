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
import { buildSchema, Field, FieldResolver, getMetadataStorage, ObjectType, Query, Resolver } from 'type-graphql';
import { CALL_BUDGETS } from '../../src/contract/limits';
import { Cost, costOf, FREE } from '../../src/request/cost';
import { buildFederatedSchema } from '../../src/schema/build-schema';
import { carryCosts } from '../../src/schema/declared-costs';
import { REFERENCES } from '../../src/schema/references';

@ObjectType({ simpleResolvers: true })
class Thing {
  @Field(() => String)
  readonly name!: string;
}

@Resolver()
class Undeclared {
  @Query(() => Thing)
  undeclared(): Thing {
    return new Thing();
  }
}

@Resolver()
class UndeclaredItems {
  @Cost(FREE)
  @Query(() => [Thing])
  undeclaredItems(): Thing[] {
    return [];
  }
}

@Resolver(() => Thing)
class UndeclaredField {
  @Cost(FREE)
  @Query(() => Thing)
  thing(): Thing {
    return new Thing();
  }

  @FieldResolver(() => String)
  readLate(): string {
    return '';
  }
}

describe('the declared costs', () => {
  let schema: GraphQLSchema;
  let fields: [GraphQLObjectType, GraphQLField<unknown, unknown>][];
  beforeAll(async () => {
    schema = await buildFederatedSchema();
    fields = Object.values(schema.getTypeMap())
      .filter((type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'))
      .flatMap((type) => Object.values(type.getFields()).map((field) => [type, field] as const))
      .map(([type, field]) => [type, field]);
  });

  it('are there for every field that a method resolves', () => {
    const { queries, mutations, fieldResolvers } = getMetadataStorage();
    const methods = new Set(
      [...queries, ...mutations, ...fieldResolvers]
        .filter(({ target, methodName }) => {
          return typeof Object.getOwnPropertyDescriptor(target.prototype, methodName)?.value === 'function';
        })
        .map(({ schemaName }) => schemaName),
    );
    expect(methods.size).toBeGreaterThan(30);
    // A field by any of these names, on any type: a property that is named like a method is let off below.
    const bare = fields.filter(([, field]) => methods.has(field.name) && field.resolve && !costOf(field));
    const isProperty = ([type, field]: (typeof fields)[number]) => {
      const target = getMetadataStorage().objectTypes.find(({ name }) => name === type.name)?.target;
      const getter = target && Object.getOwnPropertyDescriptor(target.prototype, field.name)?.get;
      return getter !== undefined;
    };
    expect(bare.filter((it) => !isProperty(it)).map(([type, { name }]) => `${type.name}.${name}`)).toEqual([]);
    for (const root of [schema.getQueryType(), schema.getMutationType()]) {
      for (const field of Object.values(root?.getFields() ?? {}))
        expect([field.name, costOf(field)]).not.toEqual([field.name, undefined]);
    }
  });

  it('tell how many objects each list holds', () => {
    const lists = fields.filter(
      ([, { type }]) => isListType(getNullableType(type)) && isCompositeType(getNamedType(type)),
    );
    expect(lists.length).toBeGreaterThan(8);
    for (const [type, field] of lists) {
      expect([type.name, field.name, costOf(field)?.items !== undefined]).toEqual([type.name, field.name, true]);
    }
  });

  it('use each budget of a request, and no other', () => {
    const used = new Set(fields.flatMap(([, field]) => Object.keys(costOf(field)?.budgets ?? {})));
    expect([...used].sort()).toEqual(Object.keys(CALL_BUDGETS).sort());
  });

  it('know every entity that another subgraph may refer to', () => {
    const entity = schema.getType('_Entity');
    const names = entity && 'getTypes' in entity ? entity.getTypes().map(({ name }) => name) : [];
    expect(Object.keys(REFERENCES).sort()).toEqual([...names].sort());
    const budgets = Object.values(costOf(schema.getQueryType()?.getFields()['_entities'] as never)?.budgets ?? {});
    for (const __typename of names) {
      const calls = budgets.map((it) => (typeof it === 'number' ? it : it({ representations: [{ __typename }] }, {})));
      expect([__typename, Math.max(...calls)]).not.toEqual([__typename, 0]);
    }
  });

  it.each([
    [Undeclared, 'Query.undeclared is resolved by a method and declares no cost'],
    [UndeclaredField, 'Thing.readLate is resolved by a method and declares no cost'],
    [UndeclaredItems, 'Query.undeclaredItems is a list and declares no number of items'],
  ])('that are missing stop the start: %p', async (resolver, message) => {
    const built = await buildSchema({ resolvers: [resolver], validate: false });
    expect(() => carryCosts(built, built)).toThrow(message);
  });
});
