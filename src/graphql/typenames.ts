import {
  type DocumentNode,
  type FieldNode,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

const TYPENAME = '__typename';
const TYPENAME_FIELD: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: TYPENAME } };

/** Prints a document with its definitions sorted by kind and name, because their order has no meaning. */
export function printSorted(document: DocumentNode): string {
  return print({ ...document, definitions: document.definitions.toSorted((a, b) => compare(keyOf(a), keyOf(b))) });
}

/**
 * Returns the document with `__typename` in every selection set except those of operations, as Apollo Client and urql send it
 * (`addTypenameToDocument` of @apollo/client).
 */
export function withTypenames(document: DocumentNode): DocumentNode {
  return editSelections(document, (selections) =>
    selections.some(isPlainTypename) ? selections : [...selections, TYPENAME_FIELD],
  );
}

/**
 * Returns the document without each `__typename` that a client may have added. A selection set never becomes empty, because a field
 * with an empty set is printed like one without. An alias or a directive was written by someone, and stays.
 */
export function withoutTypenames(document: DocumentNode): DocumentNode {
  return editSelections(document, (selections) => {
    const others = selections.filter((it) => !isPlainTypename(it));
    return others.length > 0 ? others : selections.slice(0, 1);
  });
}

function editSelections(
  document: DocumentNode,
  edit: (selections: readonly SelectionNode[]) => readonly SelectionNode[],
): DocumentNode {
  return visit(document, {
    SelectionSet: {
      leave(node, _key, parent): SelectionSetNode | undefined {
        if (parent && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION) return undefined;
        return { ...node, selections: edit(node.selections) };
      },
    },
  });
}

function isPlainTypename(node: SelectionNode): boolean {
  return (
    node.kind === Kind.FIELD &&
    node.name.value === TYPENAME &&
    !node.alias &&
    !node.arguments?.length &&
    !node.directives?.length
  );
}

function keyOf(definition: DocumentNode['definitions'][number]): string {
  const name = 'name' in definition ? definition.name?.value : undefined;
  return `${definition.kind} ${name ?? ''}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
