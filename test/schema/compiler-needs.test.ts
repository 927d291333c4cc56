import { type GraphQLSchema, isAbstractType, isNonNullType, isObjectType } from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { buildFederatedSchema } from '../../src/schema/build-schema';

/** The class of each object type, from what its decorators declare. */
function classOf(type: string): { readonly prototype: object } | undefined {
  return getMetadataStorage().objectTypes.find(({ name }) => name === type)?.target as ReturnType<typeof classOf>;
}

/** The getter of a property in a class or in one that it extends. */
function getterOf(type: string, property: string): (() => unknown) | undefined {
  for (let at: object | null = classOf(type)?.prototype ?? null; at; at = Object.getPrototypeOf(at)) {
    const found = Object.getOwnPropertyDescriptor(at, property);
    if (found) return found.get;
  }
  return undefined;
}

describe('the schema is one that graphql-jit compiles right', () => {
  let schema: GraphQLSchema;
  let fields: { readonly type: string; readonly name: string; readonly resolve: unknown }[];
  beforeAll(async () => {
    schema = await buildFederatedSchema();
    fields = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .filter(({ name }) => !name.startsWith('__'))
      .flatMap((type) =>
        Object.values(type.getFields()).map(({ name, resolve }) => ({ type: type.name, name, resolve })),
      );
    expect(fields.length).toBeGreaterThan(150);
  });

  it('every change may be null: compiled code lets a failure of one that may not be end the others', () => {
    const changes = Object.values(schema.getMutationType()?.getFields() ?? {});
    expect(changes.length).toBeGreaterThan(7);
    expect(changes.filter(({ type }) => isNonNullType(type)).map(({ name }) => name)).toEqual([]);
  });

  it('no getter is read without a resolver: compiled code does not catch what it throws', () => {
    const getters = fields.filter(({ type, name }) => getterOf(type, name));
    expect(getters.length).toBeGreaterThan(20);
    expect(getters.filter(({ resolve }) => !resolve)).toEqual([]);
  });

  it('no two fields have names that are the same when the compiler joins them with those of their types', () => {
    const joined = new Map<string, string>();
    for (const { type, name } of fields) {
      const path = `${type}.${name}`;
      expect([path, joined.get(`${type}${name}`) ?? path]).toEqual([path, path]);
      joined.set(`${type}${name}`, path);
    }
  });

  it('every union and interface tells the type of whatever instance it may hold, without a failure', () => {
    const abstract = Object.values(schema.getTypeMap()).filter(isAbstractType);
    expect(abstract.length).toBeGreaterThan(12);
    for (const type of abstract) {
      for (const { name } of schema.getPossibleTypes(type)) {
        const instance = Object.create(classOf(name)?.prototype ?? null) as object;
        const told = type.resolveType?.(instance, undefined, Object({}), type);
        expect([type.name, told]).toEqual([type.name, name]);
      }
    }
  });
});
