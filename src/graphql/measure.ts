import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { MAX_STEPS } from './steps';

/** What a document asks for, by what can be counted before anything is executed. */
export interface Measures {
  /** Fields within fields. Introspection does not count: it nests deeply, and has a switch of its own. */
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
}

/** Levels of the deepest document that ends: one of a fragment that spreads itself is another rule's to refuse. */
const MAX_LEVELS = 1_000;

/**
 * Measures the largest of a document's operations in each respect, with fields merged by response key as execution merges
 * them: a repeated field counts once. The document need not be valid.
 * @returns what was found; less than there is where `isComplete` is false, since that would take too many steps.
 */
export function measure(document: DocumentNode): Measures & { readonly isComplete: boolean } {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measuring = new Measuring(fragments);
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) measuring.add(definition);
  }
  return { ...measuring.most, isComplete: measuring.isComplete };
}

class Measuring {
  readonly most = { depth: 0, aliases: 0, rootFields: 0, directives: 0 };
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  #found = { depth: 0, aliases: 0, rootFields: 0, directives: 0 };
  #stepsLeft = MAX_STEPS;

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#fragments = fragments;
  }

  get isComplete(): boolean {
    return this.#stepsLeft >= 0;
  }

  add({ directives = [], selectionSet }: OperationDefinitionNode): void {
    this.#found = { depth: 0, aliases: 0, rootFields: 0, directives: directives.length };
    this.#measure([selectionSet], 1, true);
    for (const limit of Object.keys(this.most) as (keyof Measures)[]) {
      this.most[limit] = Math.max(this.most[limit], this.#found[limit]);
    }
  }

  /** @param sets of all nodes of one response key; @param isCounted as a level: introspection is not. */
  #measure(sets: readonly SelectionSetNode[], level: number, isCounted: boolean): void {
    if (level > MAX_LEVELS) return;
    for (const nodes of this.#merge(sets).values()) {
      const isData = isCounted && nodes.some(({ name }) => !name.value.startsWith('__'));
      if (nodes.some(({ alias }) => alias)) this.#found.aliases++;
      if (isData) this.#found.depth = Math.max(this.#found.depth, level);
      if (isData && level === 1) this.#found.rootFields++;
      const below = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (below.length > 0) this.#measure(below, level + 1, isData);
    }
  }

  /** Merges fields by response key, whatever the types of fragments: each fragment once. */
  #merge(sets: readonly SelectionSetNode[]): ReadonlyMap<string, FieldNode[]> {
    const fields = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    const visit = (set: SelectionSetNode): void => {
      for (const selection of set.selections) {
        if (--this.#stepsLeft < 0) return;
        this.#found.directives += selection.directives?.length ?? 0;
        if (selection.kind === Kind.FIELD) {
          const key = (selection.alias ?? selection.name).value;
          const nodes = fields.get(key);
          if (nodes) nodes.push(selection);
          else fields.set(key, [selection]);
        } else if (selection.kind === Kind.INLINE_FRAGMENT) {
          visit(selection.selectionSet);
        } else if (!spread.has(selection.name.value)) {
          spread.add(selection.name.value);
          const fragment = this.#fragments.get(selection.name.value);
          this.#found.directives += fragment?.directives?.length ?? 0;
          if (fragment) visit(fragment.selectionSet);
        }
      }
    };
    for (const set of sets) visit(set);
    return fields;
  }
}
