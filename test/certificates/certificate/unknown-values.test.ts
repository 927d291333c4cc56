import { UpdateCertificateDocument } from '../../../schema/generated/operations';
import { SAMPLE_IDS, sampleProject } from '../../../src/simulator/seed';
import { issue } from '../../support/certificates';
import { startTestServer } from '../../support/server';

const FIELDS = 'type algorithmType instanceId name';
const QUERY = `{
  certificate(id: "${SAMPLE_IDS.shopCertificate}") { ... on Certificate { ${FIELDS} } }
  certificates(filter: { instanceId: "${SAMPLE_IDS.shopGateway}" }) { ... on CertificateConnection { edges { node { id ${FIELDS} } } } }
}`;

describe('a certificate whose enum values the server does not know', () => {
  it.each<[object, object]>([
    [
      { type: 'galactic', algorithm_type: 'QUANTUM' },
      { type: 'UNKNOWN', algorithmType: 'UNKNOWN' },
    ],
    [
      { type: 'Global', algorithm_type: 'rsa' },
      { type: 'UNKNOWN', algorithmType: 'UNKNOWN' },
    ],
    [
      { type: '', algorithm_type: '' },
      { type: 'UNKNOWN', algorithmType: null },
    ],
    [
      { type: null, algorithm_type: null },
      { type: 'UNKNOWN', algorithmType: null },
    ],
    [
      { type: undefined, algorithm_type: undefined },
      { type: 'UNKNOWN', algorithmType: null },
    ],
    [
      { type: 'toString', algorithm_type: 'constructor' },
      { type: 'UNKNOWN', algorithmType: 'UNKNOWN' },
    ],
    [
      { type: 'global', algorithm_type: 'ECC' },
      { type: 'GLOBAL', algorithmType: 'ECC' },
    ],
  ])('is readable, with %j', async (values, expected) => {
    const project = sampleProject(new Date());
    for (const certificate of project.certificates) Object.assign(certificate, values);
    const server = await startTestServer({ projects: [project] });
    // The fourth run is compiled.
    for (let run = 0; run < 5; run++) {
      const { data, errors } = await server.run<{ certificate: object; certificates: { edges: object[] } }, object>(
        QUERY,
      );
      expect(errors).toBeUndefined();
      expect(data.certificate).toMatchObject(expected);
      expect(data.certificates.edges).toContainEqual({
        node: expect.objectContaining({ id: SAMPLE_IDS.shopCertificate, ...expected }),
      });
    }
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain('gateway_masked_errors_total 0');
  });

  it('can be updated, with the algorithm of the new key', async () => {
    const project = sampleProject(new Date());
    for (const certificate of project.certificates) Object.assign(certificate, { algorithm_type: 'QUANTUM' });
    const server = await startTestServer({ projects: [project] });
    const { pem, key } = await issue({ san: ['*.shop.example.com', 'shop.example.com', '*.assets.shop.example.com'] });
    const { data } = await server.run(UpdateCertificateDocument, {
      id: SAMPLE_IDS.shopCertificate,
      input: { certContent: pem, privateKey: key },
    });
    expect(data.updateCertificate).toMatchObject({
      __typename: 'UpdateCertificateSuccess',
      certificate: { algorithmType: 'ECC' },
    });
  });
});
