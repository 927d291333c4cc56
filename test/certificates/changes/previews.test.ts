import fc from 'fast-check';
import {
  AttachCertificateDomainsDocument,
  AttachPreviewDocument,
  DeleteCertificateDocument,
  DeletePreviewDocument,
  DetachCertificateDomainsDocument,
  DetachPreviewDocument,
  ReplaceCertificateDocument,
  ReplacePreviewDocument,
  UpdateCertificateDocument,
  UpdatePreviewDocument,
} from '../../../schema/generated/operations';
import type { Project } from '../../../src/simulator/estate';
import { SAMPLE_IDS } from '../../../src/simulator/seed';
import { issue } from '../../support/certificates';
import { narrowed } from '../../support/narrowed';
import {
  bindings,
  estates,
  pick,
  refill,
  replacementsIn,
  requests,
  requestsOfAttached,
} from '../../support/random-estate';
import { operationsOf, startTestServer, type TestServer } from '../../support/server';

const SHOP = SAMPLE_IDS.shopCertificate;

describe('detachPreview', () => {
  it('shows what a detach would remove, whether it cuts a site off, and the result of FAIL', async () => {
    const server = await startTestServer();
    const { data } = await server.run(DetachPreviewDocument, {
      certificateId: SHOP,
      domains: [
        { domain: 'www.shop.example.com' },
        { domain: 'API.shop.example.com' },
        { domain: 'new.shop.example.com' },
        { domain: 'nowhere.example.com' },
      ],
    });
    const preview = narrowed(data.detachPreview, 'DetachPreview');
    expect(preview.refusal).toMatchObject({
      __typename: 'ApigDomainNotFoundError',
      code: 'APIG.3020',
      retryable: false,
      domainNames: ['nowhere.example.com'],
    });
    expect(
      preview.domains.map(({ domain, action, cutsOff, placements }) => [domain, action, cutsOff, placements.length]),
    ).toEqual([
      ['www.shop.example.com', 'DETACH', true, 1],
      ['API.shop.example.com', 'DETACH', false, 2],
      ['new.shop.example.com', 'NOT_ATTACHED', false, 0],
      ['nowhere.example.com', 'NOT_FOUND', false, 0],
    ]);
    expect(preview.domains[1]?.placements.map((it) => it.gateway?.name)).toEqual(['gateway-shop', 'gateway-partners']);
    expect(operationsOf(server.received).filter((it) => !/^(list|show)/.test(it ?? ''))).toEqual([]);
  });

  it('reads only the certificate, its domains and their gateway if all are attached', async () => {
    const server = await startTestServer();
    const { data } = await server.run<object, object>(
      `{ detachPreview(certificateId: "${SHOP}", domains: [{ domain: "www.shop.example.com" }]) { ... on DetachPreview { refusal { code } } } }`,
    );
    expect(data).toEqual({ detachPreview: { refusal: null } });
    expect(operationsOf(server.received).sort()).toEqual(['listApiGroups', 'listAttachedDomains', 'showCertificate']);
  });
});

describe('attachPreview', () => {
  it('shows for each domain whether it can be attached, and why not', async () => {
    const server = await startTestServer();
    const run = async (certificateId: string, ...domains: object[]) => {
      const { data } = await server.run(AttachPreviewDocument, { certificateId, domains: domains as never });
      return narrowed(data.attachPreview, 'AttachPreview');
    };
    const shop = await run(
      SHOP,
      { domain: 'new.shop.example.com' },
      { domain: 'www.shop.example.com' },
      { domain: 'www.shop.example.com', verifiedClientCertificateEnabled: null },
    );
    expect(shop.refusal).toBeNull();
    expect(shop.certificate).toMatchObject({ name: 'shop_wildcard', state: 'VALID' });
    expect(shop.domains.map(({ action }) => action)).toEqual(['ATTACH', 'ALREADY_ATTACHED', 'ALREADY_ATTACHED']);
    expect(shop.domains[1]?.placements[0]).toMatchObject({
      httpRedirectsToHttps: true,
      certificate: { name: 'shop_wildcard' },
    });

    const upcoming = await run(SAMPLE_IDS.upcomingCertificate, { domain: 'www.shop.example.com' });
    expect(upcoming).toMatchObject({
      refusal: { __typename: 'ApigConflictError', code: 'APIG.2051' },
      certificate: { state: 'NOT_YET_VALID' },
      domains: [{ action: 'REFUSE', obstacles: ['HOLDS_ANOTHER_CERTIFICATE'] }],
    });
    const legacy = await run(SAMPLE_IDS.legacyCertificate, {
      domain: 'new.shop.example.com',
      verifiedClientCertificateEnabled: true,
    });
    expect(legacy).toMatchObject({
      refusal: { __typename: 'ApigInvalidCertificateError', code: 'APIG.2102' },
      domains: [{ obstacles: ['CERTIFICATE_EXPIRED', 'NOT_COVERED', 'NO_TRUSTED_ROOT_CA'] }],
    });
    const spare = await run(
      SAMPLE_IDS.billingCertificate,
      { domain: 'sandbox.partners.example.org' },
      { domain: 'no.example', instanceIds: ['gone'] },
    );
    expect(spare).toMatchObject({
      refusal: { __typename: 'ApigGatewayNotFoundError', instanceIds: ['gone'] },
      domains: [{ obstacles: ['NOT_COVERED', 'OTHER_GATEWAY'] }, { obstacles: ['GATEWAY_NOT_FOUND'] }],
    });
  });
});

describe('the change does what its preview says, over random estates', () => {
  let server: TestServer;
  let project: Project;
  beforeAll(async () => {
    server = await startTestServer({ env: { LOG_LEVEL: 'error' } });
    const [first] = server.projects;
    if (!first) throw new Error('no project');
    project = first;
  });

  const runs = { numRuns: 200 };

  it('detaching, with FAIL and with SKIP', async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(estates, requests, fc.nat(20), async (estate, any, at) => {
        const request = requestsOfAttached(estate())[at] ?? any;
        const outcomes = async (ifNotAttached: 'FAIL' | 'SKIP') => {
          refill(project, estate());
          const before = bindings(project);
          const { data } = await server.run(DetachCertificateDomainsDocument, { ...request, ifNotAttached });
          return { before, after: bindings(project), result: data.detachCertificateDomains };
        };
        refill(project, estate());
        const before = bindings(project);
        const preview = (await server.run(DetachPreviewDocument, request)).data.detachPreview;
        expect(bindings(project)).toEqual(before);
        const ofSkip = await server.run(DetachPreviewDocument, { ...request, ifNotAttached: 'SKIP' });
        const fail = await outcomes('FAIL');
        const skip = await outcomes('SKIP');
        if (preview?.__typename !== 'DetachPreview') {
          expect([fail.result?.__typename, skip.result?.__typename]).toEqual([
            preview?.__typename,
            preview?.__typename,
          ]);
          return;
        }
        const refusal = preview.refusal?.__typename ?? 'success';
        expect(ofSkip.data.detachPreview).toEqual({ ...preview, refusal: null });
        seen.set(refusal, (seen.get(refusal) ?? 0) + 1);
        expect(fail.result?.__typename).toBe(preview.refusal?.__typename ?? 'DetachCertificateDomainsSuccess');
        const planned = new Set(preview.domains.flatMap(({ placements }) => placements.map(({ id }) => id)));
        const takenOff = ({ before: was, after }: { before: string[]; after: string[] }) =>
          new Set(was.filter((it, index) => it !== after[index]).map((it) => it.split(' ')[0]));
        expect(takenOff(fail)).toEqual(preview.refusal === null ? planned : new Set());
        if (skip.result?.__typename !== 'DetachCertificateDomainsSuccess') throw new Error(skip.result?.__typename);
        expect(takenOff(skip)).toEqual(planned);
        expect(skip.result.domains.map(({ outcome }) => outcome)).toEqual(
          preview.domains.map(({ placements }) => (placements.length > 0 ? 'DETACHED' : 'ALREADY_DETACHED')),
        );
      }),
      runs,
    );
    expect([...seen.keys()].sort()).toEqual([
      'ApigDomainNotAttachedError',
      'ApigDomainNotFoundError',
      'ApigGatewayNotFoundError',
      'success',
    ]);
  }, 60_000);

  it('attaching', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(estates, requests, async (estate, request) => {
        refill(project, estate());
        const before = bindings(project);
        const preview = (await server.run(AttachPreviewDocument, request)).data.attachPreview;
        expect(bindings(project)).toEqual(before);
        const { data } = await server.run(AttachCertificateDomainsDocument, request);
        const result = data.attachCertificateDomains;
        if (preview?.__typename !== 'AttachPreview') {
          expect(result?.__typename).toBe(preview?.__typename);
          return;
        }
        seen.add(preview.refusal?.__typename ?? 'success');
        expect(result?.__typename).toBe(preview.refusal?.__typename ?? 'AttachCertificateDomainsSuccess');
        const changed = before.flatMap((it, index) => (it === bindings(project)[index] ? [] : [it.split(' ')[0]]));
        const planned = preview.domains.flatMap(({ action, placements }) => (action === 'ATTACH' ? placements : []));
        expect(new Set(changed).size > 0).toBe(preview.refusal === null && planned.length > 0);
        for (const id of changed) expect(planned.map((it) => it.id)).toContain(id);
      }),
      runs,
    );
    expect(seen.size).toBeGreaterThanOrEqual(4);
  }, 60_000);

  it('replacing', async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(
        estates,
        requests,
        fc.constantFrom('c-0', 'c-1', 'c-2', 'c-3', 'gone'),
        fc.boolean(),
        fc.nat(5),
        async (estate, any, anyTo, fits, at) => {
          const fitting = fits ? pick(replacementsIn(estate()), at) : undefined;
          const request = fitting ?? requestsOfAttached(estate())[at] ?? any;
          const { certificateId: from, domains } = request;
          const to = fitting?.to ?? anyTo;
          refill(project, estate());
          const before = bindings(project);
          const preview = (await server.run(ReplacePreviewDocument, { from, to, domains })).data.replacePreview;
          expect(bindings(project)).toEqual(before);
          const result = (await server.run(ReplaceCertificateDocument, { from, to, domains })).data.replaceCertificate;
          if (preview?.__typename !== 'ReplacePreview') {
            expect(result?.__typename).toBe(preview?.__typename);
            return;
          }
          const refusal = preview.refusal?.__typename ?? 'success';
          seen.set(refusal, (seen.get(refusal) ?? 0) + 1);
          if (preview.refusal) {
            expect(result).toEqual(preview.refusal);
            expect(bindings(project)).toEqual(before);
            return;
          }
          const { domains: outcomes } = narrowed(result, 'ReplaceCertificateSuccess');
          expect(outcomes.map(({ outcome }) => outcome)).toEqual(
            preview.domains.map(({ action }) => (action === 'UNCHANGED' ? 'UNCHANGED' : 'REPLACED')),
          );
          const planned = new Set(
            preview.domains.flatMap(({ placements }) => placements.filter((it) => it.certificate?.id !== to)),
          );
          const changed = before.filter((it, index) => holderOf(it) !== holderOf(bindings(project)[index] ?? ''));
          expect(new Set(changed.map((it) => it.split(' ')[0]))).toEqual(new Set([...planned].map(({ id }) => id)));
        },
      ),
      { numRuns: 400 },
    );
    expect(seen.get('success')).toBeGreaterThan(10);
    expect(seen.size).toBeGreaterThanOrEqual(4);
  }, 60_000);

  it('updating and deleting', async () => {
    const contents = await Promise.all(
      [['*.one.example'], ['*.one.example', '*.two.example', 'x.three.example'], ['a.two.example']].map((san) =>
        issue({ san }),
      ),
    );
    const root = (await issue({ san: ['ca.example'], ca: true })).pem;
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        estates,
        fc.constantFrom('c-0', 'c-1', 'c-2', 'c-3', 'gone'),
        fc.constantFrom(...contents),
        fc.record({
          trustedRootCa: fc.constantFrom(null, root),
          name: fc.constantFrom(null, 'new_name', 'certificate_0'),
          scope: fc.constantFrom(
            {},
            { type: 'INSTANCE' as const, instanceId: 'gw-1' },
            { type: 'INSTANCE' as const, instanceId: 'gw-x' },
          ),
        }),
        async (estate, id, content, { scope, ...more }) => {
          const input = {
            certContent: content.pem,
            privateKey: content.key,
            algorithmType: 'ECC' as const,
            ...more,
            ...scope,
          };
          refill(project, estate());
          const before = JSON.stringify(project);
          const ofDelete = (await server.run(DeletePreviewDocument, { id })).data.deletePreview;
          const ofSkip = (await server.run(DeletePreviewDocument, { id, ifNotFound: 'SKIP' })).data.deletePreview;
          const ofUpdate = (await server.run(UpdatePreviewDocument, { id, input })).data.updatePreview;
          expect(JSON.stringify(project)).toBe(before);
          const uses = project.domains.filter(({ certificateId }) => certificateId === id);
          const updated = (await server.run(UpdateCertificateDocument, { id, input })).data.updateCertificate;
          const verifying = project.domains.filter((it) => it.certificateId === id && it.verifiesClients);
          refill(project, estate());
          const deleted = (await server.run(DeleteCertificateDocument, { id })).data.deleteCertificate;
          const skipped = (await server.run(DeleteCertificateDocument, { id, ifNotFound: 'SKIP' })).data
            .deleteCertificate;
          expect(skipped?.__typename).toBe(
            narrowed(ofSkip, 'DeletePreview').refusal?.__typename ?? 'DeleteCertificateSuccess',
          );
          if (ofDelete?.__typename !== 'DeletePreview' || ofUpdate?.__typename !== 'UpdatePreview') {
            const names = [ofDelete, ofUpdate, updated, deleted].map((it) => it?.__typename);
            expect(new Set(names)).toEqual(new Set(['ApigCertificateNotFoundError']));
            return;
          }
          expect(deleted?.__typename).toBe(ofDelete.refusal?.__typename ?? 'DeleteCertificateSuccess');
          expect([ofDelete.usedByCount, ofDelete.usedBy.map((it) => it.id)]).toEqual([
            uses.length,
            uses.map((it) => it.id),
          ]);
          expect(updated?.__typename).toBe(ofUpdate.refusal?.__typename ?? 'UpdateCertificateSuccess');
          seen.add(`update ${updated?.__typename}`).add(`delete ${deleted?.__typename}`).add(ofUpdate.trustedRootCa);
          if (updated?.__typename === 'UpdateCertificateSuccess') {
            expect(ofUpdate.uncovered).toEqual([]);
            if (ofUpdate.trustedRootCa === 'ADDED') expect(verifying).toEqual([]);
          }
        },
      ),
      { numRuns: 300 },
    );
    expect([...seen].sort()).toEqual([
      'ADDED',
      'NONE',
      'REMOVED',
      'REPLACED',
      'delete ApigConflictError',
      'delete DeleteCertificateSuccess',
      'update ApigConflictError',
      'update ApigGatewayNotFoundError',
      'update ApigInvalidCertificateError',
      'update UpdateCertificateSuccess',
    ]);
  }, 60_000);
});

function holderOf(binding: string): string | undefined {
  return binding.split(' ')[1];
}
