import {
  AttachCertificateDomainsDocument,
  ReplaceCertificateDocument,
  UpdatePreviewDocument,
} from '../../../schema/generated/operations';
import { route } from '../../../src/simulator/router';
import { SAMPLE_IDS } from '../../../src/simulator/seed';
import { issue } from '../../support/certificates';
import { type Interception, startInterceptor } from '../../support/interceptor';
import { startTestServer } from '../../support/server';
import { startTestSimulator } from '../../support/simulator';

const DOMAIN = 'mtls.partners.example.org';

/** Starts a server on an upstream that does not say in a certificate's own list which domains verify clients. */
async function start(value: null | undefined, onAttach: Interception) {
  const { simulator } = await startTestSimulator();
  const endpoint = await startInterceptor(
    () => simulator.url,
    ({ method, url }) => {
      const operation = route(method, new URL(url, simulator.url).pathname)?.operation;
      if (operation === 'attachDomains') return onAttach;
      if (operation !== 'listAttachedDomains') return undefined;
      return (body) => {
        const page = body as { bound_domains: object[] };
        const rows = page.bound_domains.map((row) => ({ ...row, verified_client_certificate_enabled: value }));
        return { ...page, bound_domains: rows };
      };
    },
  );
  return { server: await startTestServer({ endpoint }), simulator };
}

describe.each([null, undefined])('client verification that a list of domains shows as %j', (value) => {
  it('is read from the API groups in updatePreview', async () => {
    const { server } = await start(value, undefined);
    const { pem, key } = await issue({ san: ['partners.example.org', '*.partners.example.org'] });
    const { data, errors } = await server.run(UpdatePreviewDocument, {
      id: SAMPLE_IDS.partnersCertificate,
      input: { certContent: pem, privateKey: key },
    });
    expect(errors).toBeUndefined();
    expect(data.updatePreview).toMatchObject({ trustedRootCa: 'REMOVED', verifying: [{ name: DOMAIN }] });
  });

  it('is not taken as off after an attach whose outcome is unknown', async () => {
    const failed = { status: 500, body: { error_code: 'APIG.9999', error_msg: 'System error' } };
    const { server, simulator } = await start(value, failed);
    const { data } = await server.run(AttachCertificateDomainsDocument, {
      certificateId: SAMPLE_IDS.partnersCertificate,
      domains: [{ domain: DOMAIN, verifiedClientCertificateEnabled: false }],
    });
    expect(data.attachCertificateDomains).toMatchObject({ __typename: 'ApigUpstreamError', outcome: 'UNKNOWN' });
    const domain = simulator.projects[0]?.domains.find(({ name }) => name === DOMAIN);
    expect(domain?.verifiesClients).toBe(true);
  });
});

describe('client verification that neither a certificate nor an API group shows', () => {
  it('is not taken as off', async () => {
    const { server } = await startHiding();
    const arguments_ = `certificateId: "${SAMPLE_IDS.partnersCertificate}", domains: [{ domain: "${DOMAIN}", verifiedClientCertificateEnabled: false }]`;
    const preview = await server.run(`{
      attachPreview(${arguments_}) {
        ... on AttachPreview { domains { action placements { verifiedClientCertificateEnabled } } }
      }
    }`);
    expect(preview.errors).toBeUndefined();
    expect(preview.data).toEqual({
      attachPreview: { domains: [{ action: 'ATTACH', placements: [{ verifiedClientCertificateEnabled: null }] }] },
    });
    // It was on, and the attach turns it off.
    const change = await server.run(`mutation {
      attachCertificateDomains(${arguments_}) { ... on AttachCertificateDomainsSuccess { domains { outcome } } }
    }`);
    expect(change.data).toEqual({ attachCertificateDomains: { domains: [{ outcome: 'VERIFICATION_CHANGED' }] } });
    const { pem, key } = await issue({ san: ['partners.example.org', '*.partners.example.org'] });
    const { data } = await server.run(UpdatePreviewDocument, {
      id: SAMPLE_IDS.partnersCertificate,
      input: { certContent: pem, privateKey: key },
    });
    expect(data.updatePreview).toMatchObject({
      verifying: expect.arrayContaining([expect.objectContaining({ name: DOMAIN })]),
    });
  });

  it('stays on in a replacement, and after one that was undone', async () => {
    const variables = {
      from: SAMPLE_IDS.partnersCertificate,
      to: SAMPLE_IDS.spareCertificate,
      domains: [{ domain: DOMAIN }],
    };
    for (const onAttach of [undefined, { status: 400, body: { error_code: 'APIG.2103', error_msg: 'no' } }] as const) {
      const { server, simulator } = await startHiding(onAttach);
      const domain = simulator.projects[0]?.domains.find(({ name }) => name === DOMAIN);
      expect(domain?.verifiesClients).toBe(true);
      const spare = simulator.projects[0]?.certificates.find(({ id }) => id === variables.to);
      Object.assign(spare ?? {}, { is_has_trusted_root_ca: true });
      await server.run(ReplaceCertificateDocument, variables);
      expect(domain).toMatchObject({
        certificateId: onAttach ? variables.from : variables.to,
        verifiesClients: true,
      });
    }
  });
});

/** Starts a server on an upstream that shows nowhere which domains verify clients. @param onFirstAttach what becomes of the first attach. */
async function startHiding(onFirstAttach?: Interception) {
  const { simulator } = await startTestSimulator();
  let attaches = 0;
  const hide = (rows: object[]) => rows.map((row) => ({ ...row, verified_client_certificate_enabled: null }));
  const endpoint = await startInterceptor(
    () => simulator.url,
    ({ method, url }) => {
      const operation = route(method, new URL(url, simulator.url).pathname)?.operation;
      if (operation === 'attachDomains' && attaches++ === 0) return onFirstAttach;
      if (operation === 'listAttachedDomains') {
        return (body) => {
          const page = body as { bound_domains: object[] };
          return { ...page, bound_domains: hide(page.bound_domains) };
        };
      }
      if (operation !== 'listApiGroups') return undefined;
      return (body) => {
        const page = body as { groups: { url_domains?: object[] }[] };
        const groups = page.groups.map((group) => ({ ...group, url_domains: hide(group.url_domains ?? []) }));
        return { ...page, groups };
      };
    },
  );
  return { server: await startTestServer({ endpoint }), simulator };
}
