import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getVariableValues,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import { MAX_DOMAINS, MAX_PAGE_SIZE } from '../contract/limits';

type Args = Readonly<Record<string, unknown>>;

/** What a field costs in upstream calls, at worst. */
interface FieldCost {
  /** For each object that it is asked of. */
  readonly each?: (args: Args) => number;
  /** Once for the whole request, however many objects: what loaders read together. */
  readonly once?: number;
  /** Fields of one object that share the same call. */
  readonly shared?: string;
  /** How many objects it returns. */
  readonly items?: (args: Args) => number;
}

/** What asks for more than is allowed is refused before any call. */
const first = ({ first: count }: Args) => (typeof count === 'number' && count > 0 ? Math.min(count, MAX_PAGE_SIZE) : 1);
const listed =
  (name: string, most = Number.POSITIVE_INFINITY) =>
  (args: Args) =>
    Array.isArray(args[name]) ? Math.min(args[name].length, most) : 1;
const domains = listed('domains', MAX_DOMAINS);
const calls = (count: number) => () => count;

/** A walk over all gateways and their groups, or over all certificates: how many there are is not known before. */
const WALK = 10;

const DETAILS = { each: calls(1), shared: 'details' } as const;
const CHANGE = { each: calls(2) } as const;

/** The cost of every field that calls the upstream; a field that is not here costs nothing of its own. */
const COSTS: Readonly<Record<string, FieldCost>> = {
  'Query.certificate': { each: calls(1) },
  'Query.certificates': { each: costOfList, items: first },
  'Query.gateways': { each: calls(1), items: first },
  'Query.domain': { each: calls(WALK), items: calls(2) },
  'Query.detachPreview': { each: calls(2 + WALK), items: domains },
  'Query.attachPreview': { each: calls(1 + WALK), items: domains },
  'Query._entities': { each: listed('representations') },
  'Mutation.detachCertificateDomains': { each: calls(4), items: domains },
  'Mutation.attachCertificateDomains': CHANGE,
  'Mutation.attachDomainCertificate': { each: calls(WALK + 2) },
  'Mutation.detachDomainCertificate': { each: calls(WALK + 2) },
  'Mutation.createCertificate': CHANGE,
  'Mutation.updateCertificate': { each: calls(3) },
  'Mutation.deleteCertificate': CHANGE,
  'Mutation.replaceCertificate': { each: (args) => WALK + 3 + 3 * domains(args), items: domains },
  // Their gateway's groups may be read first, and turn out to be too many.
  'Certificate.domains': { each: calls(1), once: 1, items: first },
  'Certificate.notBefore': DETAILS,
  'Certificate.version': DETAILS,
  'Certificate.serialNumber': DETAILS,
  'Certificate.issuer': DETAILS,
  'Certificate.organization': DETAILS,
  'Certificate.organizationalUnit': DETAILS,
  'Certificate.locality': DETAILS,
  'Certificate.stateOrProvince': DETAILS,
  'Certificate.country': DETAILS,
  'Certificate.state': DETAILS,
  'Domain.gateway': { once: 1 },
  'Domain.certificate': { once: WALK },
  'Domain.httpRedirectsToHttps': { once: WALK },
  'Gateway.apiGroups': { each: calls(1), shared: 'contents', items: first },
  'Gateway.domains': { each: calls(1), shared: 'contents', items: first },
  'ApiGroup.gateway': { once: 1 },
  'ApiGroup.domains': { once: 1, items: first },
  'AttachCertificateDomainsSuccess.certificate': { each: calls(1) },
  'DetachCertificateDomainsSuccess.certificate': { each: calls(1) },
  'ReplaceCertificateSuccess.certificate': { each: calls(1) },
  'AttachDomainCertificateSuccess.certificate': { each: calls(1) },
  'AttachDomainCertificateSuccess.domain': { each: calls(1) },
  'DetachDomainCertificateSuccess.certificate': { each: calls(1) },
  'DetachDomainCertificateSuccess.domain': { each: calls(1) },
};

/** A filter of our own walks the list; one by state may look at each certificate of it. */
function costOfList(args: Args): number {
  const { state, expiresBefore, covers } = Object(args['filter']) as Record<string, unknown>;
  if (state && state !== 'EXPIRED') return WALK + first(args);
  return state || expiresBefore || covers ? WALK : 1;
}

/** By type, the value of a variable that costs most; any will do where it makes no difference. */
const DEAREST: Readonly<Record<string, unknown>> = {
  Int: MAX_PAGE_SIZE,
  CertificateFilter: { state: 'VALID' },
  CertificateState: 'VALID',
};

/** A list without a bound of its own. One for all, and empty but for its length: it takes no memory. */
const ENDLESS: readonly unknown[] = Object.assign([], { length: 2 ** 32 - 1 });

/** How many upstream calls an operation makes at worst, whatever its variables are. */
export function worstUpstreamCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): number {
  const dearest = (operation.variableDefinitions ?? []).map(({ variable, type }) => [variable.name.value, worst(type)]);
  return upstreamCost(schema, document, operation, Object.fromEntries(dearest));
}

function worst(type: TypeNode): unknown {
  if (type.kind === Kind.NON_NULL_TYPE) return worst(type.type);
  return type.kind === Kind.LIST_TYPE ? ENDLESS : (DEAREST[type.name.value] ?? {});
}

/**
 * The same with the variables of a request.
 * @returns undefined where they are not what the operation says, which its execution refuses.
 */
export function upstreamCostWith(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number | undefined {
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  return coerced && upstreamCost(schema, document, operation, coerced);
}

/**
 * How many upstream calls an operation makes at worst, without retries.
 * A connection counts `first` items in each level below it; nothing is executed.
 */
export function upstreamCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const once = new Map<string, number>();
  const root = schema.getRootType(operation.operation);
  const each = root ? costOfSet(operation.selectionSet, [root], 1, new Set()) : 0;
  return each + [...once.values()].reduce((sum, count) => sum + count, 0);

  /** @param objects how many there are; @param shared calls and fragments that are counted for them already. */
  function costOfSet(
    set: SelectionSetNode,
    types: readonly GraphQLObjectType[],
    objects: number,
    shared: Set<string>,
  ): number {
    let total = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        // Of several possible types the dearest counts.
        const costs = types.map((type) => costOfField(type, selection.name.value, selection, objects, shared));
        total += Math.max(0, ...costs);
      } else {
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
        if (!fragment) continue;
        // Spread again on the same object, a fragment adds nothing: its fields are merged. It must not be walked again either.
        if (selection.kind === Kind.FRAGMENT_SPREAD) {
          const name = `...${selection.name.value}`;
          if (shared.has(name)) continue;
          shared.add(name);
        }
        const condition = fragment.typeCondition?.name.value;
        const inner = condition === undefined ? types : typesOf(condition).filter((type) => types.includes(type));
        total += costOfSet(fragment.selectionSet, inner, objects, shared);
      }
    }
    return total;
  }

  function costOfField(
    type: GraphQLObjectType,
    name: string,
    node: Parameters<typeof getArgumentValues>[1] & { readonly selectionSet?: SelectionSetNode | undefined },
    objects: number,
    shared: Set<string>,
  ): number {
    const field = type.getFields()[name];
    if (!field) return 0;
    const cost = COSTS[`${type.name}.${name}`] ?? {};
    const args = cost.each || cost.items ? argumentsOf(field, node) : {};
    const items = objects * (cost.items?.(args) ?? 1);
    let own = objects * (cost.each?.(args) ?? 0);
    if (cost.shared) {
      if (shared.has(cost.shared)) own = 0;
      shared.add(cost.shared);
    }
    if (cost.once) once.set(`${type.name}.${name}`, cost.once);
    if (!node.selectionSet) return own;
    return own + costOfSet(node.selectionSet, typesOf(getNamedType(field.type).name), items, new Set());
  }

  function argumentsOf(...[field, node]: Parameters<typeof getArgumentValues>): Args {
    try {
      return getArgumentValues(field, node, variables);
    } catch {
      // Execution will refuse it.
      return {};
    }
  }

  function typesOf(name: string): readonly GraphQLObjectType[] {
    const type = schema.getType(name);
    if (!type) return [];
    return isObjectType(type)
      ? [type]
      : 'getTypes' in type || 'getInterfaces' in type
        ? [...schema.getPossibleTypes(type as never)]
        : [];
  }
}

/** Returns the error for an operation that could make too many upstream calls. */
export function costExceeded(found: number, limit: number): GraphQLError {
  return new GraphQLError(
    `The operation could make ${found} calls to the upstream; ${limit} are allowed. Ask for fewer items (\`first\`) or fewer nested fields.`,
    {
      extensions: {
        code: 'QUERY_LIMIT_EXCEEDED',
        limit: { name: 'upstreamCalls', allowed: limit, found },
        http: { status: 400 },
      },
    },
  );
}
