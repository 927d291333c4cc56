import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  execute,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  parse,
} from 'graphql';
import { ERROR_RESULTS } from '../../src/errors/error-results.type';
import { buildClassSchema, buildFederatedSchema, printSchema } from '../../src/schema/build-schema';
import { plainResolvers } from '../../src/schema/plain-resolvers';
import { ROOT } from '../support/process';

/** Types and fields that `@apollo/subgraph` adds. */
const OF_FEDERATION = /^(_|link__|federation__)/;

describe('the schema', () => {
  let schema: GraphQLSchema;
  let types: GraphQLNamedType[];

  beforeAll(async () => {
    schema = await buildFederatedSchema();
    types = Object.values(schema.getTypeMap()).filter(({ name }) => !OF_FEDERATION.test(name));
  });

  it('is the checked-in one; if this fails, run `npm run codegen` and check the difference', () => {
    expect(readFileSync(join(ROOT, 'schema/schema.graphql'), 'utf8')).toBe(printSchema(schema));
  });

  it('describes every type, field, argument and enum value', () => {
    const bare: string[] = [];
    const look = (path: string, { description }: { description?: string | null | undefined }) => {
      if (!description?.trim()) bare.push(path);
    };
    for (const type of types) {
      look(type.name, type);
      if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value);
      if (isInputObjectType(type))
        for (const field of Object.values(type.getFields())) look(`${type.name}.${field.name}`, field);
      if (!isObjectType(type) && !isInterfaceType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        if (OF_FEDERATION.test(field.name)) continue;
        look(`${type.name}.${field.name}`, field);
        for (const arg of field.args) look(`${type.name}.${field.name}(${arg.name})`, arg);
      }
    }
    expect(bare).toEqual([]);
  });

  it('keeps arguments in the order of the contract', () => {
    const args = (type: string, field: string) => {
      const parent = schema.getType(type);
      return isObjectType(parent) ? parent.getFields()[field]?.args.map(({ name }) => name) : [];
    };
    expect(args('Query', 'certificates')).toEqual(['first', 'after', 'filter', 'orderBy']);
    expect(args('Mutation', 'detachCertificateDomains')).toEqual(['certificateId', 'domains', 'ifNotAttached']);
    expect(args('Certificate', 'domains')).toEqual(['first', 'after', 'name']);
  });

  it('has no default that its enum lacks, since defaults are read from the printed schema by name', () => {
    const inputs = types.flatMap((type) => {
      if (isInputObjectType(type)) return Object.values(type.getFields());
      return isObjectType(type) ? Object.values(type.getFields()).flatMap(({ args }) => args) : [];
    });
    for (const { type, defaultValue } of inputs) {
      const named = getNamedType(type);
      if (defaultValue === undefined || !isEnumType(named)) continue;
      expect(named.getValues().map(({ value }) => value)).toContain(defaultValue);
    }
  });

  it('returns a nullable union from every root field: its success first, then errors', () => {
    for (const root of [schema.getQueryType(), schema.getMutationType()]) {
      for (const field of Object.values(root?.getFields() ?? {}).filter(({ name }) => !OF_FEDERATION.test(name))) {
        const union = field.type;
        if (!isUnionType(union)) throw new Error(`${field.name} is no nullable union`);
        const [success, ...errors] = union.getTypes();
        expect(success?.name).not.toMatch(/^Apig.*Error$/);
        expect(errors.length).toBeGreaterThan(3);
        for (const error of errors) expect(error.getInterfaces().map(({ name }) => name)).toEqual(['ApigError']);
      }
    }
  });

  it('has the results of all other root fields if one of them fails unexpectedly', async () => {
    const broken = await buildFederatedSchema();
    for (const root of [broken.getQueryType(), broken.getMutationType()]) {
      const operation = root === broken.getQueryType() ? 'query' : 'mutation';
      const fields = Object.values(root?.getFields() ?? {}).filter(({ name }) => !OF_FEDERATION.test(name));
      for (const field of fields) {
        field.args = [];
        field.resolve = () => {
          throw new Error('a bug');
        };
      }
      expect(fields.length).toBeGreaterThan(6);
      const document = parse(
        `${operation} { __typename ${fields.map(({ name }) => `${name} { __typename }`).join(' ')} }`,
      );
      const { data, errors = [] } = await execute({ schema: broken, document });
      expect(data).toEqual({ __typename: root?.name, ...Object.fromEntries(fields.map(({ name }) => [name, null])) });
      expect(errors).toHaveLength(fields.length);
    }
  });

  it('lets every client query compose: one type for a field name within a union, and no id in an error', () => {
    for (const union of [...types, schema.getType('_Entity')].filter(isUnionType)) {
      const seen = new Map<string, string>();
      for (const member of union.getTypes()) {
        for (const field of Object.values(member.getFields())) {
          expect([union.name, field.name, seen.get(field.name) ?? String(field.type)]).toEqual([
            union.name,
            field.name,
            String(field.type),
          ]);
          seen.set(field.name, String(field.type));
        }
        if (member.name.startsWith('Apig')) expect(member.getFields()).not.toHaveProperty('id');
      }
    }
  });

  it('holds every error result of the contract and one of replacements, and no private key', () => {
    const error = schema.getType('ApigError');
    if (!isInterfaceType(error)) throw new Error('ApigError is no interface');
    expect(
      schema
        .getPossibleTypes(error)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...ERROR_RESULTS.map(({ name }) => name), 'ApigReplacementIncompleteError'].sort());
    for (const type of types.filter(isObjectType))
      expect(Object.keys(type.getFields()).join()).not.toMatch(/privateKey/i);
  });

  it("resolves every field and type name without type-graphql's own resolvers", async () => {
    const classes = await buildClassSchema();
    let compared = 0;
    for (const type of Object.values(classes.getTypeMap())) {
      const served = schema.getType(type.name);
      if (!isObjectType(type) || !isObjectType(served) || type.name.startsWith('__')) continue;
      for (const [name, { resolve }] of Object.entries(type.getFields())) {
        if (resolve) compared++;
        const plain = served.getFields()[name]?.resolve;
        if (plain) expect([type.name, name, plain === resolve]).toEqual([type.name, name, false]);
      }
    }
    expect(compared).toBeGreaterThan(50);
    const ofTypes = Object.values(plainResolvers(classes) as Record<string, Record<string, unknown>>)
      .map(({ __resolveType }) => __resolveType)
      .filter((it) => it !== undefined);
    expect(ofTypes.length).toBeGreaterThan(10);
    expect(new Set(ofTypes).size).toBe(1);
  });
});
