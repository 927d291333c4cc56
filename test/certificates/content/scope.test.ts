import {
  CreateCertificateDocument,
  UpdateCertificateDocument,
  UpdatePreviewDocument,
} from '../../../schema/generated/operations';
import { SAMPLE_IDS } from '../../../src/simulator/seed';
import { issue } from '../../support/certificates';
import { startInterceptor } from '../../support/interceptor';
import { startTestServer } from '../../support/server';
import { startTestSimulator } from '../../support/simulator';

const SAN = ['*.shop.example.com', 'shop.example.com', '*.assets.shop.example.com', '*.partners.example.org'];

async function contentOf() {
  const { pem, key } = await issue({ san: SAN });
  return { certContent: pem, privateKey: key };
}

/** Starts a server on an upstream whose certificates have an empty `type`. */
async function startWithoutTypes(type: string | null | undefined) {
  const { simulator } = await startTestSimulator();
  const rule = () => (body: unknown) => ({ ...Object(body), ...('san' in Object(body) ? { type } : {}) });
  const endpoint = await startInterceptor(() => simulator.url, rule);
  return { simulator, server: await startTestServer({ endpoint }) };
}

describe('the scope of a certificate', () => {
  it('is not silently kept if an update names a gateway for a global one', async () => {
    const server = await startTestServer();
    const variables = {
      id: SAMPLE_IDS.shopCertificate,
      input: { ...(await contentOf()), instanceId: SAMPLE_IDS.shopGateway },
    };
    const refused = expect.objectContaining({
      __typename: 'ApigInvalidInputError',
      message: 'input.instanceId must be left out for a GLOBAL certificate.',
    });
    const before = structuredClone(server.projects);
    expect((await server.run(UpdatePreviewDocument, variables)).data.updatePreview).toEqual(refused);
    expect((await server.run(UpdateCertificateDocument, variables)).data.updateCertificate).toEqual(refused);
    expect(server.projects).toEqual(before);
  });

  it.each([null, '', undefined])('stays the same in an update, with the type %j', async (type) => {
    const { server, simulator } = await startWithoutTypes(type);
    for (const id of [SAMPLE_IDS.spareCertificate, SAMPLE_IDS.shopCertificate]) {
      const stored = () => simulator.projects[0]?.certificates.find((it) => it.id === id);
      const { type: scope, instance_id } = { ...stored() };
      const { data } = await server.run(UpdateCertificateDocument, { id, input: await contentOf() });
      expect(data.updateCertificate).toMatchObject({ __typename: 'UpdateCertificateSuccess' });
      expect(stored()).toMatchObject({ type: scope, instance_id, san: SAN });
    }
  });

  it.each([null, '', undefined])('is known of an existing certificate, with the type %j', async (type) => {
    const { server } = await startWithoutTypes(type);
    const input = { ...(await contentOf()), name: 'shop_again' };
    for (const existed of [false, true]) {
      const { data } = await server.run(CreateCertificateDocument, { input, ifExists: 'RETURN' });
      expect(data.createCertificate).toMatchObject({ __typename: 'CreateCertificateSuccess', existed });
    }
  });
});
