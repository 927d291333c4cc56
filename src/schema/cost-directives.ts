import { type GraphQLField, type GraphQLSchema, getNullableType, isObjectType } from 'graphql';
import { CALL_BUDGETS, type CallBudget, DEFAULT_PAGE_SIZE } from '../contract/limits';
import { type Args, costOf, ENDLESS, evaluateCount, type FieldCost } from '../request/cost';
import { objectTypes } from './declared-costs';

type ObjectField = GraphQLField<unknown, unknown>;

/**
 * Adds the directives `@cost` and `@listSize` of federation 2.9 to each field that declares a cost, so that a router with demand
 * control knows them. `@cost(weight:)` is an upper bound of the field's upstream calls, for one object and the default arguments.
 * `@listSize` gives the size of a list. A connection below an object is sized by its `first`. The lists of a union cannot be, so
 * they are assumed to have the default page size; the server itself counts the real one.
 * @see https://specs.apollo.dev/federation/v2.9
 */
export function addCostDirectives(schema: GraphQLSchema): void {
  for (const type of objectTypes(schema)) {
    for (const field of Object.values(type.getFields())) addTo(field);
  }
}

function addTo(field: ObjectField): void {
  const declared = costOf(field);
  const sized = sizedByFirst(field);
  if (!declared && !sized) return;
  const weight = declared ? weightOf(declared, field) : 0;
  const listSize = sized ?? assumedSize(declared, field);
  const directives = { ...(weight > 0 && { cost: { weight } }), ...(listSize && { listSize }) };
  field.extensions = { ...field.extensions, directives };
}

/** Returns the sum of a field's calls, each budget at most once in full. */
function weightOf({ calls = 0, budgets = {} }: FieldCost, field: ObjectField): number {
  const args = defaultArguments(field);
  const shares = Object.entries(budgets).map(([budget, share]) =>
    Math.min(evaluateCount(share, args), CALL_BUDGETS[budget as CallBudget]),
  );
  return shares.reduce((sum, share) => sum + share, evaluateCount(calls, args));
}

function assumedSize(cost: FieldCost | undefined, field: ObjectField): { assumedSize: number } | undefined {
  if (cost?.items === undefined) return undefined;
  const size = evaluateCount(cost.items, defaultArguments(field), { first: DEFAULT_PAGE_SIZE, domains: ENDLESS });
  return { assumedSize: size };
}

function sizedByFirst({ args, type }: ObjectField) {
  const connection = getNullableType(type);
  if (!isObjectType(connection) || !connection.getFields()['edges']) return undefined;
  if (!args.some(({ name }) => name === 'first')) return undefined;
  return { slicingArguments: ['first'], sizedFields: ['edges'], requireOneSlicingArgument: false };
}

function defaultArguments({ args }: ObjectField): Args {
  return Object.fromEntries(args.map(({ name, type, defaultValue }) => [name, defaultValue ?? longest(String(type))]));
}

function longest(type: string): unknown {
  return type.startsWith('[') ? ENDLESS : undefined;
}
