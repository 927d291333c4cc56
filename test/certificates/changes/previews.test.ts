import fc from 'fast-check';
import {
  AttachCertificateDomainsDocument,
  AttachPreviewDocument,
  DetachCertificateDomainsDocument,
  DetachPreviewDocument,
} from '../../../schema/generated/operations';
import type { Project } from '../../../src/simulator/estate';
import { SAMPLE_IDS } from '../../../src/simulator/seed';
import { bindings, estates, refill, requests, requestsOfAttached } from '../../support/random-estate';
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
    const { detachPreview: preview } = data;
    if (preview.__typename !== 'DetachPreview') throw new Error(preview.__typename);
    expect(preview.refusedWith).toBe('ApigDomainNotFoundError');
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

  it('reads only the certificate and its domains if all are attached', async () => {
    const server = await startTestServer();
    const { data } = await server.run<object, object>(
      `{ detachPreview(certificateId: "${SHOP}", domains: [{ domain: "www.shop.example.com" }]) { ... on DetachPreview { refusedWith } } }`,
    );
    expect(data).toEqual({ detachPreview: { refusedWith: null } });
    expect(operationsOf(server.received).sort()).toEqual(['listAttachedDomains', 'showCertificate']);
  });
});

describe('attachPreview', () => {
  it('shows for each domain whether it can be attached, and why not', async () => {
    const server = await startTestServer();
    const run = async (certificateId: string, ...domains: object[]) => {
      const { data } = await server.run(AttachPreviewDocument, { certificateId, domains: domains as never });
      const { attachPreview: preview } = data;
      if (preview.__typename !== 'AttachPreview') throw new Error(preview.__typename);
      return preview;
    };
    const shop = await run(
      SHOP,
      { domain: 'new.shop.example.com' },
      { domain: 'www.shop.example.com' },
      { domain: 'www.shop.example.com', verifiedClientCertificateEnabled: null },
    );
    expect(shop.refusedWith).toBeNull();
    expect(shop.certificate).toMatchObject({ name: 'shop_wildcard', state: 'VALID' });
    expect(shop.domains.map(({ action }) => action)).toEqual(['ATTACH', 'ALREADY_ATTACHED', 'ALREADY_ATTACHED']);
    expect(shop.domains[1]?.placements[0]).toMatchObject({
      httpRedirectsToHttps: true,
      certificate: { name: 'shop_wildcard' },
    });

    const upcoming = await run(SAMPLE_IDS.upcomingCertificate, { domain: 'www.shop.example.com' });
    expect(upcoming).toMatchObject({
      refusedWith: 'ApigConflictError',
      certificate: { state: 'NOT_YET_VALID' },
      domains: [{ action: 'REFUSE', obstacles: ['HOLDS_ANOTHER_CERTIFICATE'] }],
    });
    const legacy = await run(SAMPLE_IDS.legacyCertificate, {
      domain: 'new.shop.example.com',
      verifiedClientCertificateEnabled: true,
    });
    expect(legacy).toMatchObject({
      refusedWith: 'ApigInvalidCertificateError',
      domains: [{ obstacles: ['CERTIFICATE_EXPIRED', 'NOT_COVERED', 'NO_TRUSTED_ROOT_CA'] }],
    });
    const spare = await run(
      SAMPLE_IDS.billingCertificate,
      { domain: 'sandbox.partners.example.org' },
      { domain: 'no.example', instanceIds: ['gone'] },
    );
    expect(spare).toMatchObject({
      refusedWith: 'ApigGatewayNotFoundError',
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
        const fail = await outcomes('FAIL');
        const skip = await outcomes('SKIP');
        if (preview.__typename !== 'DetachPreview') {
          expect([fail.result?.__typename, skip.result?.__typename]).toEqual([preview.__typename, preview.__typename]);
          return;
        }
        seen.set(preview.refusedWith ?? 'success', (seen.get(preview.refusedWith ?? 'success') ?? 0) + 1);
        expect(fail.result?.__typename).toBe(preview.refusedWith ?? 'DetachCertificateDomainsSuccess');
        const planned = new Set(preview.domains.flatMap(({ placements }) => placements.map(({ id }) => id)));
        const takenOff = ({ before: was, after }: { before: string[]; after: string[] }) =>
          new Set(was.filter((it, index) => it !== after[index]).map((it) => it.split(' ')[0]));
        expect(takenOff(fail)).toEqual(preview.refusedWith === null ? planned : new Set());
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
        if (preview.__typename !== 'AttachPreview') {
          expect(result?.__typename).toBe(preview.__typename);
          return;
        }
        seen.add(preview.refusedWith ?? 'success');
        expect(result?.__typename).toBe(preview.refusedWith ?? 'AttachCertificateDomainsSuccess');
        const changed = before.flatMap((it, index) => (it === bindings(project)[index] ? [] : [it.split(' ')[0]]));
        const planned = preview.domains.flatMap(({ action, placements }) => (action === 'ATTACH' ? placements : []));
        expect(new Set(changed).size > 0).toBe(preview.refusedWith === null && planned.length > 0);
        for (const id of changed) expect(planned.map((it) => it.id)).toContain(id);
      }),
      runs,
    );
    expect(seen.size).toBeGreaterThanOrEqual(4);
  }, 60_000);
});
