import fc from 'fast-check';
import { TOKENS } from '../../../src/simulator/tokens';
import { estates, refill } from '../../support/random-estate';
import { operationsOf, startTestServer, type TestServer } from '../../support/server';

const DOMAINS = `totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { node {
  id name resolution minTlsVersion httpRedirectsToHttps verifiedClientCertificateEnabled httpPort httpsPort
  apiGroup { id name } certificate { id }
} }`;

interface Connection {
  readonly totalCount: number;
  readonly pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
  readonly edges: readonly { node: { id: string } }[];
}

interface Listed {
  readonly certificates: { readonly edges: readonly { node: { id: string; domains: Connection } }[] };
}

const LIST = `query ($filter: CertificateFilter, $first: Int!) { certificates(filter: $filter) {
  ... on CertificateConnection { edges { node { id domains(first: $first) { ${DOMAINS} } } } } } }`;
const ONE = `query ($id: ID!, $first: Int!, $after: String) { certificate(id: $id) {
  ... on Certificate { domains(first: $first, after: $after) { ${DOMAINS} } } } }`;

/** A project in which all certificates belong to one gateway. */
function ofOneGateway(server: TestServer, estate: Parameters<typeof refill>[1]): string[] {
  for (const it of estate.certificates) Object.assign(it, { type: 'instance', instance_id: 'gw-1' });
  for (const domain of estate.domains) if (domain.gatewayId !== 'gw-1') delete domain.certificateId;
  const [project] = server.projects;
  if (project) refill(project, estate);
  return estate.certificates.map(({ id }) => id);
}

describe('the domains of many certificates of one gateway', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });

  const askOne = async (id: string, first: number, after?: string | null) =>
    (await server.run<{ certificate: { domains: Connection } }, object>(ONE, { id, first, after })).data.certificate
      .domains;

  it('cost two calls, and are the same as for each certificate alone, page by page', async () => {
    let compared = 0;
    const property = fc.asyncProperty(estates, fc.integer({ min: 1, max: 4 }), async (estate, first) => {
      ofOneGateway(server, estate());
      server.forget();
      const { data } = await server.run<Listed, object>(LIST, {
        filter: { instanceId: 'gw-1' },
        first,
      });
      const calls = operationsOf(server.received).filter((it) => it !== 'showCertificate');
      expect(calls.slice(0, 2)).toEqual(['listCertificates', 'listApiGroups']);
      expect(calls).not.toContain('listAttachedDomains');
      for (const { node } of data.certificates.edges) {
        let byGroups: Connection = node.domains;
        let alone = await askOne(node.id, first);
        for (;;) {
          expect(withoutCursor(byGroups)).toEqual(withoutCursor(alone));
          compared += byGroups.edges.length;
          if (!alone.pageInfo.hasNextPage) break;
          byGroups = await askOne(node.id, first, byGroups.pageInfo.endCursor);
          alone = await askOne(node.id, first, alone.pageInfo.endCursor);
        }
      }
    });
    await fc.assert(property, { numRuns: 40 });
    expect(compared).toBeGreaterThan(40);
  }, 60_000);

  it('are read one by one if a name is looked for', async () => {
    const [estate] = fc.sample(estates, 1);
    const ids = estate ? ofOneGateway(server, estate()) : [];
    server.forget();
    await server.run(
      `{ certificates(filter: { instanceId: "gw-1" }) {
        ... on CertificateConnection { edges { node { domains(name: "a") { totalCount } } } } } }`,
    );
    const calls = operationsOf(server.received);
    expect(calls).toEqual(['listCertificates', ...ids.map(() => 'listAttachedDomains')]);
  });

  it('are read one by one if the caller may not read the groups', async () => {
    const closed = await startTestServer({
      habits: { listWithoutGateway: 'all' },
      projects: server.projects.map((project) => ({ ...project, gateways: [] })),
    });
    const { data, errors } = await closed.run<Listed, object>(
      '{ certificates { ... on CertificateConnection { edges { node { domains { totalCount } } } } } }',
      {},
      { token: TOKENS.reader },
    );
    expect(errors).toBeUndefined();
    expect(data.certificates.edges.every(({ node }) => node.domains.totalCount >= 0)).toBe(true);
    expect(operationsOf(closed.received)).toContain('listAttachedDomains');
  });
});

function withoutCursor({ pageInfo: { endCursor, ...pageInfo }, ...rest }: Connection) {
  return { ...rest, pageInfo: { ...pageInfo, hasEnd: endCursor !== null } };
}
