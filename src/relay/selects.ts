import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/** By the field that is resolved: the same one is resolved for each object of a list. */
const known = new WeakMap<FieldNode, Map<string, boolean>>();

/** Whether a field of that name is asked for anywhere below the field that is resolved. */
export function selects({ fieldNodes, fragments }: GraphQLResolveInfo, name: string): boolean {
  return fieldNodes.some((node) => {
    const answers = known.get(node) ?? new Map<string, boolean>();
    const found = answers.get(name) ?? isIn(node.selectionSet, name, fragments, new Set());
    known.set(node, answers.set(name, found));
    return found;
  });
}

function isIn(
  set: SelectionSetNode | undefined,
  name: string,
  fragments: GraphQLResolveInfo['fragments'],
  seen: Set<string>,
): boolean {
  return (set?.selections ?? []).some((selection) => {
    if (selection.kind === Kind.FIELD) {
      return selection.name.value === name || isIn(selection.selectionSet, name, fragments, seen);
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) return isIn(selection.selectionSet, name, fragments, seen);
    const fragment = selection.name.value;
    if (seen.has(fragment)) return false;
    seen.add(fragment);
    return isIn(fragments[fragment]?.selectionSet, name, fragments, seen);
  });
}
