import { CreateCertificateDocument, UpdateCertificateDocument } from '../../../schema/generated/operations';
import { SAMPLE_IDS } from '../../../src/simulator/seed';
import { type Issued, issue } from '../../support/certificates';
import { type Intercepted, type Interception, startInterceptor } from '../../support/interceptor';
import { startTestServer } from '../../support/server';
import { startTestSimulator } from '../../support/simulator';

const ID = SAMPLE_IDS.shopCertificate;
const SERIAL = 'c0ffee0123456789';

let content: Issued;
beforeAll(async () => {
  content = await issue({ san: ['*.shop.example.com', '*.assets.shop.example.com'], serialNumber: SERIAL });
});

/** Starts a server before an upstream whose replies to changes are as the test says. */
async function start(rule: (request: Intercepted) => Interception) {
  const { simulator } = await startTestSimulator();
  const endpoint = await startInterceptor(
    () => simulator.url,
    (request) => (request.method === 'GET' ? undefined : rule(request)),
  );
  return startTestServer({ endpoint });
}

/** Replaces fields of the reply to a change that the upstream makes. */
const showing = (fields: object) => () => (shown: unknown) => ({ ...(shown as object), ...fields });
/** Replies with 200 to a change that the upstream does not make. */
const notMade = (fields: object) => () => {
  const body = { id: ID, name: 'shop_2026', serial_number: '1', not_after: '2030-01-01T00:00:00Z', ...fields };
  return { status: 200, body };
};

async function update(rule: (request: Intercepted) => Interception, name?: string) {
  const server = await start(rule);
  const input = { certContent: content.pem, privateKey: content.key, ...(name === undefined ? {} : { name }) };
  return (await server.run(UpdateCertificateDocument, { id: ID, input })).data.updateCertificate;
}

async function create(rule: (request: Intercepted) => Interception) {
  const server = await start(rule);
  const input = { name: 'shop_new', certContent: content.pem, privateKey: content.key };
  return (await server.run(CreateCertificateDocument, { input, ifExists: 'FAIL' })).data.createCertificate;
}

const UNKNOWN = { __typename: 'ApigUpstreamError', outcome: 'UNKNOWN', code: 'GATEWAY.UNREADABLE_REPLY' };
const decimal = BigInt(`0x${SERIAL}`).toString();

describe('a change of a certificate whose reply contradicts it', () => {
  it('is UNKNOWN if it was not made', async () => {
    const results = await Promise.all([
      update(notMade({})),
      update(notMade({ id: 'another', serial_number: decimal })),
      update(notMade({ name: 'another', serial_number: decimal }), 'shop_renamed'),
      create(notMade({ id: 'new', name: 'another', serial_number: decimal })),
      create(notMade({ id: 'new', name: 'shop_new' })),
    ]);
    for (const result of results) expect(result).toMatchObject(UNKNOWN);
  });

  it('is a success with what a read-back shows if it was made', async () => {
    const shown = { serialNumber: decimal };
    for (const fields of [{ serial_number: '1' }, { id: 'another' }, { name: 'another' }]) {
      expect(await update(showing(fields))).toMatchObject({ certificate: { id: ID, ...shown } });
    }
    for (const fields of [{ serial_number: '1' }, { name: 'another' }]) {
      expect(await create(showing(fields))).toMatchObject({ certificate: { name: 'shop_new', ...shown } });
    }
  });
});

describe('a change of a certificate is believed without a read-back', () => {
  it.each([decimal, '', null, SERIAL, SERIAL.toUpperCase(), `0x${SERIAL}`, `00:${SERIAL.replace(/..(?=.)/g, '$&:')}`])(
    'if its reply has the serial number %j',
    async (serial_number) => {
      for (const result of await Promise.all([
        update(notMade({ serial_number, name: 'shop_renamed' }), 'shop_renamed'),
        create(notMade({ serial_number, id: 'new', name: 'shop_new' })),
      ])) {
        expect(result?.__typename).toMatch(/CertificateSuccess$/);
      }
    },
  );
});
