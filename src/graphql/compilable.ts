import {
  type ASTNode,
  BREAK,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  isAbstractType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** The most fields of an operation that is compiled, fragments counted at every spread: 10 ms of compiling at most. */
const MAX_FIELDS = 500;

/**
 * Returns whether graphql-jit 0.8 compiles a document right, as far as the document tells; docs/decisions/graphql-jit.md has
 * the cases with what goes wrong. It does not with
 * - a directive: `@skip` and `@include` on spreads and on fields that merge change results;
 * - a string: it is put into the code, and some are taken for code;
 * - a name that objects inherit, or that begins with `_`: results are kept in objects with a prototype, and a list of entities
 *   of which one fails loses its order;
 * - an alias with `_`: resolve infos are kept by response path, joined by that character;
 * - too many fields: it walks a fragment anew at every spread.
 */
export function isCompilable(schema: GraphQLSchema, document: DocumentNode): boolean {
  let compilable = true;
  visit(document, {
    enter(node) {
      if (isPlain(node)) return undefined;
      compilable = false;
      return BREAK;
    },
  });
  return compilable && countFields(schema, document) <= MAX_FIELDS;
}

function isPlain(node: ASTNode): boolean {
  switch (node.kind) {
    case Kind.STRING:
    case Kind.DIRECTIVE:
      return false;
    case Kind.NAME:
      return node.value === '__typename' || !(node.value.startsWith('_') || node.value in Object.prototype);
    case Kind.FIELD:
      return !node.alias?.value.includes('_');
    default:
      return true;
  }
}

/** Counts fields as the compiler meets them; stops soon after the limit. */
function countFields(schema: GraphQLSchema, document: DocumentNode): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  let count = 0;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) walk(definition.selectionSet);
  }
  return count;

  function walk(set: SelectionSetNode | undefined): void {
    for (const selection of set?.selections ?? []) {
      if (count > MAX_FIELDS) return;
      if (selection.kind === Kind.FIELD) {
        count++;
        walk(selection.selectionSet);
      } else {
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
        // A fragment of an abstract type is compiled for each of its possible types.
        const type = schema.getType(fragment?.typeCondition?.name.value ?? '');
        count += type && isAbstractType(type) ? schema.getPossibleTypes(type).length : 1;
        walk(fragment?.selectionSet);
      }
    }
  }
}

/**
 * Returns the variables for which compiled code may differ where they are absent or null: those of a nullable type in a place
 * that must not be null, or below a list or an object of the document.
 */
export function riskyVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): readonly string[] {
  const nullable = new Set(
    (operation.variableDefinitions ?? [])
      .filter(({ type }) => type.kind !== Kind.NON_NULL_TYPE)
      .map(({ variable }) => variable.name.value),
  );
  const risky = new Set<string>();
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Variable(node, _key, _parent, _path, ancestors) {
        const name = node.name.value;
        if (!nullable.has(name)) return;
        const isBelow = ancestors.some((it) => 'kind' in it && (it.kind === Kind.OBJECT || it.kind === Kind.LIST));
        if (isBelow || isNonNullType(typeInfo.getInputType())) risky.add(name);
      },
    }),
  );
  return [...risky];
}
