import { type ConstDirectiveNode, type GraphQLSchema, isObjectType, valueFromASTUntyped } from 'graphql';
import { DEFAULT_PAGE_SIZE } from '../../src/contract/limits';
import { costOf } from '../../src/request/cost';
import { buildFederatedSchema } from '../../src/schema/build-schema';

interface Costed {
  readonly path: string;
  readonly weight: number | undefined;
  readonly listSize: Readonly<Record<string, unknown>> | undefined;
}

describe('the directives of demand control', () => {
  let schema: GraphQLSchema;
  let fields: Map<string, Costed>;

  beforeAll(async () => {
    schema = await buildFederatedSchema();
    fields = new Map(costedFields(schema).map((it) => [it.path, it]));
  });

  it.each([
    ['Query.certificate', 1],
    // One page, two of the gateways, and the lists of up to 102 of them.
    ['Query.certificates', 105],
    ['Query.gateways', 1],
    ['Certificate.domains', 2],
    ['Certificate.notBefore', 1],
    ['Certificate.name', undefined],
  ])('weigh %s as %s calls', (path, weight) => {
    expect(fields.get(path)?.weight).toBe(weight);
  });

  it('give each field with a fixed number of calls at least this weight', () => {
    let compared = 0;
    for (const { path, calls } of fixedCalls(schema)) {
      expect([path, (fields.get(path)?.weight ?? 0) >= calls]).toEqual([path, true]);
      compared++;
    }
    expect(compared).toBeGreaterThan(20);
  });

  it('size each list: a connection of an object by `first`, any other by its longest length or the default page', () => {
    const connections = [...fields.values()].filter(({ path }) => path.endsWith('Connection.edges'));
    expect(connections.length).toBeGreaterThanOrEqual(4);
    for (const { listSize } of connections) expect(listSize).toEqual({ assumedSize: DEFAULT_PAGE_SIZE });
    for (const path of ['Certificate.domains', 'Gateway.domains', 'Gateway.apiGroups', 'ApiGroup.domains']) {
      expect(fields.get(path)?.listSize).toEqual({
        slicingArguments: ['first'],
        sizedFields: ['edges'],
        requireOneSlicingArgument: false,
      });
    }
    expect(fields.get('DomainPlacements.placements')?.listSize).toEqual({ assumedSize: 100 });
  });
});

function costedFields(schema: GraphQLSchema): Costed[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields()).map(({ name, astNode }) => {
        const used = new Map((astNode?.directives ?? []).map((it) => [it.name.value, argumentsOf(it)]));
        const weight = used.get('cost')?.['weight'];
        return {
          path: `${type.name}.${name}`,
          weight: weight === undefined ? undefined : Number(weight),
          listSize: used.get('listSize'),
        };
      }),
    );
}

function argumentsOf({ arguments: args = [] }: ConstDirectiveNode): Record<string, unknown> {
  return Object.fromEntries(args.map(({ name, value }) => [name.value, plain(valueFromASTUntyped(value))]));
}

function plain(value: unknown): unknown {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}

/** The fields whose declared cost is a number. */
function fixedCalls(schema: GraphQLSchema): { path: string; calls: number }[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) => {
        const calls = costOf(field)?.calls;
        return typeof calls === 'number' ? [{ path: `${type.name}.${field.name}`, calls }] : [];
      }),
    );
}
