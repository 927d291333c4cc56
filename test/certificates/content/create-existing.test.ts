import {
  CreateCertificateDocument,
  type CreateCertificateMutationVariables,
} from '../../../schema/generated/operations';
import type { StoredCertificate } from '../../../src/simulator/estate';
import { SAMPLE_IDS } from '../../../src/simulator/seed';
import { type Issued, issue } from '../../support/certificates';
import { startInterceptor } from '../../support/interceptor';
import { narrowed } from '../../support/narrowed';
import { operationsOf, startTestServer, type TestServer } from '../../support/server';
import { startTestSimulator } from '../../support/simulator';

type Input = CreateCertificateMutationVariables['input'];

const SAN = ['*.shop.example.com', 'shop.example.com'];

let content: Issued;
let root: string;
beforeAll(async () => {
  content = await issue({ san: SAN, serialNumber: '7a01' });
  root = (await issue({ san: ['ca.example'], ca: true })).pem;
});

const inputOf = ({ pem, key }: Issued, more: Partial<Input> = {}): Input => ({
  name: 'shop_again',
  certContent: pem,
  privateKey: key,
  ...more,
});

async function create(server: TestServer, input: Input, ifExists: 'FAIL' | 'RETURN' = 'RETURN') {
  const { data, errors } = await server.run(CreateCertificateDocument, { input, ifExists });
  expect(errors).toBeUndefined();
  return data.createCertificate;
}

describe.each(['refuse', 'all'] as const)(
  'createCertificate, where a list without a gateway is: %s',
  (listWithoutGateway) => {
    const start = () => startTestServer({ habits: { listWithoutGateway } });

    it.each<[string, Partial<Input>]>([
      ['global', {}],
      ['of one gateway', { type: 'INSTANCE', instanceId: SAMPLE_IDS.partnerGateway }],
    ])('creates one certificate however often it is called with RETURN: %s', async (_, more) => {
      const server = await start();
      const input = inputOf(content, more);
      const first = narrowed(await create(server, input), 'CreateCertificateSuccess');
      server.forget();
      const again = narrowed(await create(server, input), 'CreateCertificateSuccess');
      expect([first.existed, again.existed, again.certificate.id]).toEqual([false, true, first.certificate.id]);
      expect({ ...again.certificate }).toEqual({ ...first.certificate });
      expect(operationsOf(server.received)).not.toContain('createCertificate');
      const named = server.projects[0]?.certificates.filter(({ name }) => name === input.name);
      expect(named).toHaveLength(1);
      expect(await create(server, input, 'FAIL')).toMatchObject({ __typename: 'ApigConflictError', code: 'APIG.3325' });
    });
  },
);

describe('createCertificate with RETURN', () => {
  it.each<[string, () => Promise<[Issued, Partial<Input>]>]>([
    ['another serial number', async () => [await issue({ san: SAN, serialNumber: '7a02' }), {}]],
    ['other names', async () => [await issue({ san: [...SAN, 'x.example.com'], serialNumber: '7a01' }), {}]],
    ['another validity period', async () => [await issue({ san: SAN, serialNumber: '7a01', days: [-1, 60] }), {}]],
    ['a root CA', async () => [content, { trustedRootCa: root }]],
    ['another scope', async () => [content, { type: 'INSTANCE', instanceId: SAMPLE_IDS.shopGateway }]],
  ])('is a conflict if the certificate with the name has not %s', async (_, other) => {
    const server = await startTestServer();
    await create(server, inputOf(content));
    const [issued, more] = await other();
    expect(await create(server, inputOf(issued, more))).toMatchObject({
      __typename: 'ApigConflictError',
      code: 'APIG.3325',
    });
  });

  it.each([
    ['the same certificate', true],
    ['another one with the name', false],
  ])('reads again if someone else has created %s since the first read', async (_, isSame) => {
    const { simulator } = await startTestSimulator();
    const [project] = simulator.projects;
    let waiting: StoredCertificate | undefined;
    const endpoint = await startInterceptor(
      () => simulator.url,
      ({ method }) => {
        if (method === 'POST' && waiting) project?.certificates.push(waiting);
        return undefined;
      },
    );
    const server = await startTestServer({ endpoint });
    const theirs = isSame ? content : await issue({ san: SAN, serialNumber: '7a03' });
    await create(server, inputOf(theirs));
    waiting = project?.certificates.pop();
    expect(await create(server, inputOf(content))).toMatchObject(
      isSame
        ? { __typename: 'CreateCertificateSuccess', existed: true, certificate: { id: waiting?.id } }
        : { __typename: 'ApigConflictError', code: 'APIG.3325' },
    );
  });

  it.each([
    ['the list', /\/certificates\?/],
    ['the certificate', /\/certificates\/\w+$/],
  ])('creates nothing if %s cannot be read', async (_, path) => {
    const { simulator } = await startTestSimulator();
    const sent: string[] = [];
    let isDenied = false;
    const endpoint = await startInterceptor(
      () => simulator.url,
      ({ method, url }) => {
        if (method === 'POST') sent.push(url);
        const body = { error_code: 'APIG.9999', error_msg: 'System error' };
        return isDenied && method === 'GET' && path.test(url) ? { status: 500, body } : undefined;
      },
    );
    const server = await startTestServer({ endpoint });
    await create(server, inputOf(content));
    isDenied = true;
    expect(await create(server, inputOf(content))).toMatchObject({
      __typename: 'ApigUpstreamError',
      code: 'APIG.9999',
      outcome: 'NOT_APPLIED',
    });
    expect(sent).toHaveLength(1);
  });

  it('is settled by the same call again if the outcome is unknown and the change comes late', async () => {
    const { simulator } = await startTestSimulator();
    let isLost = true;
    const endpoint = await startInterceptor(
      () => simulator.url,
      ({ method, url }) => {
        if (!isLost) return undefined;
        if (method === 'POST') return 'lost';
        const body = { error_code: 'APIG.9999', error_msg: 'System error' };
        return /\/certificates\/\w+$/.test(url) ? { status: 500, body } : undefined;
      },
    );
    const server = await startTestServer({ endpoint });
    const input = inputOf(content);
    expect(await create(server, input)).toMatchObject({
      __typename: 'ApigUpstreamError',
      outcome: 'UNKNOWN',
      message: expect.stringContaining('Retry with ifExists: RETURN'),
    });
    isLost = false;
    expect(await create(server, input)).toMatchObject({ __typename: 'CreateCertificateSuccess', existed: true });
  });
});
