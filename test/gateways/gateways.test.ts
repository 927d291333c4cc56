import { DomainDocument, GatewaysDocument } from '../../schema/generated/operations';
import { TOKENS } from '../../src/simulator/tokens';
import { operationsOf, startTestServer } from '../support/server';

describe('gateways', () => {
  it('shows each gateway with its domains and their certificates, in few calls', async () => {
    const server = await startTestServer({ habits: { listWithoutGateway: 'all' } });
    const { data } = await server.run(GatewaysDocument, { first: 20, firstDomains: 100 });
    const { gateways } = data;
    if (gateways?.__typename !== 'GatewayConnection') throw new Error(gateways?.__typename);
    expect(gateways.totalCount).toBe(2);
    const shown = gateways.edges.map(({ node }) => [
      node?.name,
      node?.domains?.edges.map(({ node: domain }) => [domain?.name, domain?.certificate?.name ?? null]),
    ]);
    expect(shown).toEqual([
      [
        'gateway-shop',
        [
          ['www.shop.example.com', 'shop_wildcard'],
          ['api.shop.example.com', 'shop_wildcard'],
          ['*.assets.shop.example.com', 'shop_wildcard'],
          ['new.shop.example.com', null],
          ['pay.billing.example.com', 'billing_2026'],
          ['pay.billing.example.com', 'billing_2026'],
          ['invoices.billing.example.com', 'billing_2026'],
        ],
      ],
      [
        'gateway-partners',
        [
          ['api.shop.example.com', 'shop_wildcard'],
          ['partners.example.org', 'partners_mtls'],
          ['mtls.partners.example.org', 'partners_mtls'],
          ['sandbox.partners.example.org', null],
          ['legacy.example.net', 'legacy_site'],
        ],
      ],
    ]);
    expect(operationsOf(server.received)).toEqual([
      'listGateways',
      'listApiGroups',
      'listApiGroups',
      'listCertificates',
    ]);
  });

  it('finds the domains without a certificate', async () => {
    const server = await startTestServer();
    const { data } = await server.run(GatewaysDocument, { first: 20, firstDomains: 100, hasCertificate: false });
    const { gateways } = data;
    if (gateways?.__typename !== 'GatewayConnection') throw new Error(gateways?.__typename);
    expect(gateways.edges.flatMap(({ node }) => node?.domains?.edges.map((it) => it.node?.name))).toEqual([
      'new.shop.example.com',
      'sandbox.partners.example.org',
    ]);
  });

  it('pages over gateways, groups and domains, each with cursors of its own', async () => {
    const server = await startTestServer();
    const query = `query ($gateways: String, $groups: String, $domains: String) {
      gateways(first: 1, after: $gateways) { ... on GatewayConnection {
        pageInfo { hasNextPage endCursor }
        edges { node { name
          apiGroups(first: 1, after: $groups) { totalCount pageInfo { hasNextPage endCursor } edges { node { name gateway { name }
            domains(first: 2, after: $domains) { totalCount pageInfo { hasNextPage endCursor } edges { node { name httpRedirectsToHttps } } } } } }
        } }
      } ... on ApigError { code } }
    }`;
    // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's.
    const { data: one } = await server.run<any, object>(query, {});
    const first = one.gateways.edges[0].node;
    expect(one.gateways.pageInfo.hasNextPage).toBe(true);
    expect(first).toMatchObject({
      name: 'gateway-shop',
      apiGroups: { totalCount: 2, edges: [{ node: { name: 'shop', gateway: { name: 'gateway-shop' } } }] },
    });
    expect(first.apiGroups.edges[0].node.domains).toMatchObject({
      totalCount: 4,
      pageInfo: { hasNextPage: true },
      edges: [
        { node: { name: 'www.shop.example.com', httpRedirectsToHttps: true } },
        { node: { name: 'api.shop.example.com', httpRedirectsToHttps: false } },
      ],
    });
    // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's.
    const { data: two } = await server.run<any, object>(query, {
      domains: first.apiGroups.edges[0].node.domains.pageInfo.endCursor,
    });
    expect(two.gateways.edges[0].node.apiGroups.edges[0].node.domains).toMatchObject({
      pageInfo: { hasNextPage: false },
      edges: [
        { node: { name: '*.assets.shop.example.com' } },
        { node: { name: 'new.shop.example.com', httpRedirectsToHttps: false } },
      ],
    });
    // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's.
    const { data: next } = await server.run<any, object>(query, { gateways: one.gateways.pageInfo.endCursor });
    expect(next.gateways).toMatchObject({
      pageInfo: { hasNextPage: false },
      edges: [{ node: { name: 'gateway-partners' } }],
    });
    const { data: garbage } = await server.run<object, object>(query, {
      gateways: first.apiGroups.pageInfo.endCursor,
    });
    expect(garbage).toEqual({ gateways: { code: 'GATEWAY.INVALID_INPUT' } });
  });

  it('shows nothing of another project', async () => {
    const server = await startTestServer();
    const { data } = await server.run(GatewaysDocument, { first: 20 }, { token: TOKENS.otherProject });
    expect(data.gateways).toMatchObject({ __typename: 'ApigPermissionDeniedError', code: 'APIG.1005' });
  });
});

describe('domain', () => {
  it('shows the gateways and ports of a domain, with its certificate', async () => {
    const server = await startTestServer();
    const placements = async (name: string) => {
      const { data } = await server.run(DomainDocument, { name });
      if (data.domain?.__typename !== 'DomainPlacements') throw new Error(data.domain?.__typename);
      return data.domain.placements.map((it) => [
        it.gateway?.name,
        it.httpsPort,
        it.apiGroup?.name,
        it.certificate?.name ?? null,
      ]);
    };
    expect(await placements('API.shop.example.com')).toEqual([
      ['gateway-shop', 443, 'shop', 'shop_wildcard'],
      ['gateway-partners', 443, 'partners', 'shop_wildcard'],
    ]);
    expect(await placements('pay.billing.example.com')).toEqual([
      ['gateway-shop', 8443, 'billing', 'billing_2026'],
      ['gateway-shop', 9443, 'billing', 'billing_2026'],
    ]);
    expect(await placements('*.assets.shop.example.com')).toHaveLength(1);
    expect(await placements('new.shop.example.com')).toEqual([['gateway-shop', 443, 'shop', null]]);
  });

  it('returns an error result for a domain on no gateway, and for an invalid name', async () => {
    const server = await startTestServer();
    const nowhere = await server.run(DomainDocument, { name: 'nowhere.example.com' });
    expect(nowhere.data.domain).toMatchObject({
      __typename: 'ApigDomainNotFoundError',
      code: 'GATEWAY.DOMAIN_NOT_FOUND',
    });
    server.forget();
    const bad = await server.run(DomainDocument, { name: 'a/b' });
    expect(bad.data.domain).toMatchObject({ __typename: 'ApigInvalidInputError' });
    expect(server.received).toEqual([]);
  });
});
