import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { MAX_VIOLATIONS } from '../input/check-all';
import { pathInWords, type Violation } from '../input/input-error';
import { isTooLong, maxLength } from '../input/text-lengths';

type Path = readonly string[];

/** Checks a value, and adds a violation for each text in it that is too long. */
type Check = (value: unknown, path: Path, found: Violation[]) => void;

/**
 * Returns the check of the lengths of all texts in a field's coerced arguments, or undefined if they have no texts.
 * @param field the name of the field.
 * @returns a function that returns the violations, or undefined if there are none.
 */
export function lengthCheck(
  args: readonly GraphQLArgument[],
  field: string,
): ((values: Readonly<Record<string, unknown>>) => [Violation, ...Violation[]] | undefined) | undefined {
  const check = checkOfAll(args, field, new Map());
  return (
    check &&
    ((values) => {
      const found: Violation[] = [];
      check(values, [], found);
      const [first, ...rest] = found;
      return first && [first, ...rest];
    })
  );
}

/** @param known the checks of input types, of which one may contain itself. */
function checkOfAll(
  inputs: readonly (GraphQLArgument | GraphQLInputField)[],
  owner: string,
  known: Map<string, Check | undefined>,
): Check | undefined {
  const checks = inputs.flatMap(({ name, type }) => {
    const check = checkOf(type, owner, name, known);
    return check ? [{ name, check }] : [];
  });
  if (checks.length === 0) return undefined;
  return (value, path, found) => {
    const values = value as Readonly<Record<string, unknown>>;
    for (const { name, check } of checks) {
      const it = values[name];
      if (it !== null && it !== undefined) check(it, [...path, name], found);
    }
  };
}

function checkOf(
  type: GraphQLInputType,
  owner: string,
  name: string,
  known: Map<string, Check | undefined>,
): Check | undefined {
  if (isNonNullType(type)) return checkOf(type.ofType, owner, name, known);
  if (isListType(type)) {
    const check = checkOf(type.ofType, owner, name, known);
    return check && ((value, path, found) => checkItems(value as readonly unknown[], path, found, check));
  }
  const max = maxLength(getNamedType(type).name, owner, name);
  if (max !== undefined) return (value, path, found) => checkText(value, path, found, max);
  if (!isInputObjectType(type)) return undefined;
  if (!known.has(type.name)) {
    // Until its own check is known, a type that contains itself uses this one.
    known.set(type.name, (value, path, found) => check?.(value, path, found));
    const check = checkOfAll(Object.values(type.getFields()), type.name, known);
    known.set(type.name, check);
  }
  return known.get(type.name);
}

function checkItems(items: readonly unknown[], path: Path, found: Violation[], check: Check): void {
  for (const [index, item] of items.entries()) {
    if (found.length >= MAX_VIOLATIONS) return;
    if (item !== null && item !== undefined) check(item, [...path, String(index)], found);
  }
}

function checkText(value: unknown, path: Path, found: Violation[], max: number): void {
  if (typeof value !== 'string' || !isTooLong(value, max)) return;
  found.push({ path, message: `${pathInWords(path)} must be at most ${max} characters long.` });
}
