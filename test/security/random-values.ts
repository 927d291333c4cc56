import { type GraphQLInputType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import { IDS, type Random, TEXTS } from './random-query';

/** Values by the name of the argument, input field or variable that they are for. */
export type ValuePools = Readonly<Record<string, readonly unknown[]>>;

export interface RandomValuesOptions {
  /** True if the document may contain strings; otherwise every string is a variable. */
  readonly hasStrings: boolean;
  readonly hasOddNames: boolean;
  readonly pools: ValuePools;
}

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly text: string;
  /** Undefined if the request omits it. */
  readonly value: unknown;
}

/** Variables that a program which handles them carelessly takes for its own. */
const ODD_VARIABLES = ['constructor', 'toString', 'errors', 'input', 'coerced', 'hasOwnProperty'];

const MOMENTS = ['2026-01-01T00:00:00Z', '2099-12-31T23:59:59.999+14:00'];
const NUMBERS = [0, 1, 2, 2, 3, 5, 20, 501, -1];

/** Writes the values of a document's arguments: literals, variables, and literals with variables in them. */
export class RandomValues {
  readonly #random: Random;
  readonly #options: RandomValuesOptions;
  readonly #variables: Variable[] = [];

  constructor(random: Random, options: RandomValuesOptions) {
    this.#random = random;
    this.#options = options;
  }

  /** A value for an input of that type, as it stands in a document. @param hasDefault whether the input has one. */
  value(type: GraphQLInputType, name: string, hasDefault = false): string {
    if (this.#chance(3)) return this.#variable(type, name, hasDefault);
    const inner = isNonNullType(type) ? type.ofType : type;
    if (inner === type && this.#chance(12)) return 'null';
    if (isListType(inner)) {
      return `[${Array.from({ length: this.#random.below(3) }, () => this.value(inner.ofType, name)).join(', ')}]`;
    }
    if (isInputObjectType(inner)) {
      const fields = Object.values(inner.getFields()).filter((it) => isNonNullType(it.type) || this.#chance(3));
      return `{ ${fields.map((it) => `${it.name}: ${this.value(it.type, it.name, it.defaultValue !== undefined)}`).join(', ')} }`;
    }
    const text = literal(inner, this.#json(inner, name));
    return text.includes('"') && !this.#options.hasStrings ? this.#variable(type, name, hasDefault) : text;
  }

  /** A value for `if` of a directive. */
  condition(): string {
    if (this.#chance(2)) return this.#random.pick(['true', 'false']);
    const isRequired = this.#chance(2);
    const text = isRequired ? 'Boolean!' : `Boolean = ${this.#random.pick(['true', 'false'])}`;
    const value = isRequired || this.#chance(2) ? this.#chance(2) : undefined;
    return this.#declare({ type: 'condition', text, value });
  }

  /** The variables of the operation, as they stand behind its name. */
  definitions(): string {
    const list = this.#variables.map(({ name, text }) => `$${name}: ${text}`);
    return list.length > 0 ? `(${list.join(', ')})` : '';
  }

  /** The variables of the request; undefined if it has none. */
  given(): Record<string, unknown> | undefined {
    const given = this.#variables.filter(({ value }) => value !== undefined);
    if (given.length === 0 && this.#chance(2)) return undefined;
    return Object.fromEntries(given.map(({ name, value }) => [name, value]));
  }

  #chance(outOf: number): boolean {
    return this.#random.below(outOf) === 0;
  }

  #variable(type: GraphQLInputType, name: string, hasDefault: boolean): string {
    const known = this.#variables.filter((it) => it.type === `${type} ${name}`);
    if (known.length > 0 && this.#chance(2)) return `$${this.#random.pick(known).name}`;
    const inner = isNonNullType(type) ? type.ofType : type;
    const initial = this.#chance(4) ? this.#constant(inner, name) : undefined;
    // A variable may be nullable although its input is not, as long as one of the two has a default.
    const mayBeNull = inner === type || ((hasDefault || initial !== undefined) && this.#chance(2));
    const isRequired = !mayBeNull || this.#chance(2);
    const text = `${inner}${isRequired ? '!' : ''}${initial === undefined ? '' : ` = ${initial}`}`;
    const value = this.#valueOf(inner, name, isRequired, initial !== undefined);
    return this.#declare({ type: `${type} ${name}`, text, value });
  }

  #valueOf(inner: GraphQLInputType, name: string, isRequired: boolean, hasInitial: boolean): unknown {
    if (this.#chance(60)) return this.#random.pick([undefined, null, { wrong: 'type' }, ['x', null], 1.5]);
    if ((!isRequired || hasInitial) && this.#chance(4)) return undefined;
    if (!isRequired && this.#chance(5)) return null;
    return this.#json(inner, name);
  }

  #declare(variable: Omit<Variable, 'name'>): string {
    const odd = ODD_VARIABLES.filter((it) => !this.#variables.some(({ name }) => name === it));
    const isOdd = this.#options.hasOddNames && odd.length > 0 && this.#chance(3);
    const name = isOdd ? this.#random.pick(odd) : `v${this.#variables.length}`;
    this.#variables.push({ ...variable, name });
    return `$${name}`;
  }

  /** A default; undefined for a string if the document may not contain strings. */
  #constant(type: GraphQLInputType, name: string): string | undefined {
    const text = literal(type, this.#json(type, name));
    return text.includes('"') && !this.#options.hasStrings ? undefined : text;
  }

  /** A value of that type as JSON, never null at the top. */
  #json(type: GraphQLInputType, name: string): unknown {
    if (isNonNullType(type)) return this.#json(type.ofType, name);
    if (isListType(type)) {
      if (this.#chance(6)) return this.#json(type.ofType, name);
      return Array.from({ length: this.#random.below(3) }, () => this.#json(type.ofType, name));
    }
    if (isEnumType(type)) return this.#random.pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter((it) => isNonNullType(it.type) || this.#chance(3));
      return Object.fromEntries(
        fields.map((it) => [it.name, !isNonNullType(it.type) && this.#chance(8) ? null : this.#json(it.type, it.name)]),
      );
    }
    const pool = this.#options.pools[name];
    if (pool && !this.#chance(4)) return this.#random.pick(pool);
    return this.#scalar(type.name);
  }

  #scalar(name: string): unknown {
    switch (name) {
      case 'Int':
        return this.#random.pick(NUMBERS);
      case 'Boolean':
        return this.#chance(2);
      case 'DateTime':
        return this.#random.pick(MOMENTS);
      case 'ID':
        return this.#chance(8) ? this.#random.below(99) : this.#random.pick(IDS);
      case '_Any':
        return {
          __typename: this.#random.pick(['Certificate', 'Domain', 'Gateway', 'ApiGroup']),
          id: this.#random.pick(IDS),
        };
      default:
        return this.#random.pick(TEXTS);
    }
  }
}

/** A value of JSON as it stands in a document. */
function literal(type: GraphQLInputType, value: unknown): string {
  if (value === null) return 'null';
  if (isNonNullType(type)) return literal(type.ofType, value);
  if (isListType(type)) {
    return Array.isArray(value)
      ? `[${value.map((it) => literal(type.ofType, it)).join(', ')}]`
      : literal(type.ofType, value);
  }
  if (isEnumType(type)) return String(value);
  if (isInputObjectType(type)) {
    const fields = type.getFields();
    const list = Object.entries(value as object).map(([name, it]) => {
      const field = fields[name];
      return field ? `${name}: ${literal(field.type, it)}` : '';
    });
    return `{ ${list.join(', ')} }`;
  }
  if (typeof value === 'object') {
    return `{ ${Object.entries(value)
      .map(([name, it]) => `${name}: ${JSON.stringify(it)}`)
      .join(', ')} }`;
  }
  return JSON.stringify(value);
}
