import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from 'graphql';
import type { Variables } from './coerce-variables';
import { type Collecting, collectFields } from './collect-fields';
import { Steps } from './steps';

/** The maximum number of fields that introspection may return: about four times those of the full introspection query. */
const MAX_INTROSPECTED_FIELDS = 50_000;

const META_FIELDS = new Map([SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]));

/** Returns true if a document introspects the schema. */
export function introspects({ definitions }: DocumentNode): boolean {
  const open = definitions.flatMap((it) => ('selectionSet' in it ? it.selectionSet.selections : []));
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === Kind.FIELD && META_FIELDS.has(node.name.value)) return true;
    if ('selectionSet' in node) open.push(...(node.selectionSet?.selections ?? []));
  }
  return false;
}

/**
 * Checks the number of fields that the introspection in an operation would return. Lists of types nest and aliases multiply them, so
 * that a short document could return millions. They are counted without returning them: once for each selection and type.
 * @param variables the coerced variables. @throws GraphQLError `QUERY_LIMIT_EXCEEDED` if there are too many.
 */
export function checkIntrospection(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const root = schema.getRootType(operation.operation);
  if (!root) return;
  const from = { schema, fragments, variables, steps: new Steps() };
  const counting = new Counting(from);
  let count = 0;
  for (const nodes of collectFields(from, root, [operation.selectionSet]).values()) {
    const field = META_FIELDS.get(nodes[0]?.name.value ?? '');
    if (field) count += counting.fieldsOf(field, nodes, schema);
  }
  if (count > MAX_INTROSPECTED_FIELDS) throw tooMany();
}

type Selected = { readonly field: GraphQLField<unknown, unknown>; readonly nodes: readonly FieldNode[] };

class Counting {
  readonly #from: Collecting;
  readonly #info: GraphQLResolveInfo;
  readonly #selected = new Map<readonly FieldNode[], readonly Selected[]>();
  readonly #counts = new Map<readonly FieldNode[], Map<object, number>>();
  #visited = 0;

  constructor(from: Collecting) {
    this.#from = from;
    this.#info = { schema: from.schema } as GraphQLResolveInfo;
  }

  /** Returns the number of fields in the value of a field, and the field itself. @param source the object that has it. */
  fieldsOf(field: GraphQLField<unknown, unknown>, nodes: readonly FieldNode[], source: object): number {
    // Every visit counts at least once in the result.
    if (++this.#visited > MAX_INTROSPECTED_FIELDS) throw tooMany();
    const [node] = nodes;
    const type = getNamedType(field.type);
    if (!node || !isObjectType(type)) return 1;
    const args = getArgumentValues(field, node, this.#from.variables);
    const value: unknown = field.resolve?.(source, args, undefined, this.#info);
    let count = 1;
    for (const object of Array.isArray(value) ? value : [value]) count += this.#fieldsIn(type, nodes, object);
    return count;
  }

  #fieldsIn(type: GraphQLObjectType, nodes: readonly FieldNode[], object: unknown): number {
    if (typeof object !== 'object' || object === null) return 0;
    const counts = this.#counts.get(nodes) ?? new Map<object, number>();
    this.#counts.set(nodes, counts);
    const known = counts.get(object);
    if (known !== undefined) return known;
    const count = this.#below(type, nodes).reduce(
      (sum, below) => sum + this.fieldsOf(below.field, below.nodes, object),
      0,
    );
    counts.set(object, count);
    return count;
  }

  /** Returns the fields that are selected below a field, merged as in the execution. */
  #below(type: GraphQLObjectType, nodes: readonly FieldNode[]): readonly Selected[] {
    const known = this.#selected.get(nodes);
    if (known) return known;
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const below = [...collectFields(this.#from, type, sets).values()].flatMap((merged) => {
      const field = type.getFields()[merged[0]?.name.value ?? ''];
      return field ? [{ field, nodes: merged }] : [];
    });
    this.#selected.set(nodes, below);
    return below;
  }
}

function tooMany(): GraphQLError {
  return new GraphQLError(
    `The introspection would return more than ${MAX_INTROSPECTED_FIELDS} fields. Select fewer, or use fewer aliases.`,
    {
      extensions: {
        code: 'QUERY_LIMIT_EXCEEDED',
        limit: { name: 'introspectedFields', allowed: MAX_INTROSPECTED_FIELDS },
        http: { status: 400 },
      },
    },
  );
}
