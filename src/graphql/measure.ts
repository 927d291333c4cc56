import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** What a document asks for, by what can be counted before anything is executed. */
export interface Measures {
  /** Fields within fields. Introspection does not count: it nests deeply, and has a switch of its own. */
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
}

interface Size {
  depth: number;
  aliases: number;
  directives: number;
  fields: number;
}

/** Measures the largest of a document's operations in each respect. Each fragment is looked at once, however often it is spread. */
export function measure(document: DocumentNode): Measures {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
  }
  const known = new Map<string, Size>();
  const sizes = operations.map((operation) => add(sizeOf(operation.selectionSet), operation.directives?.length ?? 0));
  const most = (pick: (size: Size) => number) => Math.max(0, ...sizes.map(pick));
  return {
    depth: most(({ depth }) => depth),
    aliases: most(({ aliases }) => aliases),
    rootFields: most(({ fields }) => fields),
    directives: most(({ directives }) => directives),
  };

  function sizeOf(set: SelectionSetNode | undefined): Size {
    const total: Size = { depth: 0, aliases: 0, directives: 0, fields: 0 };
    for (const selection of set?.selections ?? []) {
      const size = sizeOfSelection(selection);
      total.depth = Math.max(total.depth, size.depth);
      total.aliases += size.aliases;
      total.directives += size.directives;
      total.fields += size.fields;
    }
    return total;
  }

  function sizeOfSelection(selection: SelectionNode): Size {
    const directives = selection.directives?.length ?? 0;
    if (selection.kind === Kind.FRAGMENT_SPREAD) return add(sizeOfFragment(selection.name.value), directives);
    const inner = add(sizeOf(selection.selectionSet), directives);
    if (selection.kind === Kind.INLINE_FRAGMENT) return inner;
    const isIntrospection = selection.name.value.startsWith('__');
    return {
      depth: isIntrospection ? 0 : inner.depth + 1,
      aliases: inner.aliases + (selection.alias ? 1 : 0),
      directives: inner.directives,
      fields: isIntrospection ? 0 : 1,
    };
  }

  function sizeOfFragment(name: string): Size {
    const found = known.get(name);
    if (found) return found;
    // A fragment that spreads itself is another rule's to refuse: here it counts for nothing the second time.
    known.set(name, { depth: 0, aliases: 0, directives: 0, fields: 0 });
    const fragment = fragments.get(name);
    const size = add(sizeOf(fragment?.selectionSet), fragment?.directives?.length ?? 0);
    known.set(name, size);
    return size;
  }
}

function add(size: Size, directives: number): Size {
  return directives === 0 ? size : { ...size, directives: size.directives + directives };
}
