import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isLeafType,
  isNonNullType,
  isObjectType,
  parse,
  validate,
} from 'graphql';
import { type Random, randomFrom } from './random-query';
import { RandomValues, type ValuePools } from './random-values';

/** A GraphQL request as a client sends it over HTTP. */
export interface RandomRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

export interface RandomRequestOptions {
  /** The kind of operation; chosen at random unless given. */
  readonly kind?: 'query' | 'mutation';
  /** Values that arguments, input fields and variables of a name often get. */
  readonly values?: ValuePools;
}

/**
 * A request with a valid document, made from a seed: the same seed gives the same. Its document may have whatever the language has: directives
 * on fields, spreads and inline fragments, merged fields, aliases, fragments within fragments and repeated ones, fragments on
 * interfaces and unions, `__typename`, several operations, and variables at every level of an argument, with and without
 * defaults. The variables' values may be absent, null or, rarely, of another type.
 */
export function randomRequest(schema: GraphQLSchema, seed: number, options: RandomRequestOptions = {}): RandomRequest {
  // Fields under one response key do not always merge: then the next document is tried.
  for (let attempt = 0; ; attempt++) {
    const request = new RequestWriter(schema, randomFrom(seed + attempt * 0x9e3779b1), options).write();
    if (validate(schema, parse(request.query)).length === 0) return request;
  }
}

const MAX_DEPTH = 8;
/** The server allows 30 in a document. */
const MAX_ALIASES = 22;

/** Aliases that a program which handles them carelessly takes for its own. */
const ODD_ALIASES = [
  'constructor',
  '__proto__',
  'toString',
  'err',
  'result',
  'data',
  'index',
  'default',
  'idx0',
  'value',
];

type Field = GraphQLField<unknown, unknown>;

interface Fragment {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

class RequestWriter {
  readonly #schema: GraphQLSchema;
  readonly #random: Random;
  readonly #kind: 'query' | 'mutation';
  readonly #values: RandomValues;
  readonly #fragments: Fragment[] = [];
  readonly #aliases = new Set<string>();
  readonly #hasDirectives: boolean;
  readonly #hasOddNames: boolean;

  constructor(schema: GraphQLSchema, random: Random, options: RandomRequestOptions) {
    this.#schema = schema;
    this.#random = random;
    this.#kind = options.kind ?? (this.#chance(4) ? 'mutation' : 'query');
    // Half of the documents are of the kind that clients send: without directives, odd names or strings.
    const isPlain = this.#chance(2);
    this.#hasDirectives = !isPlain && this.#chance(2);
    this.#hasOddNames = !isPlain && this.#chance(3);
    const hasStrings = !isPlain && this.#chance(2);
    this.#values = new RandomValues(random, {
      hasStrings,
      hasOddNames: this.#hasOddNames,
      pools: options.values ?? {},
    });
  }

  write(): RandomRequest {
    const root = this.#kind === 'mutation' ? this.#schema.getMutationType() : this.#schema.getQueryType();
    if (!root) throw new Error(`the schema has no ${this.#kind}`);
    const selection = this.#selection(root, 0);
    const isNamed = !this.#chance(3);
    const definitions = this.#values.definitions();
    const main = `${this.#kind}${isNamed ? ' Main' : ''}${definitions}${selection}`;
    const others = isNamed && this.#chance(3) ? ['query Other { other: __typename }'] : [];
    const operations = this.#chance(2) ? [main, ...others] : [...others, main];
    const fragments = this.#fragments.map(({ name, type, text }) => `fragment ${name} on ${type}${text}`);
    const variables = this.#values.given();
    const operationName = this.#operationName(isNamed, others.length > 0);
    return {
      query: [...operations, ...fragments].join('\n'),
      ...(variables ? { variables } : {}),
      ...(operationName === undefined ? {} : { operationName }),
    };
  }

  #chance(outOf: number): boolean {
    return this.#random.below(outOf) === 0;
  }

  /** Mostly the main operation's. */
  #operationName(isNamed: boolean, hasOthers: boolean): string | undefined {
    if (this.#chance(40)) return this.#random.pick(['Nowhere', 'Other']);
    return isNamed && (hasOthers || this.#chance(2)) ? 'Main' : undefined;
  }

  #selection(type: GraphQLNamedType, depth: number): string {
    const parts = isObjectType(type) ? this.#fieldsOf(type, depth) : this.#membersOf(type, depth);
    if (parts.length === 0 || this.#chance(3)) parts.push(this.#typename());
    return ` { ${parts.join(' ')} }`;
  }

  #typename(): string {
    return `${this.#chance(3) ? this.#alias() : ''}__typename${this.#directives()}`;
  }

  #membersOf(type: GraphQLNamedType, depth: number): string[] {
    const members = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [];
    const [first] = members;
    const chosen = members.filter((member) => member === first || this.#chance(3));
    const parts = chosen.map((member) => this.#fragment(member, depth, `... on ${member.name}`));
    const [shared] = first?.getInterfaces() ?? [];
    const error = shared ?? members.at(-1)?.getInterfaces()[0];
    if (error && this.#chance(2))
      parts.push(`... on ${error.name}${this.#directives()} { ${this.#commonFields(error.name)} }`);
    return this.#chance(4) ? [this.#spread(type, ` { ${parts.join(' ')} }`)] : parts;
  }

  #commonFields(name: string): string {
    const type = this.#schema.getType(name);
    if (!isAbstractType(type) || !('getFields' in type)) return '__typename';
    const leaves = Object.values(type.getFields()).filter((it) => isLeafType(getNamedType(it.type)));
    return [...leaves.filter(() => this.#chance(2)).map((it) => `${it.name}${this.#directives()}`), '__typename'].join(
      ' ',
    );
  }

  #fieldsOf(type: GraphQLObjectType, depth: number): string[] {
    const isRoot = depth === 0;
    const usable = Object.values(type.getFields()).filter(
      (field) => !(isRoot && field.name === '_service') && (depth < MAX_DEPTH || isLeafType(getNamedType(field.type))),
    );
    if (usable.length === 0) return [];
    const count = 1 + this.#random.below(isRoot ? 3 : 4);
    return Array.from({ length: count }, () => this.#wrapped(type, this.#field(this.#random.pick(usable), depth)));
  }

  /** The field itself, or in a fragment. */
  #wrapped(type: GraphQLObjectType, field: string): string {
    switch (this.#random.below(8)) {
      case 0:
        return `... on ${type.name}${this.#directives()} { ${field} }`;
      case 1:
        return `...${this.#directives()} { ${field} }`;
      case 2:
        return this.#spread(type, ` { ${field} }`);
      default:
        return field;
    }
  }

  #fragment(type: GraphQLObjectType, depth: number, head: string): string {
    const known = this.#fragments.filter((it) => it.type === type.name);
    if (known.length > 0 && this.#chance(2)) return `...${this.#random.pick(known).name}${this.#directives()}`;
    const selection = this.#selection(type, depth);
    return this.#chance(3) ? this.#spread(type, selection) : `${head}${this.#directives()}${selection}`;
  }

  /** A spread of a new fragment, now and then twice. */
  #spread(type: GraphQLNamedType, text: string): string {
    const name = `F${this.#fragments.length}`;
    this.#fragments.push({ name, type: type.name, text });
    const spread = () => `...${name}${this.#directives()}`;
    return this.#chance(4) ? `${spread()} ${spread()}` : spread();
  }

  #field(field: Field, depth: number): string {
    const args = this.#arguments(field);
    const alias = args !== '' || this.#chance(3) ? this.#alias() : '';
    const named = getNamedType(field.type);
    const one = () =>
      `${alias}${field.name}${args}${this.#directives()}${isLeafType(named) ? '' : this.#selection(named, depth + 1)}`;
    return this.#chance(6) ? `${one()} ${one()}` : one();
  }

  #arguments({ args }: Field): string {
    const isRequired = (type: GraphQLInputType, value: unknown) => isNonNullType(type) && value === undefined;
    const given = args.filter(({ type, defaultValue }) => isRequired(type, defaultValue) || this.#chance(2));
    const list = given.map(
      ({ name, type, defaultValue }) => `${name}: ${this.#values.value(type, name, defaultValue !== undefined)}`,
    );
    return list.length > 0 ? `(${list.join(', ')})` : '';
  }

  /** A new alias with its colon. */
  #alias(): string {
    if (this.#aliases.size >= MAX_ALIASES) return '';
    const used = [...this.#aliases];
    const name = this.#hasOddNames && this.#chance(3) ? this.#oddName(used) : `f${used.length}`;
    if (this.#aliases.has(name)) return '';
    this.#aliases.add(name);
    return `${name}: `;
  }

  /** Also names that are the names of others put together. */
  #oddName(used: readonly string[]): string {
    if (used.length < 2 || this.#chance(2)) return this.#random.pick(ODD_ALIASES);
    return `${this.#random.pick(used)}_${this.#random.pick(used)}`;
  }

  #directives(): string {
    if (!this.#hasDirectives || !this.#chance(5)) return '';
    const one = (name: string) => ` @${name}(if: ${this.#values.condition()})`;
    return this.#random.pick([one('skip'), one('include'), `${one('include')}${one('skip')}`]);
  }
}
