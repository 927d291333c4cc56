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
import { type Args, type Count, costOf } from '../request/cost';
import { CallCount } from './call-count';
import { type Collecting, collectFields } from './collect-fields';
import { dearestVariables } from './dearest-variables';
import { Steps } from './steps';

/**
 * Counts the upstream calls that an operation makes at worst, whatever its variables are; nothing is executed.
 * @returns `Infinity` where nobody can say: it depends on a list of any length, or on how variables are used, or the document is too intricate.
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
 * Counts the upstream calls that an operation makes at worst with its variables, without retries; nothing is executed.
 * @param coerced as `getVariableValues` of graphql-js returns them.
 * @throws GraphQLError `QUERY_LIMIT_EXCEEDED` for a document that is too intricate to be counted.
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
    `The operation could make ${found} calls to the upstream; ${limit} are allowed. Ask for fewer items (\`first\`) or fewer nested fields.`,
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
    costOfField(root, nodes, 1, {}, new Set()),
  );
  // A change forgets what was read: what follows it has budgets of its own.
  if (operation === OperationTypeNode.MUTATION) return fields.reduce((sum, { total }) => sum + total, 0);
  const all = new CallCount();
  for (const field of fields) all.add(field);
  return all.total;

  /** @param objects how many of the type there are; @param counted the shared calls that are counted for them already. */
  function costOfField(
    type: GraphQLObjectType,
    nodes: readonly FieldNode[],
    objects: number,
    parentArgs: Args,
    counted: Set<string>,
  ): CallCount {
    const result = new CallCount();
    const [node] = nodes;
    const field = node && type.getFields()[node.name.value];
    if (!field) return result;
    const { calls = 0, budgets = {}, shared, items = 1 } = costOf(field) ?? {};
    const args = argumentsOf(field, node);
    const evaluate = (value: Count) => (typeof value === 'number' ? value : value(args, parentArgs));
    if (shared === undefined || !counted.has(shared)) {
      result.addCalls(times(objects, evaluate(calls)));
      for (const [budget, each] of Object.entries(budgets)) {
        result.addWithin(budget as CallBudget, times(objects, evaluate(each)));
      }
    }
    if (shared !== undefined) counted.add(shared);
    const sets = nodes.flatMap(({ selectionSet: set }) => (set ? [set] : []));
    if (sets.length > 0) {
      result.add(costOfSets(getNamedType(field.type), sets, times(objects, evaluate(items)), args));
    }
    return result;
  }

  /** Of several possible types the dearest counts. */
  function costOfSets(
    named: GraphQLNamedType,
    sets: readonly SelectionSetNode[],
    objects: number,
    parentArgs: Args,
  ): CallCount {
    const dearest = new CallCount();
    for (const type of objectTypes(named)) {
      const cost = new CallCount();
      const counted = new Set<string>();
      for (const nodes of collectFields(from, type, sets).values()) {
        cost.add(costOfField(type, nodes, objects, parentArgs, counted));
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
      // Execution refuses it with these variables; where they are not known, nobody can say.
      if (from.variables) return {};
      throw error;
    }
  }
}

/** None of any number is none. */
function times(objects: number, each: number): number {
  return objects === 0 || each === 0 ? 0 : objects * each;
}
