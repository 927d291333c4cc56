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

/** The maximum number of fields of a compiled operation, with fragments counted at every spread. Compiling then takes at most 10 ms. */
const MAX_FIELDS = 500;

/**
 * Returns true if graphql-jit 0.8 compiles a document correctly, as far as the document shows. docs/decisions/graphql-jit.md
 * describes the cases. A document is not compiled if it has
 * - a directive: `@skip` and `@include` on spreads and on merged fields give wrong results;
 * - a string: graphql-jit inserts it into the generated code, and some strings are executed as code;
 * - a name that objects inherit, or that begins with `_`: results are objects with a prototype, and a list of entities loses its
 *   order if one of them fails;
 * - an alias with `_`: graphql-jit identifies resolve infos by their response path, joined with that character;
 * - too many fields: graphql-jit processes a fragment again at every spread.
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

/** Counts fields as the compiler processes them. Stops soon after the limit. */
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
 * Returns the variables for which compiled code may behave differently if they are absent or null: those of a nullable type in a
 * non-null position, or inside a list or an object of the document.
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
