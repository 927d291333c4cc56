import {
  AttachCertificateDomainsDocument,
  AttachCertificateToDomainDocument,
  CertificateDocument,
  CreateCertificateDocument,
  DeleteCertificateDocument,
  DetachCertificateFromDomainDocument,
  UpdateCertificateDocument,
} from '../../../schema/generated/operations';
import { SAMPLE_IDS } from '../../../src/simulator/seed';
import { type Issued, issue } from '../../support/certificates';
import { operationsOf, startTestServer, type TestServer } from '../../support/server';

const SHOP = SAMPLE_IDS.shopCertificate;
const SHOP_GATEWAY = SAMPLE_IDS.shopGateway;
const NEW_DOMAIN = 'b9be707660c5406394f8973e00000004';
const SHOP_GROUP = 'c77f5e81d9cb4424bf704ef2b0ac7600';

describe('attachCertificateDomains', () => {
  it("attaches to all of the domains with the contract's request body, and reports each", async () => {
    const server = await startTestServer();
    const { data } = await server.run(AttachCertificateDomainsDocument, {
      certificateId: SHOP,
      domains: [
        { domain: 'new.shop.example.com', instanceIds: [SHOP_GATEWAY] },
        { domain: 'NEW.shop.example.com', instanceIds: [SHOP_GATEWAY] },
      ],
    });
    expect(data.attachCertificateDomains).toMatchObject({
      __typename: 'AttachCertificateDomainsSuccess',
      domains: [
        { domain: 'new.shop.example.com', outcome: 'ATTACHED' },
        { domain: 'NEW.shop.example.com', outcome: 'ATTACHED' },
      ],
    });
    const changes = server.received.filter(({ method }) => method !== 'GET');
    expect(changes.map(({ operation, body }) => [operation, JSON.parse(body)])).toEqual([
      ['attachDomains', { domains: [{ domain: 'new.shop.example.com', instance_ids: [SHOP_GATEWAY] }] }],
    ]);
    expect(server.projects[0]?.domains[3]?.certificateId).toBe(SHOP);
  });

  it.each([
    ['of another name', SHOP, 'legacy.example.net', 'ApigInvalidCertificateError', 'APIG.2103'],
    [
      'that has expired',
      SAMPLE_IDS.legacyCertificate,
      'legacy.example.net',
      'ApigInvalidCertificateError',
      'APIG.2102',
    ],
    [
      'to a domain that holds another',
      SAMPLE_IDS.upcomingCertificate,
      'www.shop.example.com',
      'ApigConflictError',
      'APIG.2051',
    ],
    ['to a domain that is nowhere', SHOP, 'nowhere.shop.example.com', 'ApigDomainNotFoundError', 'APIG.3020'],
    ['that is not there', 'missing', 'new.shop.example.com', 'ApigCertificateNotFoundError', 'APIG.3025'],
  ])('returns an error result for a certificate %s', async (_, certificateId, domain, typename, code) => {
    const server = await startTestServer();
    const { data } = await server.run(AttachCertificateDomainsDocument, { certificateId, domains: [{ domain }] });
    expect(data.attachCertificateDomains).toMatchObject({ __typename: typename, code });
  });
});

describe('the certificate of a single domain', () => {
  it("is attached and detached after the domain's gateway and group are looked up", async () => {
    const server = await startTestServer();
    const ids = { domainId: NEW_DOMAIN, certificateId: SHOP };
    const attached = await server.run(AttachCertificateToDomainDocument, ids);
    expect(attached.data.attachCertificateToDomain).toMatchObject({
      __typename: 'AttachCertificateToDomainSuccess',
      domain: { id: NEW_DOMAIN, name: 'new.shop.example.com' },
      placements: [{ id: NEW_DOMAIN, certificate: { id: SHOP } }],
    });
    expect(operationsOf(server.received)).toEqual([
      'listGateways',
      'listApiGroups',
      'listApiGroups',
      'attachCertificates',
      'showApiGroup',
      'showCertificate',
      'listAttachedDomains',
    ]);
    expect(server.received[3]?.url).toContain(
      `/instances/${SHOP_GATEWAY}/api-groups/${SHOP_GROUP}/domains/${NEW_DOMAIN}/`,
    );
    expect(JSON.parse(server.received[3]?.body ?? '')).toEqual({ certificate_ids: [SHOP] });
    server.forget();
    const detached = await server.run(DetachCertificateFromDomainDocument, {
      ...ids,
      instanceId: SHOP_GATEWAY,
      groupId: SHOP_GROUP,
    });
    expect(detached.data.detachCertificateFromDomain).toMatchObject({
      __typename: 'DetachCertificateFromDomainSuccess',
    });
    expect(operationsOf(server.received)).toEqual([
      'detachCertificates',
      'showApiGroup',
      'showCertificate',
      'listAttachedDomains',
    ]);
    const again = await server.run(DetachCertificateFromDomainDocument, { ...ids, instanceId: SHOP_GATEWAY });
    expect(again.data.detachCertificateFromDomain).toMatchObject({
      __typename: 'ApigDomainNotAttachedError',
      domainNames: ['new.shop.example.com'],
    });
  });

  it('is not changed if the domain is not on the gateway and in the group that are named', async () => {
    const server = await startTestServer();
    const run = (where: object, domainId = NEW_DOMAIN) =>
      server.run(AttachCertificateToDomainDocument, { domainId, certificateId: SHOP, ...where });
    const unknown = await run({}, 'missing');
    expect(unknown.data.attachCertificateToDomain).toMatchObject({
      __typename: 'ApigDomainNotFoundError',
      code: 'GATEWAY.DOMAIN_NOT_FOUND',
    });
    const elsewhere = await run({ instanceId: SAMPLE_IDS.partnerGateway });
    expect(elsewhere.data.attachCertificateToDomain).toMatchObject({ __typename: 'ApigDomainNotFoundError' });
    const other = await run({ groupId: 'a1e5c3d2b4f64a7b8c9d0e1f2a3b4c5d' });
    expect(other.data.attachCertificateToDomain).toMatchObject({ __typename: 'ApigDomainNotFoundError' });
    const nowhere = await run({ instanceId: 'missing' });
    expect(nowhere.data.attachCertificateToDomain).toMatchObject({
      __typename: 'ApigGatewayNotFoundError',
      instanceIds: ['missing'],
    });
    const bad = await run({ instanceId: '../x' });
    expect(bad.data.attachCertificateToDomain).toMatchObject({
      __typename: 'ApigInvalidInputError',
      parameter: 'instanceId',
    });
    expect(operationsOf(server.received)).not.toContain('attachCertificates');
  });
});

describe('a certificate from its creation to its end', () => {
  let server: TestServer;
  let site: Issued;
  beforeAll(async () => {
    server = await startTestServer();
    site = await issue({ san: ['new.shop.example.com', '*.shop.example.com'] });
  });
  beforeEach(() => server.forget());

  const create = (input: object) =>
    server.run(CreateCertificateDocument, {
      input: { name: 'site_1', certContent: site.pem, privateKey: site.key, ...input } as never,
    });

  it('is created with each field under its upstream name', async () => {
    const ca = await issue({ san: ['ca.example.com'], ca: true });
    const { data } = await create({
      type: 'INSTANCE',
      instanceId: SHOP_GATEWAY,
      algorithmType: 'ECC',
      trustedRootCa: ca.pem,
    });
    expect(data.createCertificate).toMatchObject({
      __typename: 'CreateCertificateSuccess',
      certificate: {
        name: 'site_1',
        type: 'INSTANCE',
        instanceId: SHOP_GATEWAY,
        san: ['new.shop.example.com', '*.shop.example.com'],
        serialNumber: '13010',
        algorithmType: 'ECC',
        hasTrustedRootCa: true,
      },
    });
    const sent = server.received.filter(({ method }) => method !== 'GET');
    expect(sent.map(({ operation, body }) => [operation, JSON.parse(body)])).toEqual([
      [
        'createCertificate',
        {
          name: 'site_1',
          cert_content: site.pem,
          private_key: site.key,
          type: 'instance',
          instance_id: SHOP_GATEWAY,
          trusted_root_ca: ca.pem,
          algorithm_type: 'ECC',
        },
      ],
    ]);
  });

  it('is not created twice with the same name', async () => {
    const { data } = await create({});
    expect(data.createCertificate).toMatchObject({ __typename: 'ApigConflictError', code: 'APIG.3325' });
  });

  it.each([
    [{ name: 'abc' }, 'input.name'],
    [{ name: '𠀀𠀀𠀀' }, 'input.name'],
    [{ type: 'INSTANCE' }, 'input.instanceId'],
    [{ type: 'GLOBAL', instanceId: 'x' }, 'input.instanceId'],
    [{ type: 'INSTANCE', instanceId: '../x' }, 'input.instanceId'],
    [{ algorithmType: 'SM2' }, 'input.certContentSign'],
    [{ certContentSign: 'x' }, 'input.certContentSign'],
    [{ certContentSign: 'x', privateKeySign: 'y', algorithmType: 'RSA' }, 'input.certContentSign'],
  ])('is not sent with %j', async (input, parameter) => {
    const { data } = await create(input);
    expect(data.createCertificate).toMatchObject({
      __typename: 'ApigInvalidInputError',
      code: 'GATEWAY.INVALID_INPUT',
      parameter,
    });
    expect(server.received).toEqual([]);
  });

  const idOf = (name: string) => server.projects[0]?.certificates.find((it) => it.name === name)?.id ?? '';

  it('gets new content, and keeps the fields that the request omits', async () => {
    const renewed = await issue({ san: ['new.shop.example.com'], days: [-1, 300] });
    const { data } = await server.run(UpdateCertificateDocument, {
      id: idOf('site_1'),
      input: { certContent: renewed.pem, privateKey: renewed.key },
    });
    expect(data.updateCertificate).toMatchObject({
      __typename: 'UpdateCertificateSuccess',
      certificate: {
        name: 'site_1',
        type: 'INSTANCE',
        instanceId: SHOP_GATEWAY,
        san: ['new.shop.example.com'],
        hasTrustedRootCa: false,
      },
    });
    expect(operationsOf(server.received)).toEqual(['showCertificate', 'updateCertificate', 'listAttachedDomains']);
    expect(JSON.parse(server.received[1]?.body ?? '')).toEqual({
      name: 'site_1',
      cert_content: renewed.pem,
      private_key: renewed.key,
      type: 'instance',
      instance_id: SHOP_GATEWAY,
      algorithm_type: 'ECC',
    });
    const missing = await server.run(UpdateCertificateDocument, {
      id: 'missing',
      input: { certContent: renewed.pem, privateKey: renewed.key },
    });
    expect(missing.data.updateCertificate).toMatchObject({
      __typename: 'ApigCertificateNotFoundError',
      certificateId: 'missing',
    });
  });

  it('does not get content that leaves one of its domains uncovered', async () => {
    await server.run(AttachCertificateDomainsDocument, {
      certificateId: idOf('site_1'),
      domains: [{ domain: 'new.shop.example.com' }],
    });
    const other = await issue({ san: ['other.example.com'] });
    const { data } = await server.run(UpdateCertificateDocument, {
      id: idOf('site_1'),
      input: { name: 'site_2', certContent: other.pem, privateKey: other.key },
    });
    expect(data.updateCertificate).toMatchObject({ __typename: 'ApigInvalidCertificateError', code: 'APIG.2103' });
  });

  it('is deleted once it is attached to no domain', async () => {
    const id = idOf('site_1');
    const bound = await server.run(DeleteCertificateDocument, { id });
    expect(bound.data.deleteCertificate).toMatchObject({ __typename: 'ApigConflictError' });
    await server.run(DetachCertificateFromDomainDocument, { domainId: NEW_DOMAIN, certificateId: id });
    const { data } = await server.run(DeleteCertificateDocument, { id });
    expect(data.deleteCertificate).toEqual({ __typename: 'DeleteCertificateSuccess', id });
    const gone = await server.run(CertificateDocument, { id });
    expect(gone.data.certificate?.__typename).toBe('ApigCertificateNotFoundError');
    const again = await server.run(DeleteCertificateDocument, { id });
    expect(again.data.deleteCertificate).toMatchObject({
      __typename: 'ApigCertificateNotFoundError',
      certificateId: id,
    });
    server.forget();
    const skipped = await server.run(DeleteCertificateDocument, { id, ifNotFound: 'SKIP' });
    expect(skipped.data.deleteCertificate).toEqual({ __typename: 'DeleteCertificateSuccess', id });
    expect(operationsOf(server.received)).toEqual(['showCertificate']);
  });
});

describe('invalid content of a certificate is refused before anything is sent', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });

  it('with a message that names the problem', async () => {
    const good = await issue({ san: ['a.example.com'] });
    const other = await issue({ san: ['b.example.com'] });
    const ca = await issue({ san: ['ca.example.com'], ca: true });
    const signed = await issue({ san: ['a.example.com'], issuer: ca });
    const encrypted = '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIBvTBX\n-----END ENCRYPTED PRIVATE KEY-----\n';
    const old =
      '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n';
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    const cases: [object, RegExp][] = [
      [{ certContent: 'no pem' }, /^certContent contains no certificate in PEM/],
      [{ certContent: broken }, /^certContent contains a certificate that cannot be read/],
      [{ certContent: good.pem + good.key }, /^certContent contains a private key/],
      [{ privateKey: 'no pem' }, /^privateKey is not a private key in PEM/],
      [{ privateKey: encrypted }, /^privateKey is encrypted/],
      [{ privateKey: old }, /^privateKey is encrypted/],
      [{ privateKey: other.key }, /^privateKey does not belong to the certificate in certContent/],
      [
        { certContent: ca.pem + signed.pem, privateKey: signed.key },
        /^certContent must begin with the certificate of privateKey/,
      ],
      [
        { certContent: signed.pem + other.pem, privateKey: signed.key },
        /^certContent must hold each certificate followed by/,
      ],
      [{ trustedRootCa: good.pem }, /^Certificate 1 of 1 in trustedRootCa is no CA certificate/],
      [{ trustedRootCa: 'no pem' }, /^trustedRootCa contains no CA certificate/],
    ];
    const withPair = async (options: Parameters<typeof issue>[0]) => {
      const { pem, key } = await issue(options);
      return { certContent: pem, privateKey: key };
    };
    cases.push([
      await withPair({ san: ['a.example.com'], days: [-30, -1] }),
      /^The certificate in certContent expired on \d{4}-\d\d-\d\d\.$/,
    ]);
    cases.push([await withPair({ san: ['a.example.com'], days: [-1, 365 * 20] }), /it must end before 2038-01-19/]);
    cases.push([await withPair({}), /has no subject alternative name/]);
    for (const [input, message] of cases) {
      const full = { certContent: good.pem, privateKey: good.key, ...input };
      const created = await server.run(CreateCertificateDocument, { input: { name: 'site', ...full } });
      const updated = await server.run(UpdateCertificateDocument, { id: SHOP, input: full });
      for (const result of [created.data.createCertificate, updated.data.updateCertificate]) {
        expect(result).toEqual({
          __typename: 'ApigInvalidCertificateError',
          code: 'GATEWAY.INVALID_CERTIFICATE',
          message: expect.stringMatching(message),
          retryable: false,
          requestId: null,
        });
      }
    }
    expect(server.received).toEqual([]);
  });

  it('but a chain with its CA is accepted', async () => {
    const ca = await issue({ san: ['ca.example.com'], ca: true });
    const signed = await issue({ san: ['a.example.com'], issuer: ca, algorithm: 'RSA' });
    const { data } = await server.run(CreateCertificateDocument, {
      input: { name: 'chain', certContent: signed.pem + ca.pem, privateKey: signed.key, trustedRootCa: ca.pem },
    });
    expect(data.createCertificate).toMatchObject({ __typename: 'CreateCertificateSuccess' });
  });
});
