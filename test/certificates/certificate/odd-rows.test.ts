import { route } from '../../../src/simulator/router';
import { SAMPLE_IDS } from '../../../src/simulator/seed';
import { SIMULATOR_PROJECT_ID, TOKENS } from '../../../src/simulator/tokens';
import { certificateEstate } from '../../support/certificate-estate';
import { startInterceptor } from '../../support/interceptor';
import { startServerProcess } from '../../support/process';
import { startTestServer } from '../../support/server';
import { startTestSimulator } from '../../support/simulator';

const { shopCertificate } = SAMPLE_IDS;

type Edit = (row: Record<string, unknown>, index: number) => object;

/** Starts an upstream that edits the rows of an operation's pages. */
async function upstreamWith(operation: string, list: string, edit: Edit, projects = {}): Promise<string> {
  const { simulator } = await startTestSimulator(projects);
  return startInterceptor(
    () => simulator.url,
    ({ method, url }) => {
      if (route(method, new URL(url, simulator.url).pathname)?.operation !== operation) return undefined;
      return (body) => {
        const page = body as Record<string, Record<string, unknown>[]>;
        return { ...page, [list]: page[list]?.map(edit) };
      };
    },
  );
}

describe.each([undefined, null, ''])('a domain whose API group the upstream shows as %j', (value) => {
  it('has none, and its other fields', async () => {
    const edit: Edit = (row) => ({ ...row, api_group_id: value, api_group_name: value });
    const endpoint = await upstreamWith('listAttachedDomains', 'bound_domains', edit);
    const server = await startTestServer({ endpoint });
    const { data, errors } = await server.run<{ certificate: { domains: { edges: object[] } } }, object>(`{
      certificate(id: "${shopCertificate}") {
        ... on Certificate { domains(first: 100) { edges { node { name apiGroup { id name } } } } }
      }
    }`);
    expect(errors).toBeUndefined();
    const { edges } = data.certificate.domains;
    expect(edges.length).toBeGreaterThan(0);
    for (const edge of edges) expect(edge).toEqual({ node: { name: expect.any(String), apiGroup: null } });
  });
});

describe.each([undefined, null, '', 'soon', '2030-13-45T00:00:00Z', '2031-02-29T00:00:00Z', 1_900_000_000])(
  'a certificate whose end the upstream shows as %j',
  (value) => {
    const project = () =>
      certificateEstate({ gateways: ['gw-a'], count: 3, daysOf: (index) => [-1, [10, 90, 200][index] ?? 0] });

    it('does not fail a list', async () => {
      const edit: Edit = (row) => (row['id'] === 'c-1' ? { ...row, not_after: value } : row);
      const endpoint = await upstreamWith('listCertificates', 'certs', edit, { projects: [project()] });
      const server = await startTestServer({ endpoint });
      const names = async (options: string, fields = 'name') => {
        const { data, errors } = await server.run<
          Record<string, { edges: { node: { name: string } | null }[] }>,
          object
        >(
          `{ certificates(first: 10, ${options}) { ... on CertificateConnection { totalCount edges { node { ${fields} } } } } }`,
        );
        return { ...data['certificates'], names: data['certificates']?.edges.map(({ node }) => node?.name), errors };
      };
      for (const [filter, expected] of [
        ['states: [VALID, EXPIRING, EXPIRED, NOT_YET_VALID]', ['name_0', 'name_2']],
        ['states: [EXPIRING]', ['name_0']],
        ['expiresBefore: "2100-01-01T00:00:00Z"', ['name_0', 'name_2']],
        ['expiresAfter: "2000-01-01T00:00:00Z"', ['name_0', 'name_2']],
        ['covers: "1.example.com"', ['name_1']],
        ['attached: false', ['name_0', 'name_1', 'name_2']],
      ] as const) {
        const found = await names(`filter: { ${filter} }`);
        expect(found).toMatchObject({ names: expected, totalCount: expected.length, errors: undefined });
      }
      expect((await names('orderBy: { field: NOT_AFTER, direction: ASC }')).names).toEqual([
        'name_0',
        'name_2',
        'name_1',
      ]);
      expect((await names('orderBy: { field: NOT_AFTER, direction: DESC }')).names).toEqual([
        'name_2',
        'name_0',
        'name_1',
      ]);
      const selected = await names('filter: { type: GLOBAL }', 'name notAfter');
      expect(selected.names).toEqual(['name_0', undefined, 'name_2']);
      expect(selected.errors).toMatchObject([
        {
          path: ['certificates', 'edges', 1, 'node', 'notAfter'],
          extensions: { apig: { code: 'GATEWAY.UNREADABLE_REPLY' } },
        },
      ]);
    });
  },
);

describe('a time without a zone', () => {
  it.each(['UTC', 'Asia/Shanghai', 'America/New_York'])('is in UTC, on a server in the zone %s', async (TZ) => {
    const edit: Edit = (row) => ({
      ...row,
      not_after: '2035-04-26T09:03:30',
      create_time: '2021-04-26 09:03:30.5',
      update_time: '2021-04-26T17:03:30+08:00',
    });
    const endpoint = await upstreamWith('listCertificates', 'certs', edit);
    const { url } = await startServerProcess({ TZ, APIG_ENDPOINT: endpoint, APIG_PROJECT_ID: SIMULATOR_PROJECT_ID });
    const names = (
      filter: string,
    ) => `certificates(filter: { ${filter} }, orderBy: { field: CREATED_AT, direction: ASC }) {
      ... on CertificateConnection { edges { node { notAfter createTime updateTime } } }
    }`;
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': TOKENS.admin },
      body: JSON.stringify({
        query: `{
          in: ${names('expiresAfter: "2035-04-26T09:03:29Z", expiresBefore: "2035-04-26T09:03:31Z"')}
          out: ${names('expiresAfter: "2035-04-26T09:03:30Z"')}
        }`,
      }),
    });
    const { data } = (await response.json()) as { data: Record<string, { edges: object[] }> };
    expect(data['in']?.edges[0]).toEqual({
      node: {
        notAfter: '2035-04-26T09:03:30.000Z',
        createTime: '2021-04-26T09:03:30.500Z',
        updateTime: '2021-04-26T09:03:30.000Z',
      },
    });
    expect(data['out']?.edges).toEqual([]);
  });
});
