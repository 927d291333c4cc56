import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { MAX_STEPS } from './steps';

/** The measures of a document that can be counted before it is executed. */
export interface Measures {
  /** The levels of nested fields. Introspection does not count: it nests deeply, and can be turned off separately. */
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
}

/** The maximum number of levels to measure. A fragment that spreads itself never ends; another rule rejects it. */
const MAX_LEVELS = 1_000;

/**
 * Measures a document, taking the largest of its operations for each measure. Fields are merged by response key as in execution,
 * so that a repeated field counts once. The document need not be valid.
 * @returns the measures. If `isComplete` is false, they are too low, because counting would take too many steps.
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

  /** @param sets the selection sets of all nodes with one response key. @param isCounted true if the level counts; false in introspection. */
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

  /** Merges fields by response key, regardless of the types of fragments. Each fragment is included once. */
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
