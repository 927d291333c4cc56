import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  isAbstractType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Steps } from './steps';

/** The context in which fields are collected. */
export interface Collecting {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The coerced variables; undefined if they are unknown. In that case, no selection counts as skipped. */
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly steps: Steps;
}

/**
 * Collects the fields of an object by response key, like execution (GraphQL specification, CollectFields and MergeSelectionSets):
 * each fragment is included once, and fragments of other types are ignored.
 * @param sets the selection sets of all nodes with one response key.
 */
export function collectFields(
  { schema, fragments, variables, steps }: Collecting,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): ReadonlyMap<string, readonly FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  for (const set of sets) visit(set);
  return fields;

  function visit(set: SelectionSetNode): void {
    for (const selection of set.selections) {
      steps.take();
      if (isSkipped(selection.directives)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        const nodes = fields.get(key);
        if (nodes) nodes.push(selection);
        else fields.set(key, [selection]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(selection.typeCondition?.name.value)) visit(selection.selectionSet);
      } else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment && applies(fragment.typeCondition.name.value)) visit(fragment.selectionSet);
      }
    }
  }

  function applies(condition: string | undefined): boolean {
    if (condition === undefined || condition === type.name) return true;
    const wanted = schema.getType(condition);
    return isAbstractType(wanted) && schema.isSubType(wanted, type);
  }

  function isSkipped(directives: readonly DirectiveNode[] = []): boolean {
    if (!variables) return false;
    return directives.some((directive) => {
      const isSkip = directive.name.value === GraphQLSkipDirective.name;
      if (!isSkip && directive.name.value !== GraphQLIncludeDirective.name) return false;
      try {
        const definition = isSkip ? GraphQLSkipDirective : GraphQLIncludeDirective;
        return getArgumentValues(definition, directive, variables)['if'] === isSkip;
      } catch {
        // Execution reports the error.
        return false;
      }
    });
  }
}
