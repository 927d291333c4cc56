import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedOutputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isScalarType,
  isUnionType,
} from 'graphql';
import { SAMPLE_IDS } from '../../src/simulator/seed';

type Input = GraphQLArgument | GraphQLInputField;

/** An argument, or an input field below it, whose value is a text. */
export interface TextInput {
  /** Its place in the schema: `Mutation.createCertificate(input.name)`. */
  readonly coordinate: string;
  readonly description: string;
  readonly scalar: string;
  /** Returns an operation with this text in that place, as a variable or as a literal, and valid values in all others. */
  readonly request: (
    text: string,
    how: 'variable' | 'literal',
  ) => { query: string; variables: Record<string, unknown> };
}

/** The scalars whose values are texts. */
const TEXTS = new Set(['ID', 'String', 'DateTime']);

/** Scalars of numbers and truth values, and one of a router, whose representations the test of `_entities` has. */
const OTHERS = new Set(['Int', 'Float', 'Boolean', '_Any']);

const VALID: Readonly<Record<string, unknown>> = {
  // It has a gateway, so that every type is reached.
  ID: SAMPLE_IDS.billingCertificate,
  String: 'www.shop.example.com',
  DateTime: '2030-01-01T00:00:00Z',
  Int: 1,
  Boolean: false,
  _Any: { __typename: 'Certificate', id: SAMPLE_IDS.billingCertificate },
};

/** Returns all inputs of a schema whose values are texts. @throws Error for a scalar that it does not know. */
export function textInputs(schema: GraphQLSchema): TextInput[] {
  return [...reachable(schema)].flatMap(([type, wrap]) =>
    Object.values(type.getFields()).flatMap((field) =>
      field.args.flatMap((arg) =>
        textPaths(arg, []).map(
          ({ path, input, scalar }): TextInput => ({
            coordinate: `${type.name}.${field.name}(${path.join('.')})`,
            description: input.description ?? '',
            scalar,
            request: (text, how) => requestOf({ schema, type, field, arg, wrap }, path.slice(1), text, how),
          }),
        ),
      ),
    ),
  );
}

/** Returns the paths to all texts in an argument or input field, itself first. */
function textPaths(input: Input, before: readonly string[]): { path: string[]; input: Input; scalar: string }[] {
  const path = [...before, input.name];
  const type = getNamedType(input.type);
  if (isScalarType(type)) {
    if (!TEXTS.has(type.name) && !OTHERS.has(type.name)) throw new Error(`is ${type.name} a text?`);
    return TEXTS.has(type.name) ? [{ path, input, scalar: type.name }] : [];
  }
  return isInputObjectType(type) ? Object.values(type.getFields()).flatMap((it) => textPaths(it, path)) : [];
}

type Wrap = (selection: string) => string;

/** Returns all object types that a selection can reach, each with the shortest selection around its own fields. */
function reachable(schema: GraphQLSchema): Map<GraphQLObjectType, Wrap> {
  const found = new Map<GraphQLObjectType, Wrap>();
  const add = (type: GraphQLObjectType | null | undefined, wrap: Wrap) => {
    if (type && !found.has(type)) found.set(type, wrap);
  };
  add(schema.getQueryType(), (selection) => selection);
  add(schema.getMutationType(), (selection) => selection);
  for (const [type, wrap] of found) {
    for (const field of Object.values(type.getFields())) {
      if (field.name.startsWith('_')) continue;
      for (const below of objectTypes(schema, getNamedType(field.type))) {
        add(below, (selection) => wrap(`${field.name}${argumentsOf(field)} { ... on ${below.name} { ${selection} } }`));
      }
    }
  }
  return found;
}

function objectTypes(schema: GraphQLSchema, type: GraphQLNamedOutputType): readonly GraphQLObjectType[] {
  if (isObjectType(type)) return [type];
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [];
}

interface Place {
  readonly schema: GraphQLSchema;
  readonly type: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
  readonly arg: GraphQLArgument;
  readonly wrap: Wrap;
}

function requestOf(place: Place, path: readonly string[], text: string, how: 'variable' | 'literal') {
  const { schema, type, field, arg, wrap } = place;
  const value = inputValue(arg.type, path, text);
  const given = how === 'variable' ? '$value' : literal(arg.type, value);
  const selection = wrap(`${field.name}${argumentsOf(field, { [arg.name]: given })}${selectionOf(field)}`);
  const kind = type === schema.getMutationType() ? 'mutation' : 'query';
  return how === 'variable'
    ? { query: `${kind} ($value: ${arg.type}) { ${selection} }`, variables: { value } }
    : { query: `${kind} { ${selection} }`, variables: {} };
}

/** Returns the selection of a field's type, with the message of an error result. */
function selectionOf(field: GraphQLField<unknown, unknown>): string {
  const type = getNamedType(field.type);
  if (isUnionType(type)) return ' { __typename ... on ApigError { message } }';
  return isObjectType(type) ? ' { __typename }' : '';
}

/** Returns the arguments of a field as they stand in a document: the given ones, and valid values of the required ones. */
function argumentsOf({ args }: GraphQLField<unknown, unknown>, given: Readonly<Record<string, string>> = {}): string {
  const list = args
    .filter((arg) => arg.name in given || isRequiredArgument(arg))
    .map((arg) => `${arg.name}: ${given[arg.name] ?? literal(arg.type, inputValue(arg.type))}`);
  return list.length > 0 ? `(${list.join(', ')})` : '';
}

/** Returns a valid value of a type, with a text in one place below it. */
function inputValue(type: GraphQLInputType, path: readonly string[] = [], text?: string): unknown {
  if (isNonNullType(type)) return inputValue(type.ofType, path, text);
  if (isListType(type)) return [inputValue(type.ofType, path, text)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (!isInputObjectType(type)) return text ?? VALID[type.name];
  const [next, ...rest] = path;
  const fields = Object.values(type.getFields()).filter((it) => it.name === next || isRequiredInputField(it));
  return Object.fromEntries(
    fields.map((it) => [it.name, it.name === next ? inputValue(it.type, rest, text) : inputValue(it.type)]),
  );
}

/** Returns a value as it stands in a document. */
function literal(type: GraphQLInputType, value: unknown): string {
  if (isNonNullType(type)) return literal(type.ofType, value);
  if (isListType(type)) return `[${(value as unknown[]).map((it) => literal(type.ofType, it)).join(', ')}]`;
  if (isEnumType(type)) return String(value);
  if (!isInputObjectType(type) && typeof value !== 'object') return JSON.stringify(value);
  const fields = isInputObjectType(type) ? type.getFields() : {};
  const list = Object.entries(value as object).map(([name, it]) => {
    const field = fields[name];
    return `${name}: ${field ? literal(field.type, it) : JSON.stringify(it)}`;
  });
  return `{ ${list.join(', ')} }`;
}
