import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/** The results by selection set and field name. Each selection set is searched once, however often its field is resolved. */
const known = new WeakMap<SelectionSetNode, Map<string, boolean>>();

/** Returns true if a field with this name is selected anywhere below the field being resolved. */
export function selects({ fieldNodes, fragments }: GraphQLResolveInfo, name: string): boolean {
  return fieldNodes.some(({ selectionSet }) => isIn(selectionSet, name, fragments));
}

/** Returns true if a field with this name is selected directly on the object being resolved. */
export function selectsDirectly({ fieldNodes, fragments }: GraphQLResolveInfo, name: string): boolean {
  const seen = new Set<SelectionSetNode>();
  return fieldNodes.some(({ selectionSet }) => isDirectlyIn(selectionSet));

  function isDirectlyIn(set: SelectionSetNode | undefined): boolean {
    if (!set || seen.has(set)) return false;
    seen.add(set);
    return set.selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return selection.name.value === name;
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
      return isDirectlyIn(isSpread ? fragments[selection.name.value]?.selectionSet : selection.selectionSet);
    });
  }
}

function isIn(set: SelectionSetNode | undefined, name: string, fragments: GraphQLResolveInfo['fragments']): boolean {
  if (!set) return false;
  const names = known.get(set) ?? new Map<string, boolean>();
  known.set(set, names);
  const found = names.get(name);
  if (found !== undefined) return found;
  // A valid document has no fragment cycles, so this recursion ends.
  const isThere = set.selections.some((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      return isIn(fragments[selection.name.value]?.selectionSet, name, fragments);
    }
    if (selection.kind === Kind.FIELD && selection.name.value === name) return true;
    return isIn(selection.selectionSet, name, fragments);
  });
  names.set(name, isThere);
  return isThere;
}
