import { certificate, SAMPLE_IDS, sampleProject } from '../../src/simulator/seed';
import { operationsOf, startTestServer, type TestServer } from '../support/server';
import { startUpstream } from '../support/upstream';

const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on Certificate { id name }
    ... on Domain { id name gateway { name } apiGroup { name } certificate { name } }
    ... on Gateway { id name }
    ... on ApiGroup { id name }
  }
}`;

const byFirst = ([one]: unknown[], [other]: unknown[]) => Number(one) - Number(other);

type Reference = { __typename: string; id: string };

async function resolve(server: TestServer, representations: Reference[]) {
  server.forget();
  const { data, errors } = await server.run<{ _entities: ({ id: string; name: string } | null)[] }, object>(ENTITIES, {
    representations,
  });
  return { entities: data._entities, errors, calls: operationsOf(server.received) };
}

describe('references from other subgraphs', () => {
  it('resolve 50 certificates in one upstream call, in the order of the request, with duplicates', async () => {
    const now = new Date();
    const certificates = Array.from({ length: 120 }, (_, i) =>
      certificate(`c-${i}`, `name_${i}`, ['a.example.com'], { now, days: [-1, 90] }),
    );
    const server = await startTestServer({
      habits: { listWithoutGateway: 'all' },
      projects: [{ ...sampleProject(now), certificates }],
    });
    const ids = Array.from({ length: 50 }, (_, i) => `c-${(i * 37) % 60}`);
    const { entities, errors, calls } = await resolve(
      server,
      ids.map((id) => ({ __typename: 'Certificate', id })),
    );
    expect(errors).toBeUndefined();
    expect(entities.map((it) => it?.id)).toEqual(ids);
    expect(calls).toEqual(['listCertificates']);
  });

  it('read further pages only while these are fewer than the missing certificates', async () => {
    const now = new Date();
    const certificates = Array.from({ length: 1_900 }, (_, i) =>
      certificate(`c-${i}`, `name_${i}`, ['a.example.com'], { now, days: [-1, 90] }),
    );
    const server = await startTestServer({
      habits: { listWithoutGateway: 'all' },
      projects: [{ ...sampleProject(now), certificates }],
    });
    const all = await resolve(
      server,
      Array.from({ length: 50 }, (_, i) => ({ __typename: 'Certificate', id: `c-${i * 38}` })),
    );
    expect(all.entities.every((it) => it !== null)).toBe(true);
    expect(all.calls).toEqual(Array(4).fill('listCertificates'));
    const late = await resolve(
      server,
      [1, 2, 1_899].map((i) => ({ __typename: 'Certificate', id: `c-${i}` })),
    );
    expect(late.entities.map((it) => it?.id)).toEqual(['c-1', 'c-2', 'c-1899']);
    expect(late.calls).toEqual(['listCertificates', 'showCertificate']);
  });

  it('to an unknown certificate are null with an error, and the others are resolved', async () => {
    const server = await startTestServer({ habits: { listWithoutGateway: 'all' } });
    const { entities, errors } = await resolve(server, [
      { __typename: 'Certificate', id: 'missing' },
      { __typename: 'Certificate', id: SAMPLE_IDS.shopCertificate },
      { __typename: 'Certificate', id: '../x' },
      { __typename: 'Certificate', id: SAMPLE_IDS.legacyCertificate },
      { __typename: 'Gateway', id: 'missing' },
      { __typename: 'Gateway', id: SAMPLE_IDS.shopGateway },
      { __typename: 'Domain', id: 'missing' },
      { __typename: 'ApiGroup', id: 'missing' },
    ]);
    expect(entities.map((it) => it?.name)).toEqual([
      undefined,
      'shop_wildcard',
      undefined,
      'legacy_site',
      undefined,
      'gateway-shop',
      undefined,
      undefined,
    ]);
    expect(
      errors
        ?.map(({ path, extensions }) => [path?.[1], extensions['code'], (extensions['apig'] as { code: string }).code])
        .sort(),
    ).toEqual([
      [0, 'NOT_FOUND', 'APIG.3025'],
      [2, 'BAD_USER_INPUT', 'GATEWAY.INVALID_INPUT'],
      [4, 'NOT_FOUND', 'GATEWAY.GATEWAY_NOT_FOUND'],
      [6, 'NOT_FOUND', 'GATEWAY.DOMAIN_NOT_FOUND'],
      [7, 'NOT_FOUND', 'GATEWAY.API_GROUP_NOT_FOUND'],
    ]);
  });

  it("that are malformed are the caller's error, and the others are resolved", async () => {
    const server = await startTestServer({ habits: { listWithoutGateway: 'all' } });
    const secret = 'never-shown';
    const wrong: unknown[] = [
      { __typename: secret, id: 'a' },
      { __typename: secret.repeat(500), id: 'a' },
      { __typename: 'Query', id: 'a' },
      { __typename: 'ApigError', id: 'a' },
      { __typename: 'DateTime', id: 'a' },
      { __typename: 'constructor', id: 'a' },
      { __typename: '__proto__', id: 'a' },
      { __typename: ['Certificate'], id: 'a' },
      { __typename: { secret }, id: 'a' },
      { __typename: null, id: 'a' },
      { id: SAMPLE_IDS.shopCertificate },
      {},
      [],
      [{ __typename: 'Certificate', id: SAMPLE_IDS.shopCertificate }],
      secret,
      7,
      true,
      { __typename: 'Certificate' },
      { __typename: 'Certificate', id: null },
      { __typename: 'Certificate', id: 7 },
      { __typename: 'Domain', id: [secret] },
      { __typename: 'Gateway', id: { secret } },
      { __typename: 'ApiGroup', id: secret.repeat(500) },
    ];
    const good = { __typename: 'Certificate', id: SAMPLE_IDS.shopCertificate };
    for (let run = 0; run < 5; run++) {
      const { entities, errors, calls } = await resolve(server, [good, ...wrong, good] as Reference[]);
      expect(entities.map((it) => it?.name ?? null)).toEqual([
        'shop_wildcard',
        ...wrong.map(() => null),
        'shop_wildcard',
      ]);
      expect(errors?.map(({ path, extensions }) => [path?.[1], extensions['code']]).sort(byFirst)).toEqual(
        wrong.map((_, index) => [index + 1, 'BAD_USER_INPUT']),
      );
      expect(errors?.every(({ message }) => message.startsWith('representations['))).toBe(true);
      expect(calls).toEqual(['showCertificate']);
      expect(JSON.stringify([errors, server.log])).not.toContain(secret);
      expect(server.log.filter((line) => /"level":(50|60)|stack/.test(line))).toEqual([]);
    }
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain('gateway_masked_errors_total 0');
    const inline = await server.run<{ _entities: unknown[] }, object>(
      '{ _entities(representations: [7, "x", { id: "a" }, {}]) { __typename } }',
    );
    expect(inline.data._entities).toEqual([null, null, null, null]);
    expect(inline.errors?.every(({ extensions }) => extensions['code'] === 'BAD_USER_INPUT')).toBe(true);
    const nobody = await server.run<{ _entities: unknown[] }, object>(
      ENTITIES,
      { representations: wrong },
      { token: null },
    );
    expect(nobody.errors?.map(({ extensions }) => extensions['code'])).toEqual(wrong.map(() => 'BAD_USER_INPUT'));
  });

  it('to any number of domains, groups and gateways cost a call for the gateways and one for the groups of each', async () => {
    const server = await startTestServer({ habits: { listWithoutGateway: 'all' } });
    const domains = (server.projects[0]?.domains ?? []).map(({ id }) => ({ __typename: 'Domain', id }));
    const groups = (server.projects[0]?.groups ?? []).map(({ id }) => ({ __typename: 'ApiGroup', id }));
    const { entities, errors, calls } = await resolve(server, [...domains, ...groups]);
    expect(errors).toBeUndefined();
    expect(entities[0]).toEqual({
      __typename: 'Domain',
      id: 'b9be707660c5406394f8973e00000001',
      name: 'www.shop.example.com',
      gateway: { name: 'gateway-shop' },
      apiGroup: { name: 'shop' },
      certificate: { name: 'shop_wildcard' },
    });
    expect(entities.map((it) => it?.id)).toEqual([...domains, ...groups].map(({ id }) => id));
    const count = (operation: string) => calls.filter((it) => it === operation).length;
    expect([count('listGateways'), count('listApiGroups')]).toEqual([1, 2]);
    // Four certificates are in use, and one page lists all of them.
    expect([count('listCertificates'), count('showCertificate')]).toEqual([1, 0]);
  });

  it('to two certificates are read one by one', async () => {
    const server = await startTestServer({ habits: { listWithoutGateway: 'all' } });
    const two = [SAMPLE_IDS.shopCertificate, SAMPLE_IDS.legacyCertificate].map((id) => ({
      __typename: 'Certificate',
      id,
    }));
    expect((await resolve(server, two)).calls).toEqual(['showCertificate', 'showCertificate']);
  });

  it.each([
    // The list is tried gateway by gateway too, and the gateways are refused.
    ['APIG.2012', 400, 'each is asked for alone', 5],
    ['APIG.1005', 403, 'each is asked for alone', 4],
    ['APIG.0308', 429, 'none is asked for alone', 1],
    ['APIG.9999', 500, 'none is asked for alone', 1],
  ])('if the list is refused with %s, %i: %s', async (error_code, status, _, calls) => {
    const asked: string[] = [];
    const endpoint = await startUpstream(({ url = '' }, response) => {
      asked.push(url);
      const id = /certificates\/(\w+)$/.exec(url)?.[1];
      response.writeHead(id === undefined ? status : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(id === undefined ? { error_code, error_msg: 'no' } : { id, name: `name_${id}` }));
    });
    const server = await startTestServer({ endpoint });
    const references = ['a', 'b', 'c'].map((id) => ({ __typename: 'Certificate', id }));
    const { entities, errors } = await resolve(server, references);
    expect(asked).toHaveLength(calls);
    expect(entities.map((it) => it?.name)).toEqual(
      calls > 1 ? ['name_a', 'name_b', 'name_c'] : [undefined, undefined, undefined],
    );
    expect(errors?.length ?? 0).toBe(calls > 1 ? 0 : 3);
  });

  it('without a token are all errors, without an upstream call', async () => {
    const server = await startTestServer({ habits: { listWithoutGateway: 'all' } });
    const { data, errors } = await server.run<{ _entities: unknown[] }, object>(
      ENTITIES,
      {
        representations: [
          { __typename: 'Certificate', id: 'a' },
          { __typename: 'Domain', id: 'b' },
        ],
      },
      { token: null },
    );
    expect(data._entities).toEqual([null, null]);
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED']);
    expect(server.received).toEqual([]);
  });
});
