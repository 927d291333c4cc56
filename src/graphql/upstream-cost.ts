import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import type { CallBudget } from '../contract/limits';
import { type Args, type Count, costOf, evaluateCount, type FieldCost } from '../request/cost';
import { CallCount } from './call-count';
import { type Collecting, collectFields } from './collect-fields';
import { dearestVariables } from './dearest-variables';
import { Steps } from './steps';

/**
 * Returns the maximum number of upstream calls of an operation, for any variables. Nothing is executed.
 * @returns `Infinity` if the maximum is unknown: it depends on the length of a list or on the use of variables, or the document is
 *   too complex.
 */
export function worstUpstreamCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): number {
  try {
    return count(collecting(schema, document, undefined), operation, dearestVariables(operation));
  } catch (error) {
    if (error instanceof GraphQLError) return Number.POSITIVE_INFINITY;
    throw error;
  }
}

/**
 * Returns the maximum number of upstream calls of an operation with its variables, without retries. Nothing is executed.
 * @param coerced the variables, coerced like with `getVariableValues` of graphql-js.
 * @throws GraphQLError `QUERY_LIMIT_EXCEEDED` if the document is too complex.
 */
export function upstreamCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  coerced: Readonly<Record<string, unknown>>,
): number {
  return count(collecting(schema, document, coerced), operation, coerced);
}

/** Returns the error for an operation that could make too many upstream calls. */
export function costExceeded(found: number, limit: number): GraphQLError {
  return new GraphQLError(
    `The operation could make ${found} upstream calls; ${limit} are allowed. Request fewer items (\`first\`) or fewer nested fields.`,
    {
      extensions: {
        code: 'QUERY_LIMIT_EXCEEDED',
        limit: { name: 'upstreamCalls', allowed: limit, found },
        http: { status: 400 },
      },
    },
  );
}

function collecting(schema: GraphQLSchema, document: DocumentNode, variables: Collecting['variables']): Collecting {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return { schema, fragments, variables, steps: new Steps() };
}

function count(from: Collecting, { operation, selectionSet }: OperationDefinitionNode, variables: Args): number {
  const { schema } = from;
  const root = schema.getRootType(operation);
  if (!root) return 0;
  const fields = [...collectFields(from, root, [selectionSet]).values()].map((nodes) =>
    costOfField({ type: root, objects: 1, parentArgs: {}, back: undefined }, nodes, new Set()),
  );
  // A change resets the call budgets, so each field of a mutation has its own.
  if (operation === OperationTypeNode.MUTATION) return fields.reduce((sum, { total }) => sum + total, 0);
  const all = new CallCount();
  for (const field of fields) all.add(field);
  return all.total;

  /** @param counted the shared calls that are already counted for the objects. */
  function costOfField(of: Objects, nodes: readonly FieldNode[], counted: Set<string>): CallCount {
    const { type, objects, parentArgs, back } = of;
    const result = new CallCount();
    const [node] = nodes;
    const field = node && type.getFields()[node.name.value];
    if (!field) return result;
    const args = argumentsOf(field, node);
    const sets = nodes.flatMap(({ selectionSet: set }) => (set ? [set] : []));
    const named = getNamedType(field.type);
    if (type.name === back?.type && field.name === back.field) {
      return costOfSets(named, sets, { objects: back.objects, parentArgs: args, back: undefined });
    }
    const { calls = 0, budgets = {}, shared, items = 1, back: leadsBack } = costOf(field) ?? {};
    const evaluate = (value: Count) => evaluateCount(value, args, parentArgs);
    if (shared === undefined || !counted.has(shared)) {
      result.addCalls(times(objects, evaluate(calls)));
      for (const [budget, each] of Object.entries(budgets)) {
        result.addWithin(budget as CallBudget, times(objects, evaluate(each)));
      }
    }
    if (shared !== undefined) counted.add(shared);
    if (sets.length === 0) return result;
    const below = leadsBack ? { ...leadsBack, objects } : type.name === back?.type ? undefined : back;
    result.add(costOfSets(named, sets, { objects: times(objects, evaluate(items)), parentArgs: args, back: below }));
    return result;
  }

  /** Returns the cost of the most expensive of the possible types. */
  function costOfSets(
    named: GraphQLNamedType,
    sets: readonly SelectionSetNode[],
    of: Omit<Objects, 'type'>,
  ): CallCount {
    const dearest = new CallCount();
    for (const type of objectTypes(named)) {
      const cost = new CallCount();
      const counted = new Set<string>();
      for (const nodes of collectFields(from, type, sets).values()) {
        cost.add(costOfField({ ...of, type }, nodes, counted));
      }
      dearest.raiseTo(cost);
    }
    return dearest;
  }

  function objectTypes(type: GraphQLNamedType): readonly GraphQLObjectType[] {
    if (isObjectType(type)) return [type];
    return isAbstractType(type) ? schema.getPossibleTypes(type) : [];
  }

  function argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode): Args {
    if (field.args.length === 0) return {};
    try {
      return getArgumentValues(field, node, variables);
    } catch (error) {
      // With known variables, execution reports the error. Without them, the cost is unknown.
      if (from.variables) return {};
      throw error;
    }
  }
}

/** The objects on which a field is selected. */
interface Objects {
  readonly type: GraphQLObjectType;
  /** Their number. */
  readonly objects: number;
  /** The arguments of the field that returns them. */
  readonly parentArgs: Args;
  /** The field that leads back to objects above, and their number. */
  readonly back: (NonNullable<FieldCost['back']> & { readonly objects: number }) | undefined;
}

/** Multiplies. 0 times `Infinity` is 0. */
function times(objects: number, each: number): number {
  return objects === 0 || each === 0 ? 0 : objects * each;
}
