import {
  CertificateDocument,
  type CertificateFilter,
  CertificatesDocument,
} from '../../../schema/generated/operations';
import { certificate, otherProject, SAMPLE_IDS, sampleProject } from '../../../src/simulator/seed';
import { OTHER_PROJECT_ID, TOKENS } from '../../../src/simulator/tokens';
import { operationsOf, startTestServer, type TestServer } from '../../support/server';
import { startUpstream } from '../../support/upstream';

describe('certificate', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  beforeEach(() => server.forget());

  it('shows a certificate with its domains, their groups and gateways, in one upstream call each', async () => {
    const { data } = await server.run(CertificateDocument, { id: SAMPLE_IDS.shopCertificate });
    expect(data.certificate).toMatchObject({
      __typename: 'Certificate',
      name: 'shop_wildcard',
      type: 'GLOBAL',
      instanceId: null,
      commonName: '*.shop.example.com',
      san: ['*.shop.example.com', 'shop.example.com', '*.assets.shop.example.com'],
      issuer: ['Example Trust Services'],
      state: 'VALID',
      expiresInDays: 200,
      algorithmType: 'RSA',
      hasTrustedRootCa: false,
    });
    expect((data.certificate as { notAfter: string }).notAfter).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect((data.certificate as { domains: unknown }).domains).toMatchObject({
      totalCount: 4,
      pageInfo: { hasNextPage: false },
      edges: expect.arrayContaining([
        {
          node: {
            id: 'b9be707660c5406394f8973e00000001',
            name: 'www.shop.example.com',
            resolution: 'RESOLVED',
            minTlsVersion: 'TLSv1.2',
            httpRedirectsToHttps: true,
            verifiedClientCertificateEnabled: false,
            httpPort: 80,
            httpsPort: 443,
            apiGroup: { id: 'c77f5e81d9cb4424bf704ef2b0ac7600', name: 'shop' },
            gateway: { id: SAMPLE_IDS.shopGateway, name: 'gateway-shop' },
          },
        },
      ]),
    });
    expect(operationsOf(server.received)).toEqual([
      'showCertificate',
      'listAttachedDomains',
      'listApiGroups',
      'listApiGroups',
      'listGateways',
    ]);
  });

  it.each([
    [SAMPLE_IDS.shopCertificate, 'VALID'],
    [SAMPLE_IDS.billingCertificate, 'EXPIRING'],
    [SAMPLE_IDS.legacyCertificate, 'EXPIRED'],
    [SAMPLE_IDS.upcomingCertificate, 'NOT_YET_VALID'],
  ])('returns the state of %s: %s', async (id, state) => {
    const { data } = await server.run(CertificateDocument, { id });
    expect(data.certificate).toMatchObject({ state });
  });

  it('returns the state for a number of days, and refuses one out of range at that field alone', async () => {
    const states = (days: string) =>
      server.run<{ certificate: { name: string; state: string | null } }, object>(
        `{ certificate(id: "${SAMPLE_IDS.billingCertificate}") { ... on Certificate { name state${days} } } }`,
      );
    expect((await states('(expiringWithinDays: 11)')).data.certificate.state).toBe('VALID');
    expect((await states('(expiringWithinDays: 12)')).data.certificate.state).toBe('EXPIRING');
    expect((await states('(expiringWithinDays: null)')).data.certificate.state).toBe('EXPIRING');
    for (const days of [-1, 3_651]) {
      const { data, errors = [] } = await states(`(expiringWithinDays: ${days})`);
      expect(data.certificate).toEqual({ name: 'billing_2026', state: null });
      expect(errors.map(({ extensions }) => extensions['code'])).toEqual(['BAD_USER_INPUT']);
    }
  });

  it('shows the gateway of a certificate of one gateway, in one call for all, and null for a global one', async () => {
    const { data } = await server.run<object, object>(
      `{ certificate(id: "${SAMPLE_IDS.billingCertificate}") { ... on Certificate { type instanceId gateway { id name } } }
         other: certificate(id: "${SAMPLE_IDS.spareCertificate}") { ... on Certificate { gateway { name } } }
         global: certificate(id: "${SAMPLE_IDS.shopCertificate}") { ... on Certificate { type instanceId gateway { id name } } } }`,
    );
    expect(data).toEqual({
      certificate: {
        type: 'INSTANCE',
        instanceId: SAMPLE_IDS.shopGateway,
        gateway: { id: SAMPLE_IDS.shopGateway, name: 'gateway-shop' },
      },
      other: { gateway: { name: 'gateway-partners' } },
      global: { type: 'GLOBAL', instanceId: null, gateway: null },
    });
    expect(operationsOf(server.received).filter((it) => it === 'listGateways')).toHaveLength(1);
  });

  it('reads a certificate once, however often a request selects it', async () => {
    const { data } = await server.run(`query {
      a: certificate(id: "${SAMPLE_IDS.shopCertificate}") { ... on Certificate { state issuer } }
      b: certificate(id: "${SAMPLE_IDS.shopCertificate}") {
        ... on Certificate { serialNumber domains { edges { node { certificate { name } } } } }
      }
    }`);
    expect(data).toMatchObject({
      b: { domains: { edges: [{ node: { certificate: { name: 'shop_wildcard' } } }, {}, {}, {}] } },
    });
    expect(operationsOf(server.received)).toEqual(['showCertificate', 'listAttachedDomains']);
  });

  it('filters the attached domains by name, page by page', async () => {
    const page = async (after: string | null) => {
      const { data } = await server.run<{ certificate: { domains: Record<string, never> } }, object>(
        `query ($id: ID!, $after: String) { certificate(id: $id) { ... on Certificate {
          domains(name: "api.", first: 1, after: $after) { totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { node { gateway { name } } } }
        } } }`,
        { id: SAMPLE_IDS.shopCertificate, after },
      );
      return data.certificate.domains as unknown as { pageInfo: { endCursor: string } };
    };
    const first = await page(null);
    expect(first).toMatchObject({
      totalCount: 2,
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
      edges: [{ node: { gateway: { name: 'gateway-shop' } } }],
    });
    expect(await page(first.pageInfo.endCursor)).toMatchObject({
      pageInfo: { hasNextPage: false, hasPreviousPage: true },
      edges: [{ node: { gateway: { name: 'gateway-partners' } } }],
    });
  });

  it('returns an error result for an unknown certificate, and for an invalid id', async () => {
    const missing = await server.run(CertificateDocument, { id: '0000' });
    expect(missing.data.certificate).toMatchObject({
      __typename: 'ApigCertificateNotFoundError',
      certificateId: '0000',
    });
    server.forget();
    const invalid = await server.run(CertificateDocument, { id: 'a/../b' });
    expect(invalid.data.certificate).toMatchObject({
      __typename: 'ApigInvalidInputError',
      code: 'GATEWAY.INVALID_INPUT',
    });
    expect(server.received).toEqual([]);
  });

  it('returns null and an entry in errors for a nested field that fails', async () => {
    const endpoint = await startUpstream((request, response) => {
      if (request.url?.includes('attached-domains')) {
        response.writeHead(403, { 'x-request-id': 'r-2' });
        response.end(JSON.stringify({ error_code: 'APIG.1115', error_msg: 'No permissions on this certificate' }));
      } else {
        response.end(JSON.stringify({ id: 'c-1', name: 'site', not_after: '2030-01-01T00:00:00Z' }));
      }
    });
    const failing = await startTestServer({ endpoint });
    const { status, data, errors } = await failing.run<object, object>(
      '{ certificate(id: "c-1") { ... on Certificate { name domains { totalCount } } } }',
    );
    expect(status).toBe(200);
    expect(data).toEqual({ certificate: { name: 'site', domains: null } });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['certificate', 'domains'],
        extensions: { code: 'FORBIDDEN', apig: { code: 'APIG.1115', requestId: 'r-2', retryable: false } },
      }),
    ]);
  });

  it('refuses a bad page of a nested list in the same way', async () => {
    for (const args of ['first: 0', 'first: 501', 'after: "garbage"', `name: "${'a'.repeat(256)}"`]) {
      const { data, errors } = await server.run<{ certificate: object }, object>(
        `{ certificate(id: "${SAMPLE_IDS.shopCertificate}") { ... on Certificate { domains(${args}) { totalCount } } } }`,
      );
      expect(data.certificate).toEqual({ domains: null });
      expect(errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        apig: { code: 'GATEWAY.INVALID_INPUT' },
      });
    }
  });

  it('returns an error result if the response violates the contract', async () => {
    const endpoint = await startUpstream((_, response) => {
      response.end(
        JSON.stringify({
          total: 2,
          certs: [
            { id: 'c/1', name: 'one', not_after: '2030-01-01T00:00:00Z' },
            { id: 'c-2', name: 'two', not_after: '2030-01-01T00:00:00Z' },
          ],
        }),
      );
    });
    const odd = await startTestServer({ endpoint });
    const { data, errors } = await odd.run<object, object>(
      '{ certificates { ... on CertificateConnection { totalCount } ... on ApigError { code retryable } } }',
    );
    expect(data).toEqual({ certificates: { code: 'GATEWAY.UNREADABLE_REPLY', retryable: true } });
    expect(errors).toBeUndefined();
  });
});

describe('certificates', () => {
  const NAMES = Array.from({ length: 1203 }, (_, index) => `certificate_${String(index).padStart(4, '0')}`);
  let server: TestServer;

  beforeAll(async () => {
    const now = new Date();
    const many = NAMES.map((name, index) =>
      certificate(`id-${index}`, name, [`${index}.example.com`], { now, days: [-1, 90] }),
    );
    server = await startTestServer({
      projects: [{ ...sampleProject(now), certificates: many }, otherProject(now)],
      habits: { listWithoutGateway: 'all' },
    });
  });
  beforeEach(() => server.forget());

  async function list(variables: { first: number; after?: string | null; filter?: CertificateFilter }) {
    const { data } = await server.run(CertificatesDocument, variables);
    return data.certificates;
  }

  it.each([500, 7])(
    'reads every upstream page, %i at a time, without losing or repeating certificates',
    async (first) => {
      const names: (string | undefined)[] = [];
      let after: string | null | undefined = null;
      let calls = 0;
      do {
        const page = await list({ first, after });
        if (page?.__typename !== 'CertificateConnection') throw new Error(page?.__typename);
        expect(page.totalCount).toBe(NAMES.length);
        names.push(...page.edges.map(({ node }) => node?.name));
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
        calls++;
      } while (after !== null && after !== undefined);
      expect(names).toEqual(NAMES);
      expect(calls).toBe(Math.ceil(NAMES.length / first));
      expect(server.received).toHaveLength(calls);
    },
  );

  it('continues after the cursor of any edge', async () => {
    const page = await list({ first: 10 });
    if (page?.__typename !== 'CertificateConnection') throw new Error(page?.__typename);
    const next = await list({ first: 1, after: page.edges[3]?.cursor ?? '' });
    expect(next).toMatchObject({ edges: [{ node: { name: 'certificate_0004' } }] });
  });

  it('refuses a forged cursor, and a cursor of another list', async () => {
    const page = await list({ first: 1, filter: { name: 'certificate_0' } });
    if (page?.__typename !== 'CertificateConnection') throw new Error(page?.__typename);
    const foreign = page.edges[0]?.cursor ?? '';
    server.forget();
    for (const after of [
      'garbage',
      '',
      '../..',
      'bzo1OmFiY2RlZg',
      Buffer.from('o:5:000000000000').toString('base64url'),
      foreign,
      `${foreign}=`,
    ]) {
      expect(await list({ first: 1, after })).toMatchObject({
        __typename: 'ApigInvalidInputError',
        parameter: 'after',
      });
    }
    expect(server.received).toEqual([]);
  });

  it.each([0, -1, 501])('refuses first: %i before any upstream call', async (first) => {
    expect(await list({ first })).toMatchObject({ __typename: 'ApigInvalidInputError', parameter: 'first' });
    expect(server.received).toEqual([]);
  });

  it('sends every filter under its upstream name', async () => {
    await list({
      first: 5,
      filter: {
        instanceId: 'f0fa1789',
        name: 'a b&limit=1',
        commonName: '*.example.com',
        signatureAlgorithm: 'SHA256-RSA',
        type: 'INSTANCE',
        algorithmType: 'ECC',
      },
    });
    expect(Object.fromEntries(new URL(server.received[0]?.url ?? '', 'http://x').searchParams)).toEqual({
      instance_id: 'f0fa1789',
      name: 'a b&limit=1',
      common_name: '*.example.com',
      signature_algorithm: 'SHA256-RSA',
      type: 'instance',
      algorithm_type: 'ECC',
      offset: '0',
      limit: '5',
    });
  });

  it.each([
    [{ instanceId: 'a/b' }, 'filter.instanceId'],
    [{ name: '' }, 'filter.name'],
    [{ commonName: 'a'.repeat(256) }, 'filter.commonName'],
  ])('refuses the filter %j before any upstream call', async (filter, parameter) => {
    expect(await list({ first: 5, filter })).toMatchObject({ __typename: 'ApigInvalidInputError', parameter });
    expect(server.received).toEqual([]);
  });

  it('filters the sample data by each filter', async () => {
    const sample = await startTestServer();
    const names = async (filter: CertificateFilter) => {
      const { data } = await sample.run(CertificatesDocument, { first: 20, filter });
      if (data.certificates?.__typename !== 'CertificateConnection') throw new Error(data.certificates?.__typename);
      return data.certificates.edges.map(({ node }) => node?.name);
    };
    expect(await names({ algorithmType: 'ECC' })).toEqual(['billing_2026']);
    expect(await names({ type: 'INSTANCE' })).toEqual(['partners_spare', 'billing_2026']);
    expect(await names({ type: 'INSTANCE', instanceId: SAMPLE_IDS.partnerGateway })).toEqual(['partners_spare']);
    expect(await names({ signatureAlgorithm: 'SHA1-RSA' })).toEqual(['legacy_site']);
    expect(await names({ name: 'wildcard' })).toEqual(['shop_wildcard', 'shop_wildcard_next']);
    expect(await names({ commonName: 'legacy.example.net' })).toEqual(['legacy_site']);
    expect(await names({ name: 'nothing' })).toEqual([]);
  });

  it('reads each certificate once for the fields that list pages do not have, if they are selected', async () => {
    const sample = await startTestServer({ habits: { listWithoutGateway: 'all' } });
    const { data } = await sample.run<{ certificates: { edges: { node: object }[] } }, object>(`{
      certificates(first: 2) { ... on CertificateConnection { edges { node {
        id projectId signatureAlgorithm createTime updateTime
        notBefore version serialNumber issuer organization organizationalUnit locality stateOrProvince country state
      } } } }
    }`);
    expect(data.certificates.edges[1]?.node).toEqual({
      id: SAMPLE_IDS.billingCertificate,
      projectId: sample.projects[0]?.id,
      signatureAlgorithm: 'ECDSA-SHA256',
      createTime: expect.stringMatching(/Z$/),
      updateTime: expect.stringMatching(/Z$/),
      notBefore: expect.stringMatching(/Z$/),
      version: 3,
      serialNumber: '13022',
      issuer: ['Example Trust Services'],
      organization: ['Example Ltd'],
      organizationalUnit: ['Platform'],
      locality: ['Dublin'],
      stateOrProvince: ['Leinster'],
      country: ['IE'],
      state: 'EXPIRING',
    });
    expect(operationsOf(sample.received)).toEqual(['listCertificates', 'showCertificate', 'showCertificate']);
  });

  it('never shows data of one caller to another, with concurrent requests', async () => {
    const sample = await startTestServer();
    const as = (token: string, projectId: string) =>
      sample.run(CertificatesDocument, { first: 50 }, { token, headers: { 'x-project-id': projectId } });
    const project = sample.projects[0]?.id ?? '';
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        index % 2 === 0 ? as(TOKENS.admin, project) : as(TOKENS.otherProject, OTHER_PROJECT_ID),
      ),
    );
    for (const [index, { data }] of answers.entries()) {
      const isTenant = JSON.stringify(data).includes('tenant_site');
      const isSample = JSON.stringify(data).includes('shop_wildcard');
      expect([isSample, isTenant]).toEqual(index % 2 === 0 ? [true, false] : [false, true]);
    }
    const stranger = await as(TOKENS.otherProject, project);
    expect(stranger.data.certificates?.__typename).toBe('ApigPermissionDeniedError');
  });
});
