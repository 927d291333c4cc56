import { CertificatesDocument, type CertificatesQueryVariables } from '../../../schema/generated/operations';
import { otherProject, SAMPLE_IDS, sampleProject } from '../../../src/simulator/seed';
import { OTHER_PROJECT_ID, TOKENS } from '../../../src/simulator/tokens';
import { certificateEstate } from '../../support/certificate-estate';
import { startInterceptor } from '../../support/interceptor';
import { operationsOf, startTestServer, type TestServer } from '../../support/server';
import { startTestSimulator } from '../../support/simulator';

type Variables = Partial<CertificatesQueryVariables>;

const LENIENT = { listWithoutGateway: 'all' } as const;

async function run(server: TestServer, variables: Variables = {}, options = {}) {
  server.forget();
  const { data } = await server.run(CertificatesDocument, { first: 100, ...variables }, options);
  if (!data.certificates) throw new Error('no result');
  return data.certificates;
}

async function list(server: TestServer, variables: Variables = {}, options = {}) {
  const result = await run(server, variables, options);
  if (result.__typename !== 'CertificateConnection') throw new Error(JSON.stringify(result));
  return { ...result, names: result.edges.map(({ node }) => node?.name ?? '') };
}

/** The gateways that the lists of certificates named; null where there was none. */
function asked({ received }: TestServer): (string | null)[] {
  return received
    .filter(({ operation }) => operation === 'listCertificates')
    .map(({ url }) => new URL(url, 'http://x').searchParams.get('instance_id'));
}

/** All names, page by page. */
async function walk(server: TestServer, first: number, variables: Variables = {}, total?: number): Promise<string[]> {
  const names: string[] = [];
  for (let after: string | null | undefined = null; ; ) {
    const page: Awaited<ReturnType<typeof list>> = await list(server, { ...variables, first, after });
    if (total !== undefined) expect(page.totalCount).toBe(total);
    expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
    names.push(...page.names);
    if (!page.pageInfo.hasNextPage) return names;
    after = page.pageInfo.endCursor;
  }
}

const GATEWAYS = ['gw-b', 'gw-a', 'gw-c'];
const estate = () =>
  certificateEstate({ gateways: GATEWAYS, count: 40, gatewayOf: (i) => [undefined, 'gw-a', undefined, 'gw-b'][i % 4] });
/** The names in the order of a list by gateway: the global ones, then those of each gateway by its id. */
const IN_ORDER = [
  ...Array.from({ length: 20 }, (_, i) => `name_${2 * i}`),
  ...Array.from({ length: 10 }, (_, i) => `name_${4 * i + 1}`),
  ...Array.from({ length: 10 }, (_, i) => `name_${4 * i + 3}`),
];

describe('a region that lists certificates by gateway only', () => {
  it('is learned from its refusal, which costs one call', async () => {
    const server = await startTestServer({ projects: [estate()] });
    expect((await list(server)).names).toEqual(IN_ORDER);
    expect(operationsOf(server.received)).toEqual([
      'listCertificates',
      'listGateways',
      ...Array(4).fill('listCertificates'),
    ]);
    expect(asked(server)).toEqual([null, 'gw-a', 'gw-a', 'gw-b', 'gw-c']);
    expect((await list(server)).totalCount).toBe(40);
    expect(asked(server)).toEqual(['gw-a', 'gw-a', 'gw-b', 'gw-c']);
  });

  it.each([1, 3, 7, 19, 20, 21, 39, 40, 41])('has each certificate once, %i to a page', async (first) => {
    const server = await startTestServer({ projects: [estate()] });
    expect(await walk(server, first, {}, 40)).toEqual(IN_ORDER);
  });

  it('has the certificates of one scope, with the calls for that scope alone', async () => {
    const server = await startTestServer({ projects: [estate()], env: { CERTIFICATE_LIST: 'gateway' } });
    expect((await list(server, { filter: { type: 'GLOBAL' } })).names).toEqual(IN_ORDER.slice(0, 20));
    expect(asked(server)).toEqual(['gw-a']);
    expect((await list(server, { filter: { type: 'INSTANCE' } })).names).toEqual(IN_ORDER.slice(20));
    expect(asked(server)).toEqual(['gw-a', 'gw-b', 'gw-c']);
  });

  it('reads no more gateways than a page needs without totalCount', async () => {
    const server = await startTestServer({ projects: [estate()], env: { CERTIFICATE_LIST: 'gateway' } });
    await server.run('{ certificates(first: 5) { ... on CertificateConnection { edges { node { name } } } } }');
    expect(asked(server)).toEqual(['gw-a']);
  });

  it('searches and sorts the certificates of all gateways', async () => {
    const server = await startTestServer({ projects: [estate()] });
    const filter = { expiresAfter: '2020-01-01T00:00:00Z', covers: '7.example.com' };
    expect((await list(server, { filter })).names).toEqual(['name_7']);
    const sorted = await list(server, { orderBy: { field: 'NAME', direction: 'DESC' } });
    expect(sorted.names).toEqual([...IN_ORDER].sort().reverse());
    expect(await walk(server, 7, { filter: { expiresAfter: '2020-01-01T00:00:00Z' } }, 40)).toEqual(IN_ORDER);
  });

  it('lists a project of 60 gateways, and says so where there are more than 100', async () => {
    const gateways = (count: number) => Array.from({ length: count }, (_, i) => `gw-${String(i).padStart(3, '0')}`);
    const wide = (count: number) =>
      certificateEstate({
        gateways: gateways(count),
        count: 3 * count,
        gatewayOf: (i) => (i % 3 === 0 ? undefined : `gw-${String(i % count).padStart(3, '0')}`),
      });
    const server = await startTestServer({ projects: [wide(60)] });
    expect(new Set(await walk(server, 50, {}, 180)).size).toBe(180);
    expect((await list(server, { orderBy: { field: 'NAME', direction: 'ASC' } })).totalCount).toBe(180);
    const { data } = await server.run<Record<string, { totalCount: number }>, object>(`{
      a: certificates(first: 1) { ... on CertificateConnection { totalCount } }
      b: certificates(first: 1, filter: { attached: false }) { ... on CertificateConnection { totalCount } }
      c: certificates(first: 1, filter: { expiresBefore: "2020-01-01T00:00:00Z" }) { ... on CertificateConnection { totalCount } }
    }`);
    expect([data['a']?.totalCount, data['b']?.totalCount, data['c']?.totalCount]).toEqual([180, 180, 0]);
    const wider = await startTestServer({ projects: [wide(101)] });
    expect(await run(wider)).toMatchObject({ __typename: 'ApigInvalidInputError', code: 'GATEWAY.TOO_MANY_CALLS' });
    const configured = await startTestServer({ projects: [wide(101)], env: { CERTIFICATE_LIST: 'gateway' } });
    expect(await run(configured)).toMatchObject({
      __typename: 'ApigInvalidInputError',
      code: 'GATEWAY.TOO_MANY_CALLS',
    });
    expect(await run(configured, { filter: { instanceId: 'gw-007' } })).toMatchObject({
      __typename: 'CertificateConnection',
    });
  });

  it('has no list for a project without gateways, and says why', async () => {
    const empty = { ...estate(), gateways: [] };
    const message = 'The project has no gateway, and its region lists certificates by gateway only.';
    const server = await startTestServer({ projects: [empty] });
    expect(await run(server)).toMatchObject({ __typename: 'ApigGatewayNotFoundError', message });
  });

  it('resolves many references by its lists', async () => {
    const server = await startTestServer({ projects: [estate()] });
    const representations = Array.from({ length: 40 }, (_, i) => ({ __typename: 'Certificate', id: `c-${i}` }));
    const { data } = await server.run<{ _entities: { name: string }[] }, object>(
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Certificate { name } } }',
      { representations },
    );
    expect(data._entities.map(({ name }) => name)).toEqual(Array.from({ length: 40 }, (_, i) => `name_${i}`));
    expect(operationsOf(server.received)).toEqual([
      'listCertificates',
      'listGateways',
      ...Array(4).fill('listCertificates'),
    ]);
  });
});

describe('the filter by gateway', () => {
  it('has its certificates and the global ones, and an error for an unknown gateway', async () => {
    for (const habits of [{}, LENIENT]) {
      const server = await startTestServer({ habits });
      const { partnerGateway, shopGateway } = SAMPLE_IDS;
      const shared = ['shop_wildcard', 'partners_mtls', 'legacy_site', 'shop_wildcard_next', 'shop_renewed'];
      expect((await list(server, { filter: { instanceId: partnerGateway } })).names).toEqual([
        ...shared,
        'partners_spare',
      ]);
      expect((await list(server, { filter: { instanceId: shopGateway } })).names.sort()).toEqual(
        [...shared, 'billing_2026'].sort(),
      );
      expect(asked(server)).toEqual([shopGateway]);
      for (const more of [
        {},
        { filter: { attached: true } },
        { orderBy: { field: 'NAME', direction: 'ASC' } } as const,
      ]) {
        expect(
          await run(server, { ...more, filter: { ...('filter' in more ? more.filter : {}), instanceId: 'gw-x' } }),
        ).toMatchObject({
          __typename: 'ApigGatewayNotFoundError',
          code: 'APIG.3030',
          instanceIds: ['gw-x'],
        });
      }
    }
  });
});

describe('the configured way', () => {
  it('is the only one that is tried', async () => {
    const strict = await startTestServer({ projects: [estate()], env: { CERTIFICATE_LIST: 'project' } });
    expect(await run(strict)).toMatchObject({ __typename: 'ApigInvalidInputError', parameter: 'instance_id' });
    expect(asked(strict)).toEqual([null]);
    const lenient = await startTestServer({
      projects: [estate()],
      habits: LENIENT,
      env: { CERTIFICATE_LIST: 'gateway' },
    });
    expect((await list(lenient)).names).toEqual(IN_ORDER);
    expect(asked(lenient)).not.toContain(null);
  });
});

describe('a cursor', () => {
  it('of a list by gateway is valid while gateways and certificates come and go', async () => {
    const project = estate();
    const server = await startTestServer({ projects: [project] });
    const first = await list(server, { first: 25 });
    // The gateway of the cursor is deleted with its certificates, an earlier and a later one are added.
    const remove = (id: string) => {
      project.gateways.splice(
        project.gateways.findIndex((it) => it.id === id),
        1,
      );
      const kept = project.certificates.filter((it) => it.instance_id !== id);
      project.certificates.splice(0, project.certificates.length, ...kept);
    };
    remove('gw-a');
    const more = certificateEstate({ gateways: ['gw-0', 'gw-z'], count: 2, gatewayOf: (i) => ['gw-0', 'gw-z'][i] });
    project.gateways.push(...more.gateways);
    project.certificates.push(
      ...more.certificates.map((it) => ({ ...it, id: `new-${it.id}`, name: `new_${it.name}` })),
    );
    const second = await list(server, { first: 100, after: first.pageInfo.endCursor ?? null });
    expect(second.names).toEqual([...IN_ORDER.slice(30), 'new_name_1']);
    expect(second.totalCount).toBe(32);
  });

  it('continues its list in the way in which it began', async () => {
    const project = estate();
    const habits: { listWithoutGateway: 'all' | 'refuse' } = { ...LENIENT };
    const server = await startTestServer({ projects: [project], habits });
    const byProject = (await list(server, { first: 3 })).pageInfo.endCursor ?? null;
    habits.listWithoutGateway = 'refuse';
    const byGateway = (await list(server, { first: 3 })).pageInfo.endCursor ?? null;
    // The region refuses the list of the cursor now.
    expect(await run(server, { after: byProject })).toMatchObject({
      __typename: 'ApigInvalidInputError',
      parameter: 'after',
      message: "after is a cursor of the project's list, which the region refuses now. Start again without it.",
    });
    habits.listWithoutGateway = 'all';
    expect((await list(server, { after: byProject, first: 2 })).names).toEqual(['name_3', 'name_4']);
    expect((await list(server, { after: byGateway, first: 2 })).names).toEqual(IN_ORDER.slice(3, 5));
    for (const [mode, after, found] of [
      ['project', byGateway, IN_ORDER.slice(3, 5)],
      ['project', byProject, ['name_3', 'name_4']],
      ['gateway', byGateway, IN_ORDER.slice(3, 5)],
    ] as const) {
      const other = await startTestServer({ projects: [project], habits, env: { CERTIFICATE_LIST: mode } });
      expect((await list(other, { after, first: 2 })).names).toEqual(found);
    }
    const other = await startTestServer({ projects: [project], habits, env: { CERTIFICATE_LIST: 'gateway' } });
    expect(await run(other, { after: byProject })).toMatchObject({
      __typename: 'ApigInvalidInputError',
      parameter: 'after',
    });
    expect(other.received).toEqual([]);
  });
});

describe('what one caller meets', () => {
  /** A server whose upstream replies to lists of certificates without a gateway as `reply` says. */
  async function serverBehind(
    reply: (token: string, url: URL) => { status: number; body: object } | undefined,
    habits: object = LENIENT,
  ) {
    const now = new Date();
    const { simulator } = await startTestSimulator({ habits, projects: [sampleProject(now), otherProject(now)] });
    const urls: string[] = [];
    const endpoint = await startInterceptor(
      () => simulator.url,
      ({ url, headers }) => {
        urls.push(url);
        return reply(String(headers['x-auth-token']), new URL(url, 'http://x'));
      },
    );
    return { server: await startTestServer({ endpoint }), urls };
  }

  const isList = ({ pathname, searchParams }: URL) =>
    pathname.endsWith('/certificates') && !searchParams.has('instance_id');

  it.each([
    [401, 'APIG.1002', 'ApigUnauthenticatedError'],
    [403, 'APIG.1005', 'ApigPermissionDeniedError'],
    [429, 'APIGW.0308', 'ApigRateLimitedError'],
    [500, 'APIG.9999', 'ApigUpstreamError'],
    [503, 'APIG.9999', 'ApigUpstreamError'],
  ])('teaches nothing if it is %i', async (status, error_code, type) => {
    const { server, urls } = await serverBehind((token, url) =>
      isList(url) && token === TOKENS.reader ? { status, body: { error_code, error_msg: 'no' } } : undefined,
    );
    expect(await run(server, {}, { token: TOKENS.reader })).toMatchObject({ __typename: type });
    expect(urls.every((url) => isList(new URL(url, 'http://x')))).toBe(true);
    urls.length = 0;
    expect((await list(server)).totalCount).toBe(7);
    expect(urls).toHaveLength(1);
  });

  it('teaches nothing if another parameter is refused, named or not', async () => {
    for (const error_msg of ['Invalid parameter value,parameterName:name. Please', 'Parameter error']) {
      const { server, urls } = await serverBehind((_, url) =>
        url.searchParams.has('name') ? { status: 400, body: { error_code: 'APIG.2012', error_msg } } : undefined,
      );
      expect(await run(server, { filter: { name: 'odd' } })).toMatchObject({
        __typename: 'ApigInvalidInputError',
        code: 'APIG.2012',
      });
      urls.length = 0;
      expect((await list(server)).totalCount).toBe(7);
      expect(urls).toHaveLength(1);
    }
  });

  it('makes no response of another caller wrong', async () => {
    // The list of the sample project is refused without a gateway, that of the other tenant is not. Its gateways cannot be listed.
    const { server } = await serverBehind((token, url) => {
      if (token === TOKENS.otherProject && url.pathname.endsWith('/instances')) {
        return { status: 403, body: { error_code: 'APIG.1005', error_msg: 'No permissions to request this method' } };
      }
      return token === TOKENS.admin && isList(url)
        ? { status: 400, body: { error_code: 'APIG.2001', error_msg: 'The request parameters must be specified' } }
        : undefined;
    });
    const stranger = { token: TOKENS.otherProject, headers: { 'x-project-id': OTHER_PROJECT_ID } };
    expect((await list(server, {}, stranger)).names).toEqual(['tenant_site']);
    expect((await list(server)).totalCount).toBe(7);
    expect((await list(server, {}, stranger)).names).toEqual(['tenant_site']);
  });

  it('is reported as it is if the gateways cannot be listed either', async () => {
    const { server } = await serverBehind(
      (_, url) =>
        url.pathname.endsWith('/instances')
          ? { status: 403, body: { error_code: 'APIG.1005', error_msg: 'No permissions to request this method' } }
          : undefined,
      {},
    );
    expect(await run(server)).toMatchObject({ __typename: 'ApigPermissionDeniedError', code: 'APIG.1005' });
  });
});

describe('a gateway that is deleted while the lists are read', () => {
  it('has no certificates, and the global ones are read from another gateway', async () => {
    const project = estate();
    const { simulator } = await startTestSimulator({ projects: [project] });
    const gone = { error_code: 'APIG.3030', error_msg: 'The instance does not exist' };
    const endpoint = await startInterceptor(
      () => simulator.url,
      ({ url }) => (url.includes('instance_id=gw-a') ? { status: 404, body: gone } : undefined),
    );
    const server = await startTestServer({ endpoint, env: { CERTIFICATE_LIST: 'gateway' } });
    const kept = [...IN_ORDER.slice(0, 20), ...IN_ORDER.slice(30)];
    expect(await walk(server, 6, {}, 30)).toEqual(kept);
    expect((await list(server, { orderBy: { field: 'NAME', direction: 'ASC' } })).names).toEqual([...kept].sort());
  });

  it('is no shorter list if the upstream ignores the filter by scope', async () => {
    const project = estate();
    const { simulator } = await startTestSimulator({ projects: [project] });
    const endpoint = await startInterceptor(
      () => simulator.url,
      ({ url }) => {
        if (!url.includes('/certificates?')) return undefined;
        return { status: 200, body: { total: 1, size: 1, certs: [{ id: 'c-1', name: 'one', type: 'global' }] } };
      },
    );
    const server = await startTestServer({ endpoint, env: { CERTIFICATE_LIST: 'gateway' } });
    expect(await run(server)).toMatchObject({ __typename: 'ApigUpstreamError', code: 'GATEWAY.UNREADABLE_REPLY' });
  });
});
