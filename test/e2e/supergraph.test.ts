import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type DocumentNode, parse } from 'graphql';
import { SAMPLE_IDS } from '../../src/simulator/seed';
import { TOKENS } from '../../src/simulator/tokens';
import { onTestEnd } from '../support/cleanup';
import { needsPackages, requireFrom } from '../support/needs';
import { printed, ROOT, spawnProgram, startServerProcess } from '../support/process';
import { type Recorded, startRecorder } from '../support/recorder';

const SHOP = SAMPLE_IDS.shopCertificate;
const TOKEN = `${TOKENS.admin}.canary-supergraph`;

const DETACH = `mutation Detach($id: ID!, $domains: [CertificateDomainInput!]!, $policy: NotAttachedPolicy! = FAIL) {
  detachCertificateDomains(certificateId: $id, domains: $domains, ifNotAttached: $policy) {
    __typename
    ... on DetachCertificateDomainsSuccess { domains { domain outcome } certificate { name usedBy { name } } }
    ... on ApigError { code message retryable }
    ... on ApigInvalidInputError { parameter }
    ... on ApigPermissionDeniedError { encodedAuthorizationMessage }
    ... on ApigCertificateNotFoundError { certificateId }
    ... on ApigDomainNotFoundError { domainNames }
    ... on ApigDomainNotAttachedError { domainNames }
    ... on ApigGatewayNotFoundError { instanceIds }
    ... on ApigRateLimitedError { retryAfter }
    ... on ApigUpstreamError { upstreamStatus outcome }
  }
}`;

/** The part of `@apollo/composition` that is used here. */
interface Composition {
  composeServices(subgraphs: { name: string; url: string; typeDefs: DocumentNode }[]): {
    readonly errors?: readonly { message: string }[];
  };
}

const describeSupergraph = needsPackages('examples/supergraph', '@apollo/gateway', '@apollo/composition');

interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the data.
  readonly data: any;
  readonly errors?: { message: string; path?: unknown; extensions?: Record<string, unknown> }[];
}

async function ask(url: string, query: string, variables: object = {}, token = TOKEN): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-auth-token': token,
      'x-request-id': 'req-supergraph-1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

describeSupergraph('the supergraph, served by Apollo Gateway', () => {
  let supergraph: string;
  let certificates: string;
  let toCertificates: Recorded[];
  let toServices: Recorded[];
  let output: () => string;

  beforeAll(async () => {
    const subgraph = await startServerProcess({ LOG_LEVEL: 'trace' });
    certificates = `${subgraph.url}/graphql`;
    const services = spawnProgram('examples/supergraph/services.mjs', { PORT: '0' });
    const recorders = [
      await startRecorder(certificates),
      await startRecorder(await printed(services, /services: (\S+)/)),
    ] as const;
    toCertificates = recorders[0].seen;
    toServices = recorders[1].seen;
    const server = spawnProgram('examples/supergraph/gateway.mjs', {
      PORT: '0',
      APOLLO_TELEMETRY_DISABLED: 'true',
      CERTIFICATES_URL: recorders[0].url,
      SERVICES_URL: recorders[1].url,
    });
    supergraph = await printed(server, /supergraph: (\S+)/);
    output = () => subgraph.output() + services.output() + server.output();
  });

  it('resolves a query across both subgraphs', async () => {
    const { data, errors } = await ask(
      supergraph,
      `{
        service(id: "shop") { name owner { team } certificate { name state usedBy { name } domains { totalCount } } }
        certificate(id: "${SAMPLE_IDS.billingCertificate}") { ... on Certificate { name usedBy { name owner { email } } } }
      }`,
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      service: {
        name: 'Online shop',
        owner: { team: 'Storefront' },
        certificate: {
          name: 'shop_wildcard',
          state: 'VALID',
          usedBy: [{ name: 'Online shop' }, { name: 'Shop API' }],
          domains: { totalCount: 4 },
        },
      },
      certificate: { name: 'billing_2026', usedBy: [{ name: 'Billing', owner: { email: 'payments@example.com' } }] },
    });
  });

  it('responds to the query of the example as its README prints it', async () => {
    const readme = readFileSync(join(ROOT, 'examples/supergraph/README.md'), 'utf8');
    const block = (language: string) => new RegExp(`\`\`\`${language}\n([^\`]+)`).exec(readme)?.[1] ?? '';
    expect(await ask(supergraph, block('graphql'))).toEqual(JSON.parse(block('json')));
  });

  it('returns the known certificates if one is unknown', async () => {
    const { data, errors } = await ask(supergraph, '{ services { edges { node { id certificate { name } } } } }');
    expect(data.services.edges.map(({ node }: { node: object }) => node)).toEqual([
      { id: 'shop', certificate: { name: 'shop_wildcard' } },
      { id: 'shop-api', certificate: { name: 'shop_wildcard' } },
      { id: 'billing', certificate: { name: 'billing_2026' } },
      { id: 'partner-portal', certificate: { name: 'partners_mtls' } },
      { id: 'old-portal', certificate: null },
    ]);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', apig: { code: 'APIG.3025', retryable: false } });
  });

  const shop = (domain: string, more: object = {}) => ({ id: SHOP, domains: [{ domain, ...more }] });

  it.each([
    ['ApigInvalidInputError', { id: SHOP, domains: [] }, TOKEN],
    ['ApigUnauthenticatedError', shop('www.shop.example.com'), TOKENS.expired],
    ['ApigPermissionDeniedError', shop('www.shop.example.com'), TOKENS.reader],
    ['ApigCertificateNotFoundError', { ...shop('www.shop.example.com'), id: 'missing' }, TOKEN],
    ['ApigDomainNotFoundError', shop('nowhere.example.com'), TOKEN],
    ['ApigDomainNotAttachedError', shop('new.shop.example.com'), TOKEN],
    ['ApigGatewayNotFoundError', shop('www.shop.example.com', { instanceIds: ['missing'] }), TOKEN],
    ['ApigConflictError', { ...shop('www.shop.example.com'), id: 'simulate-APIG-2051' }, TOKEN],
    ['ApigRateLimitedError', { ...shop('www.shop.example.com'), id: 'simulate-APIG-0308' }, TOKEN],
    ['ApigUpstreamError', { ...shop('www.shop.example.com'), id: 'simulate-html-502' }, TOKEN],
  ])('passes on %s unchanged from the subgraph', async (type, variables, token) => {
    const through = await ask(supergraph, DETACH, variables, token);
    const direct = await ask(certificates, DETACH.replace('usedBy { name }', 'id'), variables, token);
    expect(through.errors).toBeUndefined();
    expect(through.data.detachCertificateDomains.__typename).toBe(type);
    expect(through.data).toEqual(direct.data);
  });

  it('detaches, once, and adds what the other subgraph knows', async () => {
    toCertificates.length = 0;
    const variables = { ...shop('www.shop.example.com'), policy: 'SKIP' };
    const { data, errors } = await ask(supergraph, DETACH, variables);
    expect(errors).toBeUndefined();
    expect(data.detachCertificateDomains).toEqual({
      __typename: 'DetachCertificateDomainsSuccess',
      domains: [{ domain: 'www.shop.example.com', outcome: 'DETACHED' }],
      certificate: { name: 'shop_wildcard', usedBy: [{ name: 'Online shop' }, { name: 'Shop API' }] },
    });
    expect(toCertificates.filter(({ body }) => body.includes('detachCertificateDomains'))).toHaveLength(1);
    const again = await ask(supergraph, DETACH, variables);
    expect(again.data.detachCertificateDomains.domains).toEqual([
      { domain: 'www.shop.example.com', outcome: 'ALREADY_DETACHED' },
    ]);
  });

  it("sends the token to the certificates subgraph only, and the request's id and trace to both", () => {
    expect(toCertificates.length).toBeGreaterThan(1);
    expect(toServices.length).toBeGreaterThan(3);
    for (const { headers } of toCertificates) expect(headers['x-auth-token']).toBe(TOKEN);
    for (const { headers } of [...toCertificates, ...toServices]) {
      expect(headers['x-request-id']).toBe('req-supergraph-1');
      expect(headers['traceparent']).toBe('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
    }
    expect(JSON.stringify(toServices)).not.toContain('canary-supergraph');
    expect(output()).toContain('upstream call');
    expect(output()).not.toContain('canary-supergraph');
  });
});

describeSupergraph('npm run supergraph', () => {
  it('exits with one line if one of its ports is in use', async () => {
    const taken = createServer();
    onTestEnd(async () => void taken.close());
    // Another process may already use the port, which serves the test as well.
    await new Promise<void>((resolve) => {
      taken.once('error', () => resolve());
      taken.listen(4001, '127.0.0.1', resolve);
    });
    const { code, stdout, stderr } = await spawnProgram('examples/supergraph/start.mjs', {}).finished;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^The example needs the ports 4000, 4001 and 4002 on 127\.0\.0\.1\. These are in use: .*4001.*\n$/,
    );
  });
});

describeSupergraph('composition', () => {
  const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
  const subgraph = (name: string, sdl: string) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) });

  it('produces the checked-in supergraph; if this fails, run `npm run supergraph:compose`', async () => {
    const { code, stderr } = await spawnProgram('examples/supergraph/compose.mjs', {}, ['--check']).finished;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('composes with a subgraph that has pages, dates and conflicts of its own', () => {
    const { composeServices }: Composition = requireFrom('examples/supergraph')('@apollo/composition');
    const { errors } = composeServices([
      subgraph('certificates', read('schema/schema.graphql')),
      subgraph(
        'orders',
        `extend schema @link(url: "https://specs.apollo.dev/federation/v2.14", import: ["@key", "@shareable"])
        type Query { orders: OrdersResult! }
        union OrdersResult = OrderConnection | ConflictError
        type OrderConnection { nodes: [Order!]! pageInfo: PageInfo! }
        type Order @key(fields: "id") { id: ID! at: DateTime! gateway: Gateway domain: Domain group: ApiGroup }
        type ConflictError { message: String! }
        type Gateway @key(fields: "id", resolvable: false) { id: ID! }
        type Domain @key(fields: "id", resolvable: false) { id: ID! }
        type ApiGroup @key(fields: "id", resolvable: false) { id: ID! }
        type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
        scalar DateTime`,
      ),
    ]);
    expect(errors?.map(({ message }) => message)).toBeUndefined();
  });
});
