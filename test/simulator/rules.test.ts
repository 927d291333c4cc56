import { SAMPLE_IDS } from '../../src/simulator/seed';
import { OTHER_PROJECT_ID, TOKENS } from '../../src/simulator/tokens';
import { issue } from '../support/certificates';
import { startTestSimulator } from '../support/simulator';

type TestSimulator = Awaited<ReturnType<typeof startTestSimulator>>;

const { shopCertificate, billingCertificate, partnersCertificate, legacyCertificate, shopGateway, partnerGateway } =
  SAMPLE_IDS;

describe('the simulator', () => {
  let simulator: TestSimulator;
  let call: TestSimulator['call'];

  beforeEach(async () => {
    simulator = await startTestSimulator();
    call = simulator.call;
  });

  const attached = async (id: string) =>
    (await call('GET', `/certificates/${id}/attached-domains?limit=500`)).body.bound_domains as Record<
      string,
      unknown
    >[];
  const attach = (id: string, ...domains: object[]) => call('POST', `/certificates/${id}/domains/attach`, { domains });
  const detach = (id: string, ...domains: object[]) => call('POST', `/certificates/${id}/domains/detach`, { domains });
  const codeOf = async (reply: Promise<{ body: { error_code?: string } }>) => (await reply).body?.error_code;

  it('reads a limit of 0 or less as 20, above 500 as 500, and a negative offset as 0', async () => {
    const sizes = async (query: string) =>
      (await call('GET', `/certificates?instance_id=${SAMPLE_IDS.shopGateway}&${query}`)).body;
    expect(await sizes('limit=0')).toMatchObject({ size: 6, total: 6 });
    expect(await sizes('limit=-5')).toMatchObject({ size: 6 });
    expect(await sizes('limit=99999&offset=-3')).toMatchObject({ size: 6 });
    expect(await sizes('limit=2&offset=5')).toMatchObject({ size: 1, total: 6 });
  });

  it('accepts its documented tokens, of any length, and refuses every other', async () => {
    const list = (token: string, method = 'GET', path = `/certificates?instance_id=${SAMPLE_IDS.shopGateway}`) =>
      call(method, path, undefined, { 'x-auth-token': token });
    expect(await list(`${TOKENS.admin}.${'x'.repeat(16_000)}`)).toMatchObject({ status: 200 });
    expect(await list('')).toMatchObject({ status: 401, body: { error_code: 'APIG.1000' } });
    expect(await list('other')).toMatchObject({ status: 401, body: { error_code: 'APIG.1002' } });
    expect(await list(TOKENS.expired)).toMatchObject({ status: 401, body: { error_code: 'APIG.1001' } });
    expect(await list(TOKENS.otherProject)).toMatchObject({ status: 403, body: { error_code: 'APIG.1005' } });
    expect(await list(TOKENS.reader)).toMatchObject({ status: 200 });
    expect(await list(TOKENS.reader, 'DELETE', '/certificates/x')).toMatchObject({
      status: 403,
      body: { error_code: 'APIG.1020', encoded_authorization_message: expect.any(String) },
    });
    const { url, projects } = simulator.simulator;
    const gateway = projects.find(({ id }) => id === OTHER_PROJECT_ID)?.gateways[0]?.id;
    const other = await fetch(`${url}/v2/${OTHER_PROJECT_ID}/apigw/certificates?instance_id=${gateway}`, {
      headers: { 'x-auth-token': TOKENS.otherProject },
    });
    expect(await other.json()).toMatchObject({ total: 1 });
  });

  it("responds to an unknown path as the upstream's front end does", async () => {
    expect(await call('GET', '/nothing')).toMatchObject({ status: 404, body: { error_code: 'APIGW.0101' } });
  });

  it('attaches only one certificate to a domain, and all domains of a request or none', async () => {
    expect(await codeOf(attach(partnersCertificate, { domain: 'sandbox.partners.example.org' }))).toBeUndefined();
    const spare = SAMPLE_IDS.spareCertificate;
    expect(await codeOf(attach(spare, { domain: 'sandbox.partners.example.org' }))).toBe('APIG.2051');
    const both = attach(shopCertificate, { domain: 'new.shop.example.com' }, { domain: 'nowhere.example.com' });
    expect(await codeOf(both)).toBe('APIG.3020');
    expect((await attached(shopCertificate)).map((it) => it['url_domain'])).not.toContain('new.shop.example.com');
  });

  it('verifies clients by default if the certificate has a root CA, and never without one', async () => {
    await attach(partnersCertificate, { domain: 'sandbox.partners.example.org' });
    await attach(partnersCertificate, {
      domain: 'mtls.partners.example.org',
      verified_client_certificate_enabled: false,
    });
    const flags = (await attached(partnersCertificate)).map((it) => [
      it['url_domain'],
      it['verified_client_certificate_enabled'],
    ]);
    expect(Object.fromEntries(flags)).toMatchObject({
      'sandbox.partners.example.org': true,
      'mtls.partners.example.org': false,
    });
    const without = attach(shopCertificate, {
      domain: 'new.shop.example.com',
      verified_client_certificate_enabled: true,
    });
    expect(await codeOf(without)).toBe('APIG.2012');
  });

  it('refuses to attach an expired certificate, one for another name, and one of another gateway', async () => {
    expect(await codeOf(attach(legacyCertificate, { domain: 'legacy.example.net' }))).toBe('APIG.2102');
    expect(await codeOf(attach(shopCertificate, { domain: 'sandbox.partners.example.org' }))).toBe('APIG.2103');
    await detach(shopCertificate, { domain: 'api.shop.example.com' });
    const { pem, key } = await issue({ san: ['api.shop.example.com'] });
    const form = {
      name: 'own_gateway',
      cert_content: pem,
      private_key: key,
      type: 'instance',
      instance_id: shopGateway,
    };
    const { body } = await call('POST', '/certificates', form);
    expect(await codeOf(attach(body.id, { domain: 'api.shop.example.com', instance_ids: [partnerGateway] }))).toBe(
      'APIG.1136',
    );
    expect(
      await codeOf(attach(body.id, { domain: 'api.shop.example.com', instance_ids: [shopGateway] })),
    ).toBeUndefined();
  });

  it('detaches all ports of a domain, on every gateway unless some are named, and all domains of a request or none', async () => {
    expect((await attached(billingCertificate)).map((it) => it['url_domain'])).toEqual([
      'pay.billing.example.com',
      'pay.billing.example.com',
      'invoices.billing.example.com',
    ]);
    await detach(billingCertificate, { domain: 'PAY.billing.example.com' });
    expect(await attached(billingCertificate)).toHaveLength(1);
    const some = detach(shopCertificate, { domain: 'www.shop.example.com' }, { domain: 'new.shop.example.com' });
    expect(await some).toMatchObject({ status: 404, body: { error_code: 'APIG.3097' } });
    expect(await detach(shopCertificate, { domain: 'new.shop.example.com' })).toMatchObject({
      status: 400,
      body: { error_code: 'APIG.2000', error_msg: expect.stringContaining('no valid domain name') },
    });
    expect(await attached(shopCertificate)).toHaveLength(4);
    await detach(shopCertificate, { domain: 'api.shop.example.com', instance_ids: [shopGateway] });
    expect(await attached(shopCertificate)).toHaveLength(3);
    const again = detach(shopCertificate, {
      domain: 'api.shop.example.com',
      instance_ids: [shopGateway, partnerGateway],
    });
    expect(await codeOf(again)).toBe('APIG.3097');
    await detach(shopCertificate, { domain: 'api.shop.example.com' });
    expect(await attached(shopCertificate)).toHaveLength(2);
  });

  it('refuses a body that violates the contract', async () => {
    expect(await codeOf(detach(shopCertificate, { domain: 7 }))).toBe('APIG.2012');
    expect(await codeOf(detach(shopCertificate, { domain: 'a.example.com', instance_ids: 'x' }))).toBe('APIG.2012');
    expect(
      await codeOf(detach(shopCertificate, { domain: 'a.example.com', verified_client_certificate_enabled: 1 })),
    ).toBe('APIG.2012');
    expect(await codeOf(detach(shopCertificate, { domain: 'a.example.com', instance_ids: ['x'] }))).toBe('APIG.3030');
    expect(await codeOf(call('POST', `/certificates/${shopCertificate}/domains/detach`, '{'))).toBe('APIG.2000');
  });

  it('attaches and detaches one domain by its id, in its own group only', async () => {
    const path = (group: string, way: string) =>
      `/instances/${shopGateway}/api-groups/${group}/domains/b9be707660c5406394f8973e00000005/certificates/${way}`;
    const [shop, billing] = ['c77f5e81d9cb4424bf704ef2b0ac7600', 'a1e5c3d2b4f64a7b8c9d0e1f2a3b4c5d'];
    const body = { certificate_ids: [billingCertificate] };
    expect(await codeOf(call('POST', path(shop, 'detach'), body))).toBe('APIG.3474');
    expect((await call('POST', path(billing, 'detach'), body)).status).toBe(204);
    expect(await attached(billingCertificate)).toHaveLength(1);
    expect((await call('POST', path(billing, 'attach'), body)).status).toBe(204);
    expect(await attached(billingCertificate)).toHaveLength(3);
    expect(await codeOf(call('POST', path(billing, 'attach'), { certificate_ids: ['missing'] }))).toBe('APIG.3025');
  });

  it('does not delete an attached certificate', async () => {
    expect((await call('DELETE', `/certificates/${billingCertificate}`)).status).toBe(400);
    await detach(billingCertificate, { domain: 'pay.billing.example.com' }, { domain: 'invoices.billing.example.com' });
    expect((await call('DELETE', `/certificates/${billingCertificate}`)).status).toBe(204);
    expect((await call('GET', `/certificates/${billingCertificate}`)).status).toBe(404);
  });

  it('switches client verification off when an update adds a root CA', async () => {
    const ca = await issue({ san: ['ca.example.com'], ca: true });
    const { pem, key } = await issue({ san: ['*.shop.example.com', '*.assets.shop.example.com'] });
    const form = { name: 'shop_wildcard', cert_content: pem, private_key: key, trusted_root_ca: ca.pem };
    const { body } = await call('PUT', `/certificates/${shopCertificate}`, form);
    expect(body).toMatchObject({
      id: shopCertificate,
      is_has_trusted_root_ca: true,
      san: ['*.shop.example.com', '*.assets.shop.example.com'],
    });
    for (const domain of await attached(shopCertificate))
      expect(domain['verified_client_certificate_enabled']).toBe(false);
    const narrow = await issue({ san: ['www.shop.example.com'] });
    const refused = call('PUT', `/certificates/${shopCertificate}`, {
      ...form,
      cert_content: narrow.pem,
      private_key: narrow.key,
    });
    expect(await codeOf(refused)).toBe('APIG.2103');
  });

  it('lists groups with their domains and the certificate of each', async () => {
    const { body } = await call('GET', `/instances/${shopGateway}/api-groups?limit=500`);
    const domains = body.groups.flatMap((it: { url_domains: object[] }) => it.url_domains);
    expect(domains).toHaveLength(7);
    expect(domains[0]).toMatchObject({ domain: 'www.shop.example.com', ssl_id: shopCertificate, cname_status: 3 });
    expect(domains[3]).not.toHaveProperty('ssl_id');
    expect((await call('GET', '/instances?instance_name=PARTNERS')).body).toMatchObject({
      total: 1,
      instances: [{ id: partnerGateway }],
    });
  });
});

describe('the creation of a certificate in the simulator', () => {
  let call: TestSimulator['call'];
  beforeAll(async () => {
    ({ call } = await startTestSimulator());
  });

  const create = async (form: object) => call('POST', '/certificates', { name: 'some_name', ...form });

  it('reads the fields of the certificate', async () => {
    const ca = await issue({ san: ['ca.example.com'], ca: true, algorithm: 'RSA' });
    const leaf = await issue({ san: ['www.example.com', '*.example.com'], algorithm: 'RSA', issuer: ca });
    const reply = await create({
      name: 'with_chain',
      cert_content: `${leaf.pem}\n${ca.pem}`,
      private_key: leaf.key,
      trusted_root_ca: ca.pem,
    });
    expect(reply).toMatchObject({
      status: 200,
      body: {
        name: 'with_chain',
        type: 'global',
        instance_id: 'common',
        common_name: 'www.example.com',
        san: ['www.example.com', '*.example.com'],
        signature_algorithm: 'SHA256-RSA',
        serial_number: '13010',
        organization: ['Example Ltd'],
        country: ['IE'],
        is_has_trusted_root_ca: true,
      },
    });
    expect(JSON.stringify(reply.body)).not.toContain('PRIVATE KEY');
    expect((await call('GET', `/certificates/${reply.body.id}`)).body).toEqual(reply.body);
  });

  it('returns the documented code for each problem', async () => {
    const good = await issue({ san: ['www.example.com'] });
    const other = await issue({ san: ['www.example.com'] });
    const expired = await issue({ san: ['www.example.com'], days: [-30, -1] });
    const bare = await issue({});
    const endless = await issue({ san: ['www.example.com'], days: [-1, 365 * 20] });
    const form = { cert_content: good.pem, private_key: good.key };
    const pair = ({ pem, key }: { pem: string; key: string }) => ({ cert_content: pem, private_key: key });
    const cases: [string, object][] = [
      ['APIG.2101', { ...form, private_key: other.key }],
      ['APIG.2102', pair(expired)],
      ['APIG.2104', { ...form, cert_content: `${good.pem}\n${other.pem}` }],
      [
        'APIG.2105',
        { ...form, private_key: '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----' },
      ],
      ['APIG.2106', { ...form, cert_content: 'no PEM' }],
      ['APIG.2106', { ...form, cert_content: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----' }],
      ['APIG.2106', { ...form, private_key: 'no PEM' }],
      ['APIG.2106', { ...form, trusted_root_ca: good.pem }],
      ['APIG.2109', pair(bare)],
      ['APIG.3148', pair(endless)],
      ['APIG.2012', { ...form, name: 'abc' }],
      ['APIG.2012', { ...form, name: '1abc' }],
      ['APIG.2012', { ...form, name: 'a'.repeat(51) }],
      ['APIG.2012', { ...form, type: 'other' }],
      ['APIG.2012', { ...form, algorithm_type: 'DSA' }],
      ['APIG.2012', { ...form, cert_content: 7 }],
      ['APIG.2012', { private_key: good.key }],
      ['APIG.2012', { ...form, algorithm_type: 'SM2' }],
      ['APIG.3325', { ...form, name: 'shop_wildcard' }],
      ['APIG.3030', { ...form, type: 'instance' }],
    ];
    for (const [code, wrong] of cases) expect([code, (await create(wrong)).body.error_code]).toEqual([code, code]);
  });
});

describe('an id that provokes an error', () => {
  it.each([
    ['simulate-APIG-2012', 400, { error_code: 'APIG.2012' }],
    ['simulate_APIG_9999', 500, { error_code: 'APIG.9999' }],
    ['simulate-APIGW-0308', 429, { error_code: 'APIGW.0308' }],
    ['simulate-APIC-9000', 500, { error_code: 'APIC.9000' }],
    ['simulate-APIG-1005-403', 403, { error_code: 'APIG.1005' }],
    ['simulate-nested-403', 403, { error: { code: 'APIGW.0302' } }],
    ['simulate-text-403', 403, 'forbidden'],
    ['simulate-html-502', 502, expect.stringContaining('<html>')],
    ['simulate-empty-503', 503, undefined],
    ['simulate-broken', 200, '{"id": "a27be8'],
    ['simulate-html2xx', 200, expect.stringContaining('<html>')],
  ])('%s: %i', async (wish, status, body) => {
    const { call } = await startTestSimulator();
    const byId = await call('GET', `/certificates/${wish}`);
    const byName = await call('GET', `/certificates?name=${wish}`);
    const byHeader = await call('GET', '/instances', undefined, { 'x-simulate': wish });
    for (const reply of [byId, byName, byHeader]) {
      expect(reply.status).toBe(status);
      if (typeof body === 'object' && 'asymmetricMatch' in body === false) expect(reply.body).toMatchObject(body);
      else expect(reply.body).toEqual(body);
    }
    if (wish.includes('_')) {
      expect((await call('POST', '/certificates', { name: wish })).status).toBe(status);
    }
  });

  it('breaks the connection, or never responds', async () => {
    const { simulator, call } = await startTestSimulator();
    await expect(call('GET', '/certificates/simulate-hangup')).rejects.toThrow();
    const waiting = fetch(`${simulator.url}/v2/p/apigw/certificates/simulate-hang`, {
      signal: AbortSignal.timeout(200),
    });
    await expect(waiting).rejects.toThrow(/aborted|timeout/i);
  });

  it('has no effect if it is not documented', async () => {
    const { call } = await startTestSimulator();
    expect((await call('GET', '/certificates/simulate-APIG-0000')).body.error_code).toBe('APIG.3025');
  });
});
