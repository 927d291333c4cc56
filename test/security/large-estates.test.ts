import { graphql, type HarriedServer, startHarriedServer } from '../support/harried-server';
import { startUpstream } from '../support/upstream';

/** An estate well within the call budgets of a request: 10,000 domains, of which 4 have each name. */
const GATEWAYS = ['g0', 'g1', 'g2', 'g3'];
const GROUPS = 500;
const DOMAINS = 5;

/** The number of a certificate's attached placements: nearly as many as are read. */
const ATTACHED = 4_900;

const nameOf = (index: number) => `d${index}.some-longer-name.example.com`;
const list = (name: string, items: readonly object[]) => ({ total: items.length, size: items.length, [name]: items });

const groupsOf = (gateway: string) => {
  const groups = Array.from({ length: GROUPS }, (_, index) => ({
    id: `${gateway}-${index}`,
    name: `group_${index}`,
    url_domains: Array.from({ length: DOMAINS }, (_, at) => ({
      id: `${gateway}-${index}-${at}`,
      domain: nameOf(index * DOMAINS + at),
    })),
  }));
  return JSON.stringify(list('groups', groups));
};

const names = Array.from({ length: 100 }, (_, index) => ({ domain: nameOf(index) }));

/** Returns a field under so many aliases: a0, a1 and so on. */
const aliased = (count: number, field: string) =>
  Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');

/** Returns a document with fields of each gateway. */
const ofGateways = (fields: string) =>
  `{ gateway: gateways(first: 100) { ... on GatewayConnection { edges { node { ${fields} } } } } }`;

/** Starts the built server before an upstream. @param reply returns the body of the reply to a request, whose gateway is empty if it is not for API groups. */
async function startBefore(reply: (url: URL, gateway: string) => string): Promise<HarriedServer> {
  const endpoint = await startUpstream((request, response) => {
    request.resume();
    const url = new URL(request.url ?? '', 'http://localhost');
    const [, gateway = ''] = /instances\/([^/]+)\/api-groups$/.exec(url.pathname) ?? [];
    response.writeHead(200, { 'content-type': 'application/json' }).end(reply(url, gateway));
  });
  return startHarriedServer({
    SIMULATOR: 'off',
    APIG_ENDPOINT: endpoint,
    APIG_PROJECT_ID: 'p',
    MAX_UPSTREAM_CALLS: '100000',
  });
}

describe('the built server and a large estate', () => {
  let server: HarriedServer;
  beforeAll(async () => {
    const pages = new Map(GATEWAYS.map((id) => [id, groupsOf(id)]));
    const bound = Array.from({ length: ATTACHED }, (_, index) => ({
      id: `row-${index}`,
      url_domain: nameOf(index % 100),
      instance_id: `g${Math.floor(index / 100)}`,
      status: 3,
      min_ssl_version: 'TLSv1.2',
    }));
    server = await startBefore(({ pathname, searchParams }, gateway) => {
      const offset = Number(searchParams.get('offset'));
      const [, id = ''] = /certificates\/([^/]+)/.exec(pathname) ?? [];
      if (gateway !== '') return pages.get(gateway) ?? JSON.stringify(list('groups', []));
      if (pathname.endsWith('/instances')) {
        const instances = GATEWAYS.map((it) => ({ id: it }));
        return JSON.stringify(list('instances', instances));
      }
      if (pathname.endsWith('/attached-domains')) {
        const rows = id === 'many' ? bound.slice(offset, offset + 500) : [];
        return JSON.stringify({ total: id === 'many' ? ATTACHED : 0, size: rows.length, bound_domains: rows });
      }
      return JSON.stringify({
        id,
        name: 'site',
        type: 'global',
        san: ['*.some-longer-name.example.com'],
        not_after: '2037-01-01T00:00:00Z',
      });
    });
  });
  afterAll(() => server.expectNoUnexpectedErrors());

  it.each<[string, string]>([
    ['AttachPreview', 'attachPreview(certificateId: "c", domains: $domains)'],
    ['DetachPreview', 'detachPreview(certificateId: "c", domains: $domains)'],
    // Its names have more placements than one call replaces.
    ['ApigInvalidInputError', 'replacePreview(from: "c", to: "d", domains: $domains)'],
  ])('looks 100 names up at once, ten times in one request: %s', async (type, field) => {
    const { body } = await server.refuse(type, (run) =>
      graphql({
        query: `query ($domains: [CertificateDomainInput!]!) { ${aliased(10, `${field} { __typename }`)} } # ${run}`,
        // Half of the names are spelled in another way.
        variables: { domains: names.map(({ domain }, index) => ({ domain: index % 2 ? `${domain}.` : domain })) },
      }),
    );
    expect(body).toContain(`"a9":{"__typename":"${type}"}`);
  });

  it('lists the domains of each group at once, under 20 aliases', async () => {
    const fields = aliased(20, 'domains(first: 1) { totalCount }');
    const query = ofGateways(`apiGroups(first: 50) { edges { node { ${fields} } } }`);
    const { body } = await server.refuse('20 aliases', (run) => graphql({ query: `${query} # ${run}` }));
    expect(body.split(`"a19":{"totalCount":${DOMAINS}}`).length - 1).toBe(50 * GATEWAYS.length);
  });

  it('looks 100 names up at once among 4,900 attached placements', async () => {
    const query = `query ($domains: [CertificateDomainInput!]!) {
      detachPreview(certificateId: "many", domains: $domains) { __typename ... on ApigError { code message } } }`;
    const domains = names.map(({ domain }) => ({ domain, instanceIds: GATEWAYS }));
    const { body } = await server.refuse('4,900 placements', (run) =>
      graphql({ query: `${query} # ${run}`, variables: { domains } }),
    );
    expect(body).toContain('"__typename":"DetachPreview"');
  });
});

describe('the built server and 16 full gateways', () => {
  // Each API group has one domain with one of its gateway's three certificates.
  const gateways = Array.from({ length: 16 }, (_, index) => ({ id: `full-${index}` }));
  const certificates = gateways.flatMap(({ id }) =>
    [0, 1, 2].map((index) => ({ id: `${id}-c${index}`, name: `${id}-c${index}`, type: 'global' })),
  );
  let lists = 0;
  let server: HarriedServer;
  beforeAll(async () => {
    const groupsOfFull = (gateway: string) =>
      Array.from({ length: GROUPS }, (_, index) => ({
        id: `${gateway}-${index}`,
        name: `group_${index}`,
        url_domains: [{ id: `${gateway}-${index}-0`, domain: nameOf(index), ssl_id: `${gateway}-c${index % 3}` }],
      }));
    const pages = new Map(gateways.map(({ id }) => [id, JSON.stringify(list('groups', groupsOfFull(id)))]));
    server = await startBefore(({ pathname }, gateway) => {
      const isList = pathname.endsWith('/certificates');
      if (isList) lists += 1;
      const other = isList ? list('certs', certificates) : list('instances', gateways);
      return pages.get(gateway) ?? JSON.stringify(other);
    });
  });
  afterAll(() => server.expectNoUnexpectedErrors());

  it('lets others go on while it lists the domains of 8,000 groups, under 10 aliases', async () => {
    const fields = aliased(10, 'domains(first: 1) { totalCount }');
    const query = ofGateways(`apiGroups(first: 500) { edges { node { ${fields} } } }`);
    const { body } = await server.refuse('8,000 groups', (run) => graphql({ query: `${query} # ${run}` }));
    expect(body.split('"a9":{"totalCount":1}').length - 1).toBe(GROUPS * gateways.length);
  });

  it('lets others go on while it lists the 8,000 domains, under 10 aliases', async () => {
    const query = ofGateways(aliased(10, 'domains(first: 500) { edges { node { name } } }'));
    const { body } = await server.refuse('8,000 domains', (run) => graphql({ query: `${query} # ${run}` }));
    expect(body.split('{"name":').length - 1).toBe(10 * GROUPS * gateways.length);
  });

  it('reads the certificates of 8,000 domains with one call', async () => {
    lists = 0;
    const query = ofGateways('domains(first: 500) { edges { node { certificate { id } } } }');
    let runs = 0;
    const { body } = await server.refuse('8,000 certificates', (run) => {
      runs += 1;
      return graphql({ query: `${query} # ${run}` });
    });
    expect(body.split('"certificate":{"id":"full-').length - 1).toBe(GROUPS * gateways.length);
    expect(lists).toBe(runs);
  });
});
