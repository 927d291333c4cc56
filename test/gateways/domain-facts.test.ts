import { DetachPreviewDocument } from '../../schema/generated/operations';
import type { Project } from '../../src/simulator/estate';
import { ATTACHED_FIELDS } from '../../src/simulator/habits';
import { domain, SAMPLE_IDS, sampleProject } from '../../src/simulator/seed';
import { startInterceptor } from '../support/interceptor';
import { operationsOf, startTestServer } from '../support/server';
import { startTestSimulator } from '../support/simulator';

const { shopCertificate, billingCertificate, partnersCertificate } = SAMPLE_IDS;
const [WWW, API, CLOSED, SECURE] = [
  'www.shop.example.com',
  'api.shop.example.com',
  'closed.shop.example.com',
  'secure.shop.example.com',
];

/** The sample data, with a domain that accepts no HTTPS and one that accepts no HTTP. */
function project(): Project {
  const sample = sampleProject(new Date());
  const [shop] = sample.groups;
  if (!shop) throw new Error('no group');
  const certificateId = shopCertificate;
  sample.domains.push(
    domain(90, CLOSED, shop, { certificateId, httpsPort: -1 }),
    domain(91, SECURE, shop, { certificateId, httpPort: -1 }),
  );
  return sample;
}

const FACTS = 'name httpRedirectsToHttps httpPort httpsPort verifiedClientCertificateEnabled certificate { id }';

interface Facts {
  readonly certificate: { readonly domains: { readonly edges: readonly { readonly node: object }[] } };
}

const factsOf = (id: string) =>
  `{ certificate(id: "${id}") { ... on Certificate { domains(first: 100) { edges { node { ${FACTS} } } } } } }`;

/** The preview of a detach of each name: its name and `cutsOff`. */
const preview = async (server: Awaited<ReturnType<typeof startTestServer>>, ...names: string[]) => {
  const domains = names.map((name) => ({ domain: name }));
  const { data } = await server.run(DetachPreviewDocument, { certificateId: shopCertificate, domains });
  if (data.detachPreview?.__typename !== 'DetachPreview') throw new Error(data.detachPreview?.__typename);
  return data.detachPreview.domains.map(({ cutsOff }) => cutsOff);
};

describe.each(ATTACHED_FIELDS)(
  'where the list of a certificate shows redirects, ports and certificates as %s',
  (attachedFields) => {
    const start = (served = project()) => startTestServer({ projects: [served], habits: { attachedFields } });

    it('each domain has them from its API group', async () => {
      const server = await start();
      const { data, errors } = await server.run<Facts, object>(factsOf(shopCertificate));
      expect(errors).toBeUndefined();
      const of = (name: string, httpRedirectsToHttps: boolean, httpPort: number | null, httpsPort: number | null) => ({
        node: {
          name,
          httpRedirectsToHttps,
          httpPort,
          httpsPort,
          verifiedClientCertificateEnabled: false,
          certificate: { id: shopCertificate },
        },
      });
      expect(data.certificate.domains.edges).toEqual([
        of(WWW, true, 80, 443),
        of(API, false, 80, 443),
        of('*.assets.shop.example.com', false, 80, 443),
        of(API, false, 80, 443),
        of(CLOSED, false, 80, null),
        of(SECURE, false, null, 443),
      ]);
      // The certificate of the domains is the one that they were read for: it is not read again.
      expect(operationsOf(server.received).filter((it) => it === 'showCertificate')).toHaveLength(1);
      const billing = (await server.run<Facts, object>(factsOf(billingCertificate))).data.certificate.domains.edges;
      expect(billing).toMatchObject([
        { node: { httpPort: 8080, httpsPort: 8443 } },
        { node: { httpPort: 9080, httpsPort: 9443 } },
        { node: { httpPort: 8080, httpsPort: 8443 } },
      ]);
    });

    it('a preview says which domains a detach cuts off', async () => {
      const server = await start();
      expect(await preview(server, WWW, API, CLOSED, SECURE)).toEqual([true, false, false, true]);
    });

    it('a replacement leaves those for last that would be cut off', async () => {
      const served = project();
      const server = await start(served);
      const names = [WWW, SECURE, API];
      const certificate = served.certificates.find(({ id }) => id === SAMPLE_IDS.upcomingCertificate);
      Object.assign(certificate ?? {}, { not_before: '2020-01-01T00:00:00Z' });
      const { data } = await server.run<object, object>(
        `mutation { replaceCertificate(from: "${shopCertificate}", to: "${SAMPLE_IDS.upcomingCertificate}", domains: [${names.map((name) => `{ domain: "${name}" }`).join(' ')}]) {
        __typename ... on ApigError { message } } }`,
      );
      expect(data).toEqual({ replaceCertificate: { __typename: 'ReplaceCertificateSuccess' } });
      const detached = server.received
        .filter(({ operation }) => operation === 'detachDomains')
        .map(({ body }) => (JSON.parse(body) as { domains: { domain: string }[] }).domains[0]?.domain);
      expect(detached).toEqual([API, API, WWW, SECURE]);
    });
  },
);

describe('a domain whose API group does not tell a fact', () => {
  const behind = async (
    status: number,
    edit: (body: { groups: { url_domains: Record<string, unknown>[] }[] }) => object,
  ) => {
    const { simulator, call } = await startTestSimulator({ projects: [project()] });
    const groups = (await call('GET', `/instances/${SAMPLE_IDS.shopGateway}/api-groups?limit=500`)).body;
    const body = edit(groups);
    const endpoint = await startInterceptor(
      () => simulator.url,
      ({ url }) => (url.includes('/api-groups') ? { status, body } : undefined),
    );
    return startTestServer({ endpoint });
  };
  const ask = `{ certificate(id: "${shopCertificate}") { ... on Certificate { domains(name: "${WWW}") { edges { node { ${FACTS} } } } } } }`;

  it.each<[string, unknown]>([
    ['absent', undefined],
    ['null', null],
    ['blank', ''],
  ])('(%s): null for the redirect, and the default ports', async (_, empty) => {
    const server = await behind(200, (body) => {
      for (const row of body.groups.flatMap(({ url_domains }) => url_domains)) {
        const fields = ['is_http_redirect_to_https', 'ingress_http_port', 'ingress_https_port'];
        for (const field of fields) row[field] = empty;
      }
      return body;
    });
    expect(await preview(server, WWW, API)).toEqual([null, null]);
    const { data, errors } = await server.run<Facts, object>(ask);
    expect(errors).toBeUndefined();
    expect(data.certificate.domains.edges).toMatchObject([
      { node: { httpRedirectsToHttps: null, httpPort: 80, httpsPort: 443 } },
    ]);
  });

  it('because the caller may not read it: null in a preview, and null with the reason elsewhere', async () => {
    const server = await behind(403, () => ({ error_code: 'APIG.1005', error_msg: 'No permissions' }));
    expect(await preview(server, WWW)).toEqual([null]);
    const { data, errors = [] } = await server.run<Facts, object>(ask);
    expect(data.certificate.domains.edges).toEqual([
      {
        node: {
          name: WWW,
          httpRedirectsToHttps: null,
          httpPort: null,
          httpsPort: null,
          verifiedClientCertificateEnabled: false,
          certificate: { id: shopCertificate },
        },
      },
    ]);
    expect(errors.map(({ extensions }) => extensions['code'])).toEqual(Array(3).fill('FORBIDDEN'));
  });

  it('because it cannot be read now: an error, which a retry may avoid', async () => {
    const server = await behind(503, () => ({ error_code: 'APIG.9999', error_msg: 'System error' }));
    const { data } = await server.run(DetachPreviewDocument, {
      certificateId: shopCertificate,
      domains: [{ domain: WWW }],
    });
    expect(data.detachPreview).toMatchObject({ __typename: 'ApigUpstreamError', retryable: true });
  });

  it('but the certificate list does: that counts', async () => {
    const { simulator } = await startTestSimulator({ projects: [project()], habits: { attachedFields: 'full' } });
    const endpoint = await startInterceptor(
      () => simulator.url,
      ({ url }) =>
        url.includes('/api-groups') ? { status: 403, body: { error_code: 'APIG.1005', error_msg: 'no' } } : undefined,
    );
    const server = await startTestServer({ endpoint });
    expect(await preview(server, WWW, API)).toEqual([true, null]);
  });
});

it('names the certificate of a domain that only ssl_infos names', async () => {
  const { simulator, call } = await startTestSimulator();
  const { body } = await call('GET', `/instances/${SAMPLE_IDS.partnerGateway}/api-groups?limit=500`);
  for (const row of body.groups[0].url_domains) row.ssl_id = null;
  const endpoint = await startInterceptor(
    () => simulator.url,
    ({ url }) => (url.includes(`${SAMPLE_IDS.partnerGateway}/api-groups`) ? { status: 200, body } : undefined),
  );
  const server = await startTestServer({ endpoint });
  const { data } = await server.run<object, object>(
    '{ domain(name: "partners.example.org") { ... on DomainPlacements { placements { certificate { id } } } } }',
  );
  expect(data).toEqual({ domain: { placements: [{ certificate: { id: partnersCertificate } }] } });
});

it('lists a domain under each of its certificates, whether they are read by the groups or alone', async () => {
  const { simulator, call } = await startTestSimulator();
  const { shopGateway, shopCertificate, upcomingCertificate } = SAMPLE_IDS;
  const { body } = await call('GET', `/instances/${shopGateway}/api-groups?limit=500`);
  for (const group of body.groups) {
    for (const row of group.url_domains) {
      if (row.ssl_id === shopCertificate) row.ssl_infos.push({ ssl_id: upcomingCertificate, type: 'global' });
    }
  }
  const rows = body.groups.flatMap((it: { url_domains: { ssl_id: string }[] }) => it.url_domains);
  const count = rows.filter((row: { ssl_id: string }) => row.ssl_id === shopCertificate).length;
  const endpoint = await startInterceptor(
    () => simulator.url,
    ({ url }) => (url.includes(`${shopGateway}/api-groups`) ? { status: 200, body } : undefined),
  );
  const server = await startTestServer({ endpoint });
  for (const certificate of simulator.projects[0]?.certificates ?? []) {
    Object.assign(certificate, { type: 'instance', instance_id: shopGateway });
  }
  interface Listed {
    certificates: { edges: { node: { id: string; domains: { totalCount: number; edges: { node: object }[] } } }[] };
  }
  const { data } = await server.run<Listed, object>(
    `{ certificates(filter: { instanceId: "${shopGateway}" }) { ... on CertificateConnection { edges { node {
      id domains { totalCount edges { node { certificate { id } } } }
    } } } } }`,
  );
  const listed = data.certificates.edges.find(({ node }) => node.id === upcomingCertificate)?.node.domains;
  expect(count).toBeGreaterThan(1);
  expect(listed?.totalCount).toBe(count);
  expect(new Set(listed?.edges.map(({ node }) => JSON.stringify(node)))).toEqual(
    new Set([JSON.stringify({ certificate: { id: upcomingCertificate } })]),
  );
});
