import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/**
 * Returns true if the field at a path of names, below the field being resolved, is selected: on any of the possible types, and whatever
 * `@skip` and `@include` say.
 */
export function selectsAt({ fieldNodes, fragments }: GraphQLResolveInfo, ...path: readonly string[]): boolean {
  let fields: readonly FieldNode[] = fieldNodes;
  for (const name of path) fields = fieldsBelow(fields, fragments).filter((field) => field.name.value === name);
  return fields.length > 0;
}

/** Returns the fields that are selected directly on the objects of some fields. Each fragment is searched once. */
function fieldsBelow(parents: readonly FieldNode[], fragments: GraphQLResolveInfo['fragments']): FieldNode[] {
  const found: FieldNode[] = [];
  const seen = new Set<SelectionSetNode>();
  for (const { selectionSet } of parents) collect(selectionSet);
  return found;

  function collect(set: SelectionSetNode | undefined): void {
    if (!set || seen.has(set)) return;
    seen.add(set);
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) found.push(selection);
      else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
      else collect(fragments[selection.name.value]?.selectionSet);
    }
  }
}
