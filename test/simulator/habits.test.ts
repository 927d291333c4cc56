import { ATTACHED_FIELDS, type Habits } from '../../src/simulator/habits';
import { domain, otherProject, SAMPLE_IDS, sampleProject } from '../../src/simulator/seed';
import { startTestSimulator } from '../support/simulator';

const { shopCertificate, shopGateway, billingCertificate } = SAMPLE_IDS;

describe('the simulator, where the service differs from its reference', () => {
  it('shows the redirect, the ports and the certificate in API groups', async () => {
    const project = sampleProject(new Date());
    const [shop] = project.groups;
    if (!shop) throw new Error('no group');
    project.domains.push(domain(90, 'plain.shop.example.com', shop, { httpPort: -1 }));
    const { call } = await startTestSimulator({ projects: [project] });
    const { body } = await call('GET', `/instances/${shopGateway}/api-groups/${shop.id}`);
    const rows = body.url_domains as Record<string, unknown>[];
    expect(rows[0]).toMatchObject({
      is_http_redirect_to_https: true,
      ingress_http_port: 80,
      ingress_https_port: 443,
      ssl_id: shopCertificate,
      ssl_infos: [{ ssl_id: shopCertificate, type: 'global' }],
    });
    expect(rows[1]).toMatchObject({ is_http_redirect_to_https: false });
    expect(rows.at(-1)).toMatchObject({ ingress_http_port: -1, ingress_https_port: 443 });
  });

  it.each<[Habits['attachedFields'], unknown[]]>([
    ['absent', [undefined, undefined, undefined, undefined, undefined]],
    ['null', [null, null, null, null, null]],
    ['blank', ['', '', '', '', '']],
    ['zero', [false, 0, 0, '', '']],
    ['full', [true, 80, 443, shopCertificate, 'shop_wildcard']],
  ])('shows them in the list of a certificate as %s', async (attachedFields, expected) => {
    const { call } = await startTestSimulator({ habits: { attachedFields } });
    const { body } = await call('GET', `/certificates/${shopCertificate}/attached-domains`);
    const row = body.bound_domains[0];
    expect([
      row.is_http_redirect_to_https,
      row.ingress_http_port,
      row.ingress_https_port,
      row.ssl_id,
      row.ssl_name,
    ]).toEqual(expected);
    expect(ATTACHED_FIELDS).toContain(attachedFields);
  });

  it('leaves them empty unless told otherwise', async () => {
    const { call } = await startTestSimulator();
    const { body } = await call('GET', `/certificates/${billingCertificate}/attached-domains`);
    expect(body.bound_domains[0]).toMatchObject({ is_http_redirect_to_https: false, ingress_http_port: 0, ssl_id: '' });
  });

  it('has an error for the domains of an unknown certificate', async () => {
    const { call } = await startTestSimulator();
    expect(await call('GET', '/certificates/missing/attached-domains')).toMatchObject({
      status: 404,
      body: { error_msg: 'ssl with certId missing not found' },
    });
  });

  it('refuses a detach of some attached domains and some others, or ignores the others', async () => {
    const domains = ['www.shop.example.com', 'new.shop.example.com', 'nowhere.example.com'];
    const body = { domains: domains.slice(0, 2).map((name) => ({ domain: name })) };
    const refusing = await startTestSimulator();
    expect(await refusing.call('POST', `/certificates/${shopCertificate}/domains/detach`, body)).toMatchObject({
      status: 404,
      body: { error_code: 'APIG.3097' },
    });
    const { call, project } = await startTestSimulator({ habits: { partialDetach: 'ignore' } });
    const all = { domains: domains.map((name) => ({ domain: name })) };
    expect(await call('POST', `/certificates/${shopCertificate}/domains/detach`, all)).toMatchObject({ status: 204 });
    expect(project()?.domains.find(({ name }) => name === domains[0])?.certificateId).toBeUndefined();
    expect(await call('POST', `/certificates/${shopCertificate}/domains/detach`, body)).toMatchObject({
      status: 400,
      body: { error_code: 'APIG.2000', error_msg: expect.stringContaining('no valid domain name') },
    });
  });

  it('shows the validity period in whole seconds', async () => {
    const { call } = await startTestSimulator();
    const { body } = await call('GET', `/certificates/${shopCertificate}`);
    expect([body.not_before, body.not_after]).toEqual(Array(2).fill(expect.stringMatching(/^[\d-]+T\d\d:\d\d:\d\dZ$/)));
  });

  it('finds API groups by part of their name, or by all of it with precise_search', async () => {
    const { call } = await startTestSimulator();
    const found = async (query: string) =>
      (await call('GET', `/instances/${shopGateway}/api-groups?${query}`)).body.groups.map(
        ({ name }: { name: string }) => name,
      );
    expect(await found('name=bill')).toEqual(['billing']);
    expect(await found('name=bill&precise_search=name')).toEqual([]);
    expect(await found('name=billing&precise_search=name')).toEqual(['billing']);
  });

  it('keeps the final dot of a name, and finds the name with and without it', async () => {
    const project = sampleProject(new Date());
    const [shop] = project.groups;
    if (!shop) throw new Error('no group');
    project.domains.push(domain(90, 'dotted.shop.example.com.', shop, {}));
    const { call } = await startTestSimulator({ projects: [project] });
    const attach = (name: string) =>
      call('POST', `/certificates/${shopCertificate}/domains/attach`, { domains: [{ domain: name }] });
    expect(await attach('dotted.shop.example.com')).toMatchObject({ status: 204 });
    expect(await attach('dotted.shop.example.com.')).toMatchObject({ status: 204 });
    const { body } = await call('GET', `/certificates/${shopCertificate}/attached-domains?url_domain=dotted`);
    expect(body.bound_domains).toMatchObject([{ url_domain: 'dotted.shop.example.com.' }]);
  });

  it('has no domain in two groups of one gateway', () => {
    for (const project of [sampleProject(new Date()), otherProject(new Date())]) {
      const groups = new Map<string, string>();
      for (const { name, gatewayId, groupId } of project.domains) {
        const place = `${gatewayId} ${name}`;
        expect([place, groups.get(place) ?? groupId]).toEqual([place, groupId]);
        groups.set(place, groupId);
      }
      expect(groups.size).toBeGreaterThan(0);
    }
  });
});
