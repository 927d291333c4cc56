import {
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { SAMPLE_IDS } from '../../src/simulator/seed';

/** Texts that callers send: domain names, markup, and texts that are too long or break out of a path. */
export const TEXTS = [
  'www.shop.example.com',
  'shop',
  '',
  '*',
  '../x',
  'a\u0000b',
  '\u202e',
  'x'.repeat(300),
  '-----BEGIN CERTIFICATE-----',
  '%2f',
  'SHA256-RSA',
];
/** Ids of the sample data, unknown ones, and those that make the simulator fail. */
export const IDS = [
  ...Object.values(SAMPLE_IDS),
  'missing',
  '..',
  'a/b',
  '',
  'simulate-APIG-2012',
  'simulate-nested-403',
  'simulate-empty-500',
];

/** Pseudorandom numbers, the same ones for the same seed. */
export interface Random {
  /** A whole number from 0 to below the limit. */
  below(limit: number): number;
  pick<Item>(items: readonly Item[]): Item;
}

/** Random numbers by Marsaglia's xorshift, 32 bits. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0 || 1;
  const below = (limit: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
  return { below, pick: (items) => items[below(items.length)] as (typeof items)[number] };
}

/** Types that another subgraph may refer to. */
const ENTITIES = ['Certificate', 'Domain', 'Gateway', 'ApiGroup'];

/** Objects that a random operation may name, besides unknown ones. */
export interface Named {
  readonly ids?: readonly string[];
  readonly texts?: readonly string[];
  /** True if it may resolve references, as a supergraph does. */
  readonly entities?: boolean;
}

/** A valid operation of the schema, made from a seed: the same seed gives the same. */
export function randomOperation(
  schema: GraphQLSchema,
  seed: number,
  { ids = IDS, texts = TEXTS, entities = false }: Named = {},
): string {
  const { below: random, pick } = randomFrom(seed);
  let alias = 0;

  const isMutation = random(4) === 0;
  const root = (isMutation ? schema.getMutationType() : schema.getQueryType()) as GraphQLObjectType;
  const fields = Object.values(root.getFields()).filter(
    ({ name }) => !name.startsWith('_') || (entities && name === '_entities'),
  );
  const count = 1 + random(3);
  const selections = Array.from({ length: count }, () => field(pick(fields), 1));
  return `${isMutation ? 'mutation' : 'query'} R { ${selections.join(' ')} }`;

  function field(
    { name, args, type }: { name: string; args: readonly GraphQLArgument[]; type: GraphQLType },
    depth: number,
  ): string {
    const given = args.filter(
      ({ type: it, defaultValue }) => (isNonNullType(it) && defaultValue === undefined) || random(2) === 0,
    );
    const list = given.map((arg) => `${arg.name}: ${value(arg.type, arg.name)}`).join(', ');
    return `f${alias++}: ${name}${list ? `(${list})` : ''}${selection(type, depth)}`;
  }

  function selection(type: GraphQLType, depth: number): string {
    const named = getNamedType(type);
    if (isLeafType(named)) return '';
    const members =
      isUnionType(named) || isInterfaceType(named)
        ? schema.getPossibleTypes(named)
        : isObjectType(named)
          ? [named]
          : [];
    const parts = members.flatMap((member) => {
      const leaf = isObjectType(named) || random(3) === 0;
      if (!leaf && random(4) > 0 && member !== members[0]) return [];
      const own = Object.values(member.getFields()).filter((it) => depth < 9 || isLeafType(getNamedType(it.type)));
      const chosen = own
        .filter(() => random(3) === 0)
        .slice(0, 5)
        .map((it) => field(it, depth + 1));
      return [`... on ${member.name} { __typename ${chosen.join(' ')} }`];
    });
    return ` { __typename ${parts.join(' ')} }`;
  }

  function value(type: GraphQLInputType, name: string, mayBeNull = true): string {
    if (isNonNullType(type)) return value(type.ofType, name, false);
    if (mayBeNull && random(12) === 0) return 'null';
    if (isListType(type)) return `[${Array.from({ length: random(4) }, () => value(type.ofType, name)).join(', ')}]`;
    if (isEnumType(type)) return pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const inner = Object.values(type.getFields()).filter((it) => isNonNullType(it.type) || random(3) === 0);
      return `{ ${inner.map((it) => `${it.name}: ${value(it.type, it.name)}`).join(', ')} }`;
    }
    switch (type.name) {
      case 'Int':
        return String(pick([0, 1, 2, 5, 20, 500, 501, -1, 2 ** 31 - 1]));
      case 'Boolean':
        return pick(['true', 'false']);
      case 'DateTime':
        return pick(['"2026-01-01T00:00:00Z"', '"2099-12-31T23:59:59.999+14:00"']);
      case 'ID':
        return JSON.stringify(pick(ids));
      case '_Any':
        return `{ __typename: ${JSON.stringify(pick(ENTITIES))}, id: ${JSON.stringify(pick(ids))} }`;
      default:
        return JSON.stringify(pick(texts));
    }
  }
}
