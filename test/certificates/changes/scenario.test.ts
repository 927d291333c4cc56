import {
  AttachCertificateDomainsDocument,
  CertificateDocument,
  CreateCertificateDocument,
  DeleteCertificateDocument,
  DetachCertificateDomainsDocument,
} from '../../../schema/generated/operations';
import { domain, gateway, group } from '../../../src/simulator/seed';
import { SIMULATOR_PROJECT_ID } from '../../../src/simulator/tokens';
import { issue } from '../../support/certificates';
import { startTestServer } from '../../support/server';

/** Follows the acceptance test of apig_certificate_batch_domains_associate in terraform-provider-huaweicloud. */
describe('one certificate with a root CA, and lists of domains with and without client verification', () => {
  it('has the requested domains and verification after every step', async () => {
    const now = new Date();
    const names = ['d1', 'd2', 'd3', 'd4', 'd5', 'd6'].map((label) => `${label}.acc.example.com`);
    const only = group('group-1', 'gw-1', 'acc', now);
    const test = await startTestServer({
      projects: [
        {
          id: SIMULATOR_PROJECT_ID,
          gateways: [gateway(SIMULATOR_PROJECT_ID, 'gw-1', 'acc', 'BASIC', '203.0.113.1', now)],
          groups: [only],
          // On custom inbound ports, so that each name is listed twice.
          domains: names.flatMap((name, index) => [
            domain(2 * index + 1, name, only, { httpsPort: 8443 }),
            domain(2 * index + 2, name, only, { httpsPort: 9443 }),
          ]),
          certificates: [],
        },
      ],
    });
    const [d1, d2, d3, d4, d5, d6] = names as [string, string, string, string, string, string];

    const ca = await issue({ san: ['ca.acc.example.com'], ca: true });
    const site = await issue({ san: ['*.acc.example.com'] });
    const created = await test.run(CreateCertificateDocument, {
      input: { name: 'acc_site', certContent: site.pem, privateKey: site.key, trustedRootCa: ca.pem },
    });
    const result = created.data.createCertificate;
    if (result?.__typename !== 'CreateCertificateSuccess') throw new Error(result?.__typename);
    const certificateId = result.certificate.id;
    expect(result.certificate.hasTrustedRootCa).toBe(true);

    const attach = async (domains: string[], verified: boolean) => {
      const { data } = await test.run(AttachCertificateDomainsDocument, {
        certificateId,
        domains: domains.map((name) => ({ domain: name, verifiedClientCertificateEnabled: verified })),
      });
      expect(data.attachCertificateDomains).toMatchObject({
        __typename: 'AttachCertificateDomainsSuccess',
        domains: domains.map((name) => ({ domain: name })),
      });
    };
    const detach = async (domains: string[]) => {
      const { data } = await test.run(DetachCertificateDomainsDocument, {
        certificateId,
        domains: domains.map((name) => ({ domain: name })),
        ifNotAttached: 'SKIP',
      });
      expect(data.detachCertificateDomains).toMatchObject({ __typename: 'DetachCertificateDomainsSuccess' });
    };
    const attached = async () => {
      const { data } = await test.run(CertificateDocument, { id: certificateId, firstDomains: 100 });
      if (data.certificate?.__typename !== 'Certificate') throw new Error(data.certificate?.__typename);
      const found = new Map<string, boolean | null>();
      for (const { node } of data.certificate.domains?.edges ?? []) {
        if (!node) throw new Error('a domain could not be read');
        expect(found.get(node.name) ?? node.verifiedClientCertificateEnabled).toBe(
          node.verifiedClientCertificateEnabled,
        );
        found.set(node.name, node.verifiedClientCertificateEnabled);
      }
      return Object.fromEntries([...found].sort());
    };

    await attach([d1, d2], true);
    await attach([d3, d4, d5], false);
    expect(await attached()).toEqual({ [d1]: true, [d2]: true, [d3]: false, [d4]: false, [d5]: false });

    // A domain moves from the first list to the second,
    await attach([d2], false);
    expect(await attached()).toEqual({ [d1]: true, [d2]: false, [d3]: false, [d4]: false, [d5]: false });
    // one is added,
    await attach([d6], true);
    expect(await attached()).toEqual({ [d1]: true, [d2]: false, [d3]: false, [d4]: false, [d5]: false, [d6]: true });
    // and one is removed.
    await detach([d5]);
    expect(await attached()).toEqual({ [d1]: true, [d2]: false, [d3]: false, [d4]: false, [d6]: true });

    // Finally, all domains are detached, then the certificate is deleted.
    await detach(names);
    expect(await attached()).toEqual({});
    const gone = await test.run(DeleteCertificateDocument, { id: certificateId });
    expect(gone.data.deleteCertificate).toEqual({ __typename: 'DeleteCertificateSuccess', id: certificateId });
  });
});
