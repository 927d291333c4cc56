import fc from 'fast-check';
import {
  AttachCertificateDomainsDocument,
  DetachCertificateDomainsDocument,
  ReplaceCertificateDocument,
} from '../../../schema/generated/operations';
import type { Project, StoredDomain } from '../../../src/simulator/estate';
import { covers } from '../../../src/simulator/names';
import { SAMPLE_IDS } from '../../../src/simulator/seed';
import { startInterceptor } from '../../support/interceptor';
import { narrowed } from '../../support/narrowed';
import { estates, pick, refill, replacementsIn, requests, requestsOfAttached } from '../../support/random-estate';
import { operationsOf, startTestServer, type TestServer } from '../../support/server';
import { startTestSimulator } from '../../support/simulator';

const SHOP = SAMPLE_IDS.shopCertificate;
const WWW = 'www.shop.example.com';

interface Ref {
  readonly domain: string;
  readonly instanceIds?: readonly string[] | null;
  readonly verifiedClientCertificateEnabled?: boolean | null;
}

interface ShownDomain {
  readonly placements: readonly ShownPlacement[] | null;
}

interface ShownPlacement {
  readonly id: string;
  readonly verifiedClientCertificateEnabled: boolean | null;
  readonly certificate: { readonly id: string } | null;
}

describe.each([
  ['compiled', {}],
  ['not compiled', { COMPILE: 'off' }],
])('what a change shows, over random estates, %s', (_, env) => {
  let server: TestServer;
  let project: Project;
  beforeAll(async () => {
    server = await startTestServer({ env: { LOG_LEVEL: 'error', ...env } });
    const [first] = server.projects;
    if (!first) throw new Error('no project');
    project = first;
  });

  const variations = fc.record(
    { verifiedClientCertificateEnabled: fc.boolean(), instanceIds: fc.constantFrom(['gw-1'], ['gw-2', 'gw-1']) },
    { requiredKeys: [] },
  );

  it('is the difference to the state before, and the state after, for an attach', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(estates, requests, fc.nat(20), variations, async (estate, any, at, variation) => {
        const able = attachable(estate());
        const held = able.filter(({ isHeld }) => isHeld);
        // Half of them are attached already, which is rare among all.
        const chosen = pick(at % 2 === 0 && held.length > 0 ? held : able, at >> 1);
        const request = chosen
          ? { certificateId: chosen.certificateId, domains: [{ ...chosen.domains[0], ...variation }] }
          : any;
        refill(project, estate());
        const before = structuredClone(project);
        const { data, errors } = await server.run(AttachCertificateDomainsDocument, request);
        const result = data.attachCertificateDomains;
        if (result?.__typename !== 'AttachCertificateDomainsSuccess') return;
        expect(errors).toBeUndefined();
        const expected = request.domains.map((ref) => outcomeOf(before, request.certificateId, ref, request.domains));
        expect(result.domains.map(({ outcome }) => outcome)).toEqual(expected);
        for (const outcome of expected) seen.add(outcome);
        expectPlacements(project, request.domains, result.domains);
        expectDomains(project, request.certificateId, result.certificate);
      }),
      { numRuns: 150 },
    );
    expect([...seen].sort()).toEqual(['ALREADY_ATTACHED', 'ATTACHED', 'VERIFICATION_CHANGED']);
  }, 60_000);

  it('is the state after, for a detach', async () => {
    let successes = 0;
    await fc.assert(
      fc.asyncProperty(estates, requests, fc.nat(20), async (estate, any, at) => {
        const request = requestsOfAttached(estate())[at] ?? any;
        refill(project, estate());
        const variables = { ...request, ifNotAttached: 'SKIP' as const };
        const { data, errors } = await server.run(DetachCertificateDomainsDocument, variables);
        const result = data.detachCertificateDomains;
        if (result?.__typename !== 'DetachCertificateDomainsSuccess') return;
        successes++;
        expect(errors).toBeUndefined();
        expectPlacements(project, request.domains, result.domains);
        expectDomains(project, request.certificateId, result.certificate);
      }),
      { numRuns: 150 },
    );
    expect(successes).toBeGreaterThan(50);
  }, 60_000);

  it('is the state after, for a replacement', async () => {
    let successes = 0;
    await fc.assert(
      fc.asyncProperty(estates, fc.nat(5), async (estate, at) => {
        const request = pick(replacementsIn(estate()), at);
        if (!request) return;
        const { certificateId: from, to, domains } = request;
        refill(project, estate());
        const { data, errors } = await server.run(ReplaceCertificateDocument, { from, to, domains });
        const result = data.replaceCertificate;
        if (result?.__typename !== 'ReplaceCertificateSuccess') return;
        successes++;
        expect(errors).toBeUndefined();
        expectPlacements(project, domains, result.domains);
        expectDomains(project, to, result.certificate);
        expectDomains(project, from, result.previousCertificate);
      }),
      { numRuns: 150 },
    );
    expect(successes).toBeGreaterThan(10);
  }, 60_000);
});

describe('the reads of a change', () => {
  it('are not made unless their fields are selected', async () => {
    const server = await startTestServer();
    const mutation = (name: string) =>
      `mutation { ${name}(certificateId: "${SHOP}", domains: [{ domain: "${WWW}" }]) { __typename ... on DetachCertificateDomainsSuccess { domains { outcome } } ... on AttachCertificateDomainsSuccess { domains { domain } } ... on ApigUpstreamError { outcome } } }`;
    const detach = mutation('detachCertificateDomains').replace(
      '... on AttachCertificateDomainsSuccess { domains { domain } }',
      '',
    );
    const attach = mutation('attachCertificateDomains').replace(
      '... on DetachCertificateDomainsSuccess { domains { outcome } }',
      '',
    );
    await server.run(detach);
    await server.run(attach);
    expect(operationsOf(server.received)).toEqual(['detachDomains', 'attachDomains']);
  });

  it('find a gateway that does not exist to have no placements, with SKIP', async () => {
    const server = await startTestServer();
    const { data, errors } = await server.run(DetachCertificateDomainsDocument, {
      certificateId: SHOP,
      domains: [{ domain: WWW, instanceIds: [SAMPLE_IDS.shopGateway, 'gone'] }],
      ifNotAttached: 'SKIP',
    });
    const { domains } = narrowed(data.detachCertificateDomains, 'DetachCertificateDomainsSuccess');
    expect([errors, domains[0]?.outcome, domains[0]?.placements?.length]).toEqual([undefined, 'DETACHED', 1]);
  });

  it('are errors of their fields if they fail after the change, which is a success all the same', async () => {
    const { server, changes } = await startBehind(/api-groups/);
    const { data, errors = [] } = await server.run(DetachCertificateDomainsDocument, {
      certificateId: SHOP,
      domains: [{ domain: WWW, instanceIds: [SAMPLE_IDS.shopGateway] }],
      ifNotAttached: 'FAIL',
    });
    expect(data.detachCertificateDomains).toMatchObject({
      __typename: 'DetachCertificateDomainsSuccess',
      domains: [{ domain: WWW, outcome: 'DETACHED', placements: null }],
      certificate: { id: SHOP },
    });
    expect(errors.map(({ path, extensions }) => [path, extensions])).toEqual([
      [
        ['detachCertificateDomains', 'domains', 0, 'placements'],
        { code: 'FORBIDDEN', apig: { code: 'APIG.1005', requestId: null, retryable: false } },
      ],
    ]);
    expect(changes).toHaveLength(1);
  });

  it('prevent the change if they fail before it', async () => {
    const { server, changes } = await startBehind(/attached-domains/);
    const variables = { certificateId: SHOP, domains: [{ domain: 'new.shop.example.com' }] };
    const { data } = await server.run(AttachCertificateDomainsDocument, variables);
    expect(data.attachCertificateDomains).toMatchObject({ __typename: 'ApigPermissionDeniedError', code: 'APIG.1005' });
    expect(changes).toEqual([]);
  });
});

/** Starts a server whose upstream denies the reads of some paths. */
async function startBehind(denied: RegExp) {
  const { simulator } = await startTestSimulator();
  const changes: string[] = [];
  const endpoint = await startInterceptor(
    () => simulator.url,
    ({ method, url }) => {
      if (method !== 'GET') changes.push(url);
      const body = { error_code: 'APIG.1005', error_msg: 'No permissions to request this method' };
      return method === 'GET' && denied.test(url) ? { status: 403, body } : undefined;
    },
  );
  return { server: await startTestServer({ endpoint }), changes };
}

/** The placements of a requested domain, as the simulator has them. A domain that is requested twice means the gateways of both. */
function placementsOf({ domains }: Project, { domain }: Ref, refs: readonly Ref[]): StoredDomain[] {
  const name = domain.toLowerCase();
  const same = refs.filter((it) => it.domain.toLowerCase() === name);
  const isMeant = (id: string) => same.some(({ instanceIds }) => !instanceIds || instanceIds.includes(id));
  return domains.filter((it) => it.name === name && isMeant(it.gatewayId));
}

/** Requests to attach a certificate to a domain that has it already, or none, and that it covers. */
function attachable({ certificates, domains }: Project) {
  return certificates.flatMap(({ id, san, not_after, instance_id: of }) =>
    [...new Set(domains.map(({ name }) => name))]
      .filter((name) => {
        const isFree = domains.every(
          (it) => it.name !== name || ((it.certificateId ?? id) === id && (of === 'common' || of === it.gatewayId)),
        );
        return isFree && covers(san, name) && Date.parse(not_after) > Date.now();
      })
      .map((domain) => ({
        certificateId: id,
        domains: [{ domain }] as [{ domain: string }],
        isHeld: domains.some((it) => it.name === domain && it.certificateId === id),
      })),
  );
}

function outcomeOf(before: Project, certificateId: string, ref: Ref, refs: readonly Ref[]): string {
  const found = placementsOf(before, ref, refs);
  const certificate = before.certificates.find(({ id }) => id === certificateId);
  const verified = ref.verifiedClientCertificateEnabled ?? certificate?.is_has_trusted_root_ca;
  if (!found.every((it) => it.certificateId === certificateId)) return 'ATTACHED';
  return found.every((it) => it.verifiesClients === verified) ? 'ALREADY_ATTACHED' : 'VERIFICATION_CHANGED';
}

function expectPlacements(project: Project, refs: readonly Ref[], shown: readonly ShownDomain[]): void {
  expect(shown.map(({ placements }) => placements?.map(bindingOf).sort())).toEqual(
    refs.map((ref) =>
      placementsOf(project, ref, refs).map(({ id, certificateId, verifiesClients }) => [
        id,
        certificateId,
        verifiesClients,
      ]),
    ),
  );
}

function bindingOf({ id, certificate, verifiedClientCertificateEnabled }: ShownPlacement) {
  return [id, certificate?.id, verifiedClientCertificateEnabled];
}

function expectDomains(
  { domains }: Project,
  certificateId: string,
  shown: { domains: { totalCount: number; edges: readonly { node: { id: string } | null }[] } | null } | null,
): void {
  const attached = domains.filter((it) => it.certificateId === certificateId).map(({ id }) => id);
  expect(shown?.domains?.edges.map(({ node }) => node?.id)).toEqual(attached);
  expect(shown?.domains?.totalCount).toBe(attached.length);
}
