import fc from 'fast-check';
import { CertificatesDocument, type CertificatesQueryVariables } from '../../../schema/generated/operations';
import type { Project, StoredCertificate } from '../../../src/simulator/estate';
import { certificateEstate } from '../../support/certificate-estate';
import { refill } from '../../support/random-estate';
import { startTestServer, type TestServer } from '../../support/server';

type Filter = NonNullable<CertificatesQueryVariables['filter']>;
type Order = NonNullable<CertificatesQueryVariables['orderBy']>;
type Wanted = { filter?: Filter; orderBy?: Order };

const GATEWAYS = ['gw-b', 'gw-a', 'gw-c'];
const DAY_MS = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

/** The whole list that a request describes: the full state, filtered and sorted here. */
function expectedIds(project: Project, { filter = {}, orderBy }: Wanted, byGateway: boolean): string[] {
  const now = Date.now();
  const attached = new Set(project.domains.map(({ certificateId }) => certificateId));
  const found = project.certificates.filter((it) => {
    const [from, to] = [Date.parse(it.not_before), Date.parse(it.not_after)];
    const state = to < now ? 'EXPIRED' : from > now ? 'NOT_YET_VALID' : to - now < 31 * DAY_MS ? 'EXPIRING' : 'VALID';
    return (
      (!filter.instanceId || [filter.instanceId, 'common'].includes(it.instance_id)) &&
      (!filter.type || filter.type === it.type.toUpperCase()) &&
      (!filter.name || it.name.toLowerCase().includes(filter.name.toLowerCase())) &&
      (!filter.expiresBefore || to < Date.parse(filter.expiresBefore)) &&
      (!filter.expiresAfter || to > Date.parse(filter.expiresAfter)) &&
      (!filter.states || filter.states.includes(state)) &&
      (typeof filter.attached !== 'boolean' || filter.attached === attached.has(it.id))
    );
  });
  return sorted(found, orderBy, byGateway && !filter.instanceId).map(({ id }) => id);
}

function sorted(
  all: readonly StoredCertificate[],
  orderBy: Order | undefined,
  byGateway: boolean,
): StoredCertificate[] {
  if (!orderBy) {
    const gateways = ['common', ...[...GATEWAYS].sort()];
    return byGateway ? gateways.flatMap((id) => all.filter((it) => it.instance_id === id)) : [...all];
  }
  const value = ({ name, not_after, create_time }: StoredCertificate) =>
    orderBy.field === 'NAME' ? name : new Date(orderBy.field === 'NOT_AFTER' ? not_after : create_time).toISOString();
  const key = (it: StoredCertificate) => [value(it), it.id] as const;
  const sign = orderBy.direction === 'DESC' ? -1 : 1;
  return [...all].sort((one, other) => {
    const [[a, b], [c, d]] = [key(one), key(other)];
    return a === c ? (b < d ? -1 : 1) : a < c ? -sign : sign;
  });
}

async function page(server: TestServer, wanted: Wanted, first: number, after: string | null) {
  const { data } = await server.run(CertificatesDocument, { ...wanted, first, after });
  const { certificates } = data;
  if (certificates?.__typename !== 'CertificateConnection') throw new Error(JSON.stringify([wanted, certificates]));
  const { edges, pageInfo, totalCount } = certificates;
  return {
    ids: edges.map(({ node }) => node?.id ?? ''),
    cursors: edges.map(({ cursor }) => cursor),
    pageInfo,
    totalCount,
  };
}

/** Goes through a list with pages of the given sizes, forward and now and then back to an earlier cursor. */
async function walk(server: TestServer, wanted: Wanted, expected: readonly string[], sizes: readonly number[]) {
  const cursors: string[] = [];
  let after: string | null = null;
  for (let turn = 0; ; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    const found: Awaited<ReturnType<typeof page>> = await page(server, wanted, size, after);
    const start = cursors.length;
    expect([wanted, found.ids]).toEqual([wanted, expected.slice(start, start + size)]);
    expect([wanted, found.totalCount]).toEqual([wanted, expected.length]);
    expect(found.pageInfo).toMatchObject({
      hasNextPage: start + size < expected.length,
      hasPreviousPage: start > 0,
    });
    cursors.push(...found.cursors);
    if (turn % 4 === 2) {
      const back = Math.floor(cursors.length / 3);
      const earlier = await page(server, wanted, size, cursors[back] ?? null);
      expect([wanted, earlier.ids]).toEqual([wanted, expected.slice(back + 1, back + 1 + size)]);
    }
    if (!found.pageInfo.hasNextPage) return;
    after = found.pageInfo.endCursor ?? null;
  }
}

const filters: fc.Arbitrary<Filter> = fc.record(
  {
    instanceId: fc.constantFrom(...GATEWAYS),
    type: fc.constantFrom('GLOBAL' as const, 'INSTANCE' as const),
    name: fc.constantFrom('1', 'NAME_2'),
    expiresBefore: fc.integer({ min: -20, max: 120 }).map(inDays),
    expiresAfter: fc.integer({ min: -20, max: 120 }).map(inDays),
    states: fc.uniqueArray(
      fc.constantFrom('VALID' as const, 'EXPIRING' as const, 'EXPIRED' as const, 'NOT_YET_VALID' as const),
    ),
    attached: fc.boolean(),
  },
  { requiredKeys: [] },
);

const orders: fc.Arbitrary<Order> = fc.record({
  field: fc.constantFrom('NAME', 'NOT_AFTER', 'CREATED_AT'),
  direction: fc.constantFrom('ASC', 'DESC'),
});

/** A project in which many certificates have equal times and names in no order. */
function randomEstate(count: number, seed: number): Project {
  const at = (index: number, salt: number) => Math.abs(Math.sin((index + 1) * 7919 + salt * 104_729 + seed) * 1e6);
  return certificateEstate({
    gateways: GATEWAYS,
    count,
    gatewayOf: (index) => [undefined, undefined, ...GATEWAYS][Math.floor(at(index, 1)) % 5],
    daysOf: (index) => [Math.floor(at(index, 2)) % 5 === 0 ? 2 : -30, (Math.floor(at(index, 3)) % 130) - 20],
    attachedOf: (index) => Math.floor(at(index, 4)) % 2 === 0,
    more: (index) => ({
      name: `Name_${Math.floor(at(index, 5)) % 1000}_${index}`,
      create_time: new Date(1.7e12 + (Math.floor(at(index, 6)) % 50) * 1e7).toISOString(),
    }),
  });
}

describe.each([
  ['in one list', { listWithoutGateway: 'all' as const }, false],
  ['gateway by gateway', { listWithoutGateway: 'refuse' as const }, true],
])('certificates, listed %s', (_, habits, byGateway) => {
  it('are those of the upstream, for random filters, orders and page sizes', async () => {
    const server = await startTestServer({ projects: [randomEstate(0, 0)], habits });
    const [served] = server.projects;
    if (!served) throw new Error('no project');
    const property = fc.asyncProperty(
      fc.record({ count: fc.integer({ min: 0, max: 60 }), seed: fc.integer({ min: 0, max: 1000 }) }),
      fc.record({ filter: filters, orderBy: orders }, { requiredKeys: [] }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }),
      async ({ count, seed }, wanted, sizes) => {
        refill(served, randomEstate(count, seed));
        await walk(server, wanted, expectedIds(served, wanted, byGateway), sizes);
      },
    );
    await fc.assert(property, { numRuns: 60 });
  }, 120_000);

  it('are neither lost nor repeated in an order while others are created and deleted', async () => {
    const project = randomEstate(120, 3);
    const server = await startTestServer({ projects: [project], habits });
    const property = fc.asyncProperty(
      orders,
      fc.integer({ min: 1, max: 30 }),
      fc.integer(),
      async (orderBy, first, seed) => {
        refill(project, randomEstate(120, seed));
        const kept = new Set(project.certificates.filter((_, index) => index % 3 !== 0).map(({ id }) => id));
        const seen: string[] = [];
        for (let after: string | null = null; ; ) {
          const found: Awaited<ReturnType<typeof page>> = await page(server, { orderBy }, first, after);
          seen.push(...found.ids);
          if (!found.pageInfo.hasNextPage) break;
          after = found.pageInfo.endCursor ?? null;
          // The last one seen is deleted unless it is kept, and new ones appear at the front of the upstream's list.
          const index = project.certificates.findIndex(({ id }) => id === found.ids.at(-1));
          if (!kept.has(found.ids.at(-1) ?? '')) project.certificates.splice(index, 1);
          const [model] = project.certificates;
          if (model)
            project.certificates.unshift({ ...model, id: `new-${seen.length}`, name: `Name_${seen.length}_new` });
        }
        expect(new Set(seen).size).toBe(seen.length);
        expect([...kept].filter((id) => !seen.includes(id))).toEqual([]);
      },
    );
    await fc.assert(property, { numRuns: 15 });
  }, 120_000);

  it('can be 10,000', async () => {
    const project = randomEstate(10_000, 11);
    const server = await startTestServer({ projects: [project], habits });
    const all: readonly Wanted[] = [
      {},
      { orderBy: { field: 'NAME', direction: 'ASC' } },
      { orderBy: { field: 'NOT_AFTER', direction: 'DESC' }, filter: { attached: true, expiresAfter: inDays(10) } },
      { filter: { states: ['EXPIRED'], type: 'GLOBAL' } },
    ];
    for (const wanted of all) {
      await walk(server, wanted, expectedIds(project, wanted, byGateway), [500, 311, 499, 173]);
    }
  }, 180_000);
});

describe('a list that is too long or changes', () => {
  it('is an error and no shorter list', async () => {
    const project = randomEstate(10_700, 2);
    const server = await startTestServer({ projects: [project], habits: { listWithoutGateway: 'all' } });
    for (const wanted of [{ orderBy: { field: 'NAME', direction: 'ASC' } }, { filter: { attached: true } }] as const) {
      const { data } = await server.run(CertificatesDocument, { ...wanted, first: 500 });
      expect(data.certificates).toMatchObject({ __typename: 'ApigInvalidInputError', code: 'GATEWAY.TOO_MANY_CALLS' });
    }
  }, 60_000);
});

describe('a cursor of an order', () => {
  it('is refused by every other order, filter and list, and when it is forged', async () => {
    const server = await startTestServer({ projects: [randomEstate(20, 5)] });
    const orderBy = { field: 'NAME', direction: 'ASC' } as const;
    const { cursors } = await page(server, { orderBy }, 5, null);
    const others: Wanted[] = [
      {},
      { orderBy: { ...orderBy, direction: 'DESC' } },
      { orderBy: { ...orderBy, field: 'NOT_AFTER' } },
      { orderBy, filter: { type: 'GLOBAL' } },
      { orderBy, filter: { attached: true } },
    ];
    server.forget();
    for (const [wanted, after] of [
      ...others.map((it) => [it, cursors[2] ?? ''] as const),
      [{ orderBy }, Buffer.from('o:["a","b"]:000000000000').toString('base64url')] as const,
    ]) {
      const { data } = await server.run(CertificatesDocument, { ...wanted, first: 5, after });
      expect(data.certificates).toMatchObject({
        __typename: 'ApigInvalidInputError',
        parameter: 'after',
        message: 'after is not a cursor of this list with this filter and order.',
      });
    }
    expect(server.received).toEqual([]);
  });

  it('fits its limit of length whatever the name is', async () => {
    const project = randomEstate(3, 5);
    for (const [index, it] of project.certificates.entries()) {
      Object.assign(it, { name: `${'证'.repeat(200)}${index}`, id: `${'c'.repeat(60)}-${index}` });
    }
    const server = await startTestServer({ projects: [project] });
    const wanted = { orderBy: { field: 'NAME', direction: 'ASC' } } as const;
    await walk(server, wanted, expectedIds(project, wanted, true), [1]);
  });
});
