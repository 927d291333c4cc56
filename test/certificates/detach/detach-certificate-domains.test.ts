import { DetachCertificateDomainsDocument } from '../../../schema/generated/operations';
import { SAMPLE_IDS, sampleProject } from '../../../src/simulator/seed';
import { TOKENS } from '../../../src/simulator/tokens';
import { operationsOf, startTestServer, type TestServer } from '../../support/server';
import { startUpstream } from '../../support/upstream';

const { shopCertificate, billingCertificate, shopGateway, partnerGateway } = SAMPLE_IDS;

describe('detachCertificateDomains', () => {
  let server: TestServer;

  beforeEach(async () => {
    server = await startTestServer({ projects: [sampleProject(new Date())] });
  });

  async function detach(
    certificateId: string,
    domains: { domain: string; instanceIds?: string[]; verifiedClientCertificateEnabled?: boolean }[],
    ifNotAttached: 'FAIL' | 'SKIP' = 'FAIL',
  ) {
    const { data } = await server.run(DetachCertificateDomainsDocument, { certificateId, domains, ifNotAttached });
    return data.detachCertificateDomains;
  }

  function attachedTo(certificateId: string): string[] {
    const domains = server.projects[0]?.domains ?? [];
    return domains
      .filter((it) => it.certificateId === certificateId)
      .map(({ name, gatewayId }) => `${name} ${gatewayId}`);
  }

  it("detaches, with exactly the upstream's body and the caller's token", async () => {
    const result = await detach(shopCertificate, [
      { domain: 'www.shop.example.com' },
      { domain: '*.assets.shop.example.com' },
    ]);

    expect(result).toMatchObject({
      __typename: 'DetachCertificateDomainsSuccess',
      domains: [
        { domain: 'www.shop.example.com', outcome: 'DETACHED' },
        { domain: '*.assets.shop.example.com', outcome: 'DETACHED' },
      ],
    });
    expect(attachedTo(shopCertificate)).toEqual([
      `api.shop.example.com ${shopGateway}`,
      `api.shop.example.com ${partnerGateway}`,
    ]);
    expect(server.received.filter(({ method }) => method !== 'GET')).toHaveLength(1);
    expect(server.received[0]).toMatchObject({
      method: 'POST',
      url: `/v2/73d69ae0cfcf460190522d06b60f05ad/apigw/certificates/${shopCertificate}/domains/detach`,
      headers: { 'x-auth-token': TOKENS.admin, 'content-type': 'application/json' },
    });
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({
      domains: [{ domain: 'www.shop.example.com' }, { domain: '*.assets.shop.example.com' }],
    });
  });

  it('sends gateways and client verification only if the caller names them', async () => {
    await detach(shopCertificate, [
      { domain: 'api.shop.example.com', instanceIds: [partnerGateway], verifiedClientCertificateEnabled: false },
    ]);
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({
      domains: [
        { domain: 'api.shop.example.com', instance_ids: [partnerGateway], verified_client_certificate_enabled: false },
      ],
    });
    expect(attachedTo(shopCertificate)).toContain(`api.shop.example.com ${shopGateway}`);
    expect(attachedTo(shopCertificate)).not.toContain(`api.shop.example.com ${partnerGateway}`);
  });

  it('sends a domain that is named twice once, on the gateways of both, and reports it twice as it was written', async () => {
    const result = await detach(shopCertificate, [
      { domain: 'api.shop.example.com', instanceIds: [shopGateway] },
      { domain: 'API.shop.example.com', instanceIds: [partnerGateway] },
    ]);
    expect(result).toMatchObject({
      domains: [
        { domain: 'api.shop.example.com', outcome: 'DETACHED' },
        { domain: 'API.shop.example.com', outcome: 'DETACHED' },
      ],
    });
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({
      domains: [{ domain: 'api.shop.example.com', instance_ids: [shopGateway, partnerGateway] }],
    });
  });

  it('refuses and names a domain that is not attached, with FAIL', async () => {
    const one = await detach(shopCertificate, [{ domain: 'new.shop.example.com' }]);
    expect(one).toMatchObject({
      __typename: 'ApigDomainNotAttachedError',
      code: 'APIG.2000',
      message: expect.stringContaining('no valid domain name'),
      retryable: false,
      domainNames: ['new.shop.example.com'],
    });
    const mixed = await detach(shopCertificate, [
      { domain: 'www.shop.example.com' },
      { domain: 'new.shop.example.com' },
    ]);
    expect(mixed).toMatchObject({
      __typename: 'ApigDomainNotAttachedError',
      code: 'APIG.3097',
      domainNames: ['new.shop.example.com'],
    });
    expect(attachedTo(shopCertificate)).toHaveLength(4);
  });

  it('names a domain that is attached on one of its gateways but not on the other', async () => {
    await detach(shopCertificate, [{ domain: 'api.shop.example.com', instanceIds: [partnerGateway] }]);
    const result = await detach(shopCertificate, [
      { domain: 'www.shop.example.com' },
      { domain: 'api.shop.example.com', instanceIds: [shopGateway, partnerGateway] },
    ]);
    expect(result).toMatchObject({ __typename: 'ApigDomainNotAttachedError', domainNames: ['api.shop.example.com'] });
  });

  it('detaches only what is attached with SKIP, so that the same call twice has the effect of one', async () => {
    const domains = [{ domain: 'new.shop.example.com' }, { domain: 'www.shop.example.com' }];
    const first = await detach(shopCertificate, domains, 'SKIP');
    expect(first).toMatchObject({
      domains: [
        { domain: 'new.shop.example.com', outcome: 'ALREADY_DETACHED' },
        { domain: 'www.shop.example.com', outcome: 'DETACHED' },
      ],
    });
    expect(operationsOf(server.received).slice(0, 2)).toEqual(['listAttachedDomains', 'detachDomains']);
    expect(JSON.parse(server.received[1]?.body ?? '')).toEqual({ domains: [{ domain: 'www.shop.example.com' }] });

    server.forget();
    const second = await detach(shopCertificate, domains, 'SKIP');
    expect(second).toMatchObject({
      __typename: 'DetachCertificateDomainsSuccess',
      domains: [{ outcome: 'ALREADY_DETACHED' }, { outcome: 'ALREADY_DETACHED' }],
    });
    expect(operationsOf(server.received)[0]).toBe('listAttachedDomains');
    expect(server.received.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('narrows the gateways to those where the domain is attached, with SKIP', async () => {
    await detach(shopCertificate, [{ domain: 'api.shop.example.com', instanceIds: [partnerGateway] }]);
    server.forget();
    await detach(
      shopCertificate,
      [{ domain: 'api.shop.example.com', instanceIds: [shopGateway, partnerGateway] }],
      'SKIP',
    );
    expect(JSON.parse(server.received[1]?.body ?? '')).toEqual({
      domains: [{ domain: 'api.shop.example.com', instance_ids: [shopGateway] }],
    });
  });

  it('counts a domain on several inbound ports once, and detaches all its ports', async () => {
    expect(attachedTo(billingCertificate)).toHaveLength(3);
    const result = await detach(
      billingCertificate,
      [{ domain: 'pay.billing.example.com', instanceIds: [shopGateway] }],
      'SKIP',
    );
    expect(result).toMatchObject({ domains: [{ domain: 'pay.billing.example.com', outcome: 'DETACHED' }] });
    expect(JSON.parse(server.received[1]?.body ?? '')).toEqual({
      domains: [{ domain: 'pay.billing.example.com', instance_ids: [shopGateway] }],
    });
    expect(attachedTo(billingCertificate)).toEqual([`invoices.billing.example.com ${shopGateway}`]);
  });

  it('does not treat an unknown certificate as one without domains', async () => {
    const result = await detach('0000000000', [{ domain: 'www.shop.example.com' }], 'SKIP');
    expect(result).toMatchObject({ __typename: 'ApigCertificateNotFoundError', certificateId: '0000000000' });
  });

  it('names the certificate, gateway or domain that does not exist', async () => {
    const domains = [{ domain: 'www.shop.example.com' }];
    expect(await detach('0000000000', domains)).toMatchObject({
      __typename: 'ApigCertificateNotFoundError',
      certificateId: '0000000000',
      code: 'APIG.3025',
    });
    expect(await detach(shopCertificate, [{ domain: 'www.shop.example.com', instanceIds: ['nowhere'] }])).toMatchObject(
      {
        __typename: 'ApigGatewayNotFoundError',
        instanceIds: ['nowhere'],
      },
    );
    expect(await detach(shopCertificate, [...domains, { domain: 'other.example.com' }])).toMatchObject({
      __typename: 'ApigDomainNotFoundError',
      domainNames: ['other.example.com'],
    });
    expect(attachedTo(shopCertificate)).toHaveLength(4);
  });

  it.each([
    ['no domain', shopCertificate, [], 'domains'],
    [
      '101 domains',
      shopCertificate,
      Array.from({ length: 101 }, (_, i) => ({ domain: `d${i}.example.com` })),
      'domains',
    ],
    ['a certificate id that is a path', '../instances', [{ domain: 'www.example.com' }], 'certificateId'],
    ['an id that is too long', 'a'.repeat(65), [{ domain: 'www.example.com' }], 'certificateId'],
    ['an empty id', '', [{ domain: 'www.example.com' }], 'certificateId'],
    ['a URL for a domain', shopCertificate, [{ domain: 'https://www.example.com' }], 'domains[0].domain'],
    [
      'a domain with a blank',
      shopCertificate,
      [{ domain: 'a.example.com' }, { domain: 'b example.com' }],
      'domains[1].domain',
    ],
    ['an inner wildcard', shopCertificate, [{ domain: 'a.*.example.com' }], 'domains[0].domain'],
    ['a domain of 256 characters', shopCertificate, [{ domain: `${'a.'.repeat(127)}ab` }], 'domains[0].domain'],
    ['an empty domain', shopCertificate, [{ domain: '' }], 'domains[0].domain'],
    [
      'an empty list of gateways',
      shopCertificate,
      [{ domain: 'a.example.com', instanceIds: [] }],
      'domains[0].instanceIds',
    ],
    [
      'a bad gateway',
      shopCertificate,
      [{ domain: 'a.example.com', instanceIds: ['a/b'] }],
      'domains[0].instanceIds[0]',
    ],
    [
      'one domain with two wishes',
      shopCertificate,
      [{ domain: 'a.example.com', verifiedClientCertificateEnabled: true }, { domain: 'a.example.com' }],
      'domains[1].verifiedClientCertificateEnabled',
    ],
  ])('refuses %s before any upstream call', async (_, certificateId, domains, parameter) => {
    for (const policy of ['FAIL', 'SKIP'] as const) {
      const result = await detach(certificateId, domains, policy);
      expect(result).toMatchObject({ __typename: 'ApigInvalidInputError', code: 'GATEWAY.INVALID_INPUT', parameter });
    }
    expect(server.received).toEqual([]);
  });

  it('accepts 100 domains, wildcards, and a name of 255 characters', async () => {
    const long = `${'a.'.repeat(127)}a`;
    const domains = [
      ...Array.from({ length: 98 }, (_, i) => ({ domain: `d${i}.example.com` })),
      { domain: '*.example.com' },
    ];
    const result = await detach(shopCertificate, [...domains, { domain: long }]);
    expect(result?.__typename).toBe('ApigDomainNotFoundError');
    expect(JSON.parse(server.received[0]?.body ?? '').domains).toHaveLength(100);
  });

  it('returns the encoded authorization message of a refusal', async () => {
    const { data } = await server.run(
      DetachCertificateDomainsDocument,
      { certificateId: shopCertificate, domains: [{ domain: 'www.shop.example.com' }], ifNotAttached: 'FAIL' },
      { token: TOKENS.reader },
    );
    expect(data.detachCertificateDomains).toMatchObject({
      __typename: 'ApigPermissionDeniedError',
      encodedAuthorizationMessage: expect.stringMatching(/^[A-Za-z0-9+/=]+$/),
    });
  });

  describe('the certificate after the change', () => {
    const documentWith = (selection: string) => `mutation ($id: ID!, $domain: String!) {
      detachCertificateDomains(certificateId: $id, domains: [{ domain: $domain }]) {
        ... on DetachCertificateDomainsSuccess { ${selection} }
      }
    }`;

    it('is read only if it is selected', async () => {
      const variables = { id: shopCertificate, domain: 'www.shop.example.com' };
      const { data } = await server.run<Record<string, unknown>, typeof variables>(
        documentWith('certificate { name domains { totalCount } } domains { outcome }'),
        variables,
      );
      expect(data).toEqual({
        detachCertificateDomains: {
          certificate: { name: 'shop_wildcard', domains: { totalCount: 3 } },
          domains: [{ outcome: 'DETACHED' }],
        },
      });
      expect(operationsOf(server.received)).toEqual(['detachDomains', 'showCertificate', 'listAttachedDomains']);
    });

    it('is null with an entry in errors if that read fails, and the change is still reported', async () => {
      let posted = false;
      const failing = await startTestServer({
        endpoint: await startFailingReads(() => {
          posted = true;
        }),
      });
      const { data, errors } = await failing.run<Record<string, unknown>, object>(
        documentWith('certificate { name } domains { outcome }'),
        { id: shopCertificate, domain: 'www.shop.example.com' },
      );
      expect(posted).toBe(true);
      expect(data).toEqual({ detachCertificateDomains: { certificate: null, domains: [{ outcome: 'DETACHED' }] } });
      expect(errors).toEqual([
        expect.objectContaining({
          path: ['detachCertificateDomains', 'certificate'],
          message: 'IAM request failed',
          extensions: { code: 'INTERNAL_SERVER_ERROR', apig: { code: 'APIG.9004', requestId: 'r-1', retryable: true } },
        }),
      ]);
    });

    it('is read again for each mutation of a request', async () => {
      const { data } = await server.run<Record<string, { certificate: { domains: { totalCount: number } } }>, object>(
        `mutation ($id: ID!) {
          a: detachCertificateDomains(certificateId: $id, domains: [{ domain: "www.shop.example.com" }]) {
            ... on DetachCertificateDomainsSuccess { certificate { domains { totalCount } } }
          }
          b: detachCertificateDomains(certificateId: $id, domains: [{ domain: "api.shop.example.com" }]) {
            ... on DetachCertificateDomainsSuccess { certificate { domains { totalCount } } }
          }
        }`,
        { id: shopCertificate },
      );
      expect([data['a'], data['b']].map((it) => it?.certificate.domains.totalCount)).toEqual([3, 1]);
    });
  });
});

function startFailingReads(onPost: () => void): Promise<string> {
  return startUpstream((request, response) => {
    if (request.method === 'POST') {
      onPost();
      response.writeHead(204).end();
    } else {
      response.writeHead(500, { 'x-request-id': 'r-1' });
      response.end(JSON.stringify({ error_code: 'APIG.9004', error_msg: 'IAM request failed' }));
    }
  });
}
