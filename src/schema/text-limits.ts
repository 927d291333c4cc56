import {
  type GraphQLArgument,
  GraphQLError,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLInputField,
  type GraphQLScalarType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
  Kind,
} from 'graphql';
import { ERROR_RESULTS } from '../errors/error-results.type';
import { toResult } from '../errors/to-result';
import { InputError } from '../input/input-error';
import { isTooLong, maxLength, maxLengthOfType } from '../input/text-lengths';
import type { RequestContext } from '../request/context';
import { lengthCheck } from './length-check';

/** Adds the maximum length of its texts to the description of every argument and input field that has one. */
export function describeTextLimits(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    const fields = isObjectType(type) || isInputObjectType(type) ? Object.values(type.getFields()) : [];
    for (const field of fields) {
      if (!('args' in field)) describe(field, type.name);
      else for (const arg of field.args) describe(arg, field.name);
    }
  }
}

function describe(input: GraphQLArgument | GraphQLInputField, owner: string): void {
  const max = maxLength(getNamedType(input.type).name, owner, input.name);
  if (max !== undefined) input.description = `${input.description} At most ${max} characters.`;
}

/**
 * Makes every resolver check the length of the texts in its arguments before anything reads them. A text that is too long is an
 * `ApigInvalidInputError` where the field's union has that, and an entry in `errors` elsewhere. Texts of custom scalars are checked
 * before they are parsed.
 */
export function limitTexts(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isScalarType(type) && !isSpecifiedScalarType(type)) limitScalar(type);
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) limitField(field, type === schema.getMutationType());
  }
}

function limitField(field: GraphQLField<unknown, RequestContext>, change: boolean): void {
  const { resolve } = field;
  const check = lengthCheck(field.args, field.name);
  if (!check || !resolve) return;
  const fail = failureOf(field, change);
  const limited: GraphQLFieldResolver<unknown, RequestContext> = (root, args, context, info) => {
    const violations = check(args);
    return violations ? fail(new InputError(violations)) : resolve(root, args, context, info);
  };
  field.resolve = limited;
}

/** Returns the function that makes the result of a field whose arguments are invalid. It throws where the field has no result for that. */
function failureOf({ type }: GraphQLField<unknown, RequestContext>, change: boolean): (error: InputError) => object {
  const named = getNamedType(type);
  const names = isUnionType(named) ? named.getTypes().map(({ name }) => name) : [];
  const errors = ERROR_RESULTS.filter(({ name }) => names.includes(name));
  return (error) => {
    if (errors.length === 0) throw error;
    return toResult(error, change ? { errors, change } : { errors });
  };
}

function limitScalar(scalar: GraphQLScalarType): void {
  const max = maxLengthOfType(scalar.name);
  if (max === undefined) return;
  const { parseValue, parseLiteral } = scalar;
  const check = (text: unknown) => {
    if (typeof text !== 'string' || !isTooLong(text, max)) return;
    throw new GraphQLError(`${scalar.name} cannot have more than ${max} characters.`);
  };
  scalar.parseValue = (value) => {
    check(value);
    return parseValue(value);
  };
  scalar.parseLiteral = (node, variables) => {
    if (node.kind === Kind.STRING) check(node.value);
    return parseLiteral(node, variables);
  };
}
