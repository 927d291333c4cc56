import { startTestServer } from '../../support/server';
import { startUpstream } from '../../support/upstream';

const NAME = 'a.example.com';
const PLACE = 'domainId: "d1", instanceId: "gw1", groupId: "g1"';
const page = (list: string, items: readonly object[]) => ({ total: items.length, size: items.length, [list]: items });
const certificate = (id: string) => ({ id, name: id, san: [NAME], not_after: '2037-01-01T00:00:00Z' });

interface Estate {
  /** The fields of the domain on each gateway that tell its certificates. */
  readonly domains: Readonly<Record<string, object>>;
  /** The gateways where the certificate's own list has the domain. */
  readonly listed?: readonly string[];
}

/** Starts a server before an upstream that fails every change and applies none. */
async function start({ domains, listed = [] }: Estate) {
  const group = (id: string) => ({
    id: id.replace('gw', 'g'),
    name: id,
    url_domains: [{ id: 'd1', domain: NAME, verified_client_certificate_enabled: false, ...domains[id] }],
  });
  const read = (path: string): object => {
    const [, id = '', rest] = /(?:instances|certificates)\/([^/]+)(.*)/.exec(path) ?? [];
    if (path.endsWith('/instances'))
      return page(
        'instances',
        Object.keys(domains).map((gw) => ({ id: gw })),
      );
    if (rest === '/api-groups') return page('groups', [group(id)]);
    if (rest?.startsWith('/api-groups/')) return group(id);
    if (rest === '/attached-domains') {
      const rows = listed.map((gw) => ({
        id: 'd1',
        url_domain: NAME,
        instance_id: gw,
        verified_client_certificate_enabled: false,
      }));
      return page('bound_domains', rows);
    }
    return certificate(id);
  };
  const endpoint = await startUpstream((request, response) => {
    request.resume();
    if (request.method !== 'GET') response.writeHead(500).end('{"error_code":"APIG.9999","error_msg":"no"}');
    else response.end(JSON.stringify(read(new URL(request.url ?? '', 'http://x').pathname)));
  });
  return startTestServer({ endpoint });
}

const run = async (estate: Estate, query: string) =>
  (await (await start(estate)).run<{ it: object }, object>(query)).data.it;

describe('a domain with several certificates', () => {
  const FORMS: [string, object][] = [
    ['the second one of ssl_infos', { ssl_infos: [{ ssl_id: 'B' }, { ssl_id: 'A' }] }],
    ['in ssl_infos beside another ssl_id', { ssl_id: 'B', ssl_infos: [{ ssl_id: 'A' }] }],
    ['in ssl_infos after an empty one', { ssl_infos: [{ ssl_id: '' }, { ssl_id: 'A' }] }],
  ];

  it.each(FORMS)('has a certificate that is %s', async (_, fields) => {
    const estate = { domains: { gw1: fields }, listed: ['gw1'] };
    const [detached, attached, without, preview, replaced] = await Promise.all([
      run(estate, `mutation { it: detachCertificateFromDomain(${PLACE}, certificateId: "A") { __typename } }`),
      run(estate, `mutation { it: attachCertificateToDomain(${PLACE}, certificateId: "A") { __typename } }`),
      run(
        estate,
        '{ it: gateways { ... on GatewayConnection { nodes: edges { node { domains(hasCertificate: false) { totalCount } } } } } }',
      ),
      run(
        estate,
        `{ it: attachPreview(certificateId: "A", domains: [{ domain: "${NAME}" }]) { ... on AttachPreview { refusal { code } } } }`,
      ),
      run(
        estate,
        `{ it: replacePreview(from: "A", to: "C", domains: [{ domain: "${NAME}" }]) { ... on ReplacePreview { refusal { code } } } }`,
      ),
    ]);
    expect(detached).toEqual({ __typename: 'ApigUpstreamError' });
    expect(attached).toEqual({ __typename: 'AttachCertificateToDomainSuccess' });
    expect(without).toEqual({ nodes: [{ node: { domains: { totalCount: 0 } } }] });
    expect(preview).toMatchObject({ refusal: null });
    expect(replaced).toEqual({ refusal: null });
  });

  it('is in conflict with a third certificate', async () => {
    const estate = { domains: { gw1: FORMS[0]?.[1] ?? {} } };
    const query = `{ it: attachPreview(certificateId: "C", domains: [{ domain: "${NAME}" }]) { ... on AttachPreview { refusal { code } } } }`;
    expect(await run(estate, query)).toEqual({ refusal: { code: 'APIG.2051' } });
  });
});

describe('a domain id on two gateways', () => {
  it('is a placement on each, also where the certificate is on one of them', async () => {
    const attach = `mutation { it: attachCertificateDomains(certificateId: "A", domains: [{ domain: "${NAME}" }]) { __typename ... on ApigUpstreamError { outcome } } }`;
    for (const listed of [['gw1'], ['gw2']]) {
      const domains = { gw1: {}, gw2: {} };
      expect(await run({ domains, listed }, attach)).toEqual({ __typename: 'ApigUpstreamError', outcome: 'UNKNOWN' });
    }
  });

  it('names no domain', async () => {
    const detach =
      'mutation { it: detachCertificateFromDomain(domainId: "d1", certificateId: "A") { __typename ... on ApigError { code } } }';
    expect(await run({ domains: { gw1: {}, gw2: {} } }, detach)).toEqual({
      __typename: 'ApigUpstreamError',
      code: 'GATEWAY.INCOMPLETE_LIST',
    });
  });
});
