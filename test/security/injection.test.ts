import { request as rawRequest } from 'node:http';
import * as operations from '../../schema/generated/operations';
import { SAMPLE_IDS } from '../../src/simulator/seed';
import { TOKENS } from '../../src/simulator/tokens';
import { issue } from '../support/certificates';
import { startTestServer, type TestServer } from '../support/server';

const HOSTILE = [
  '..',
  '../../v2/other/apigw/certificates',
  'a/../b',
  '..%2f..',
  'a%2fb',
  'a%00',
  'a?x=1',
  'a#b',
  'a b',
  'a\r\nX-Auth-Token: other',
  'a\0b',
  'ä',
  '\u202e',
  '．．／',
  'http://evil.example/',
  '//evil.example',
  '@evil.example',
  '',
  'a'.repeat(65),
  'a'.repeat(900_000),
];

/** The characters that an upstream path may contain. */
const PATH = /^\/v2\/[\w-]{1,64}\/apigw(\/[\w-]{1,64})+(\?[\w=&.%+*~-]*)?$/;

describe('input never changes the path or host of an upstream call', () => {
  let server: TestServer;
  let pair: { certContent: string; privateKey: string };
  beforeAll(async () => {
    server = await startTestServer({ habits: { listWithoutGateway: 'all' }, env: { LOG_LEVEL: 'error' } });
    const { pem, key } = await issue({ san: ['a.example.com'] });
    pair = { certContent: pem, privateKey: key };
  });
  beforeEach(() => server.forget());

  const id = SAMPLE_IDS.shopCertificate;
  const domains = [{ domain: 'www.shop.example.com' }];

  it.each<[string, (hostile: string) => [document: unknown, variables: object]]>([
    ['certificate', (it) => [operations.CertificateDocument, { id: it }]],
    ['certificates of a gateway', (it) => [operations.CertificatesDocument, { filter: { instanceId: it } }]],
    ['detach', (it) => [operations.DetachCertificateDomainsDocument, { certificateId: it, domains }]],
    [
      'detach on a gateway',
      (it) => [
        operations.DetachCertificateDomainsDocument,
        { certificateId: id, domains: [{ ...domains[0], instanceIds: [it] }] },
      ],
    ],
    [
      'detach of a domain',
      (it) => [operations.DetachCertificateDomainsDocument, { certificateId: id, domains: [{ domain: it }] }],
    ],
    ['attach', (it) => [operations.AttachCertificateDomainsDocument, { certificateId: it, domains }]],
    ['previews', (it) => [operations.DetachPreviewDocument, { certificateId: it, domains }]],
    [
      'one domain',
      (it) => [
        operations.AttachCertificateToDomainDocument,
        { domainId: it, certificateId: id, instanceId: 'i', groupId: 'g' },
      ],
    ],
    [
      'one domain on a gateway',
      (it) => [
        operations.AttachCertificateToDomainDocument,
        { domainId: 'd', certificateId: id, instanceId: it || '/', groupId: 'g' },
      ],
    ],
    [
      'one domain in a group',
      (it) => [
        operations.DetachCertificateFromDomainDocument,
        { domainId: 'd', certificateId: id, instanceId: 'i', groupId: it || '/' },
      ],
    ],
    ['update', (it) => [operations.UpdateCertificateDocument, { id: it, input: pair }]],
    ['delete', (it) => [operations.DeleteCertificateDocument, { id: it }]],
    ['replace', (it) => [operations.ReplaceCertificateDocument, { from: id, to: it, domains }]],
    [
      'a gateway in a new certificate',
      (it) => [
        operations.CreateCertificateDocument,
        { input: { name: 'site', ...pair, type: 'INSTANCE', instanceId: it } },
      ],
    ],
    ['domain', (it) => [operations.DomainDocument, { name: it }]],
  ])('%s: each hostile value is refused, without an upstream call', async (_, make) => {
    for (const hostile of HOSTILE) {
      const [document, variables] = make(hostile);
      const { data } = await server.run<Record<string, object>, object>(document as never, variables);
      expect([hostile.slice(0, 50), Object.values(data)[0]]).toEqual([
        hostile.slice(0, 50),
        expect.objectContaining({ __typename: 'ApigInvalidInputError', code: 'GATEWAY.INVALID_INPUT' }),
      ]);
    }
    expect(server.received).toEqual([]);
  });

  it('texts of filters are encoded', async () => {
    for (const hostile of HOSTILE.filter((it) => it.length > 0 && it.length < 200)) {
      await server.run(operations.CertificatesDocument, {
        first: 1,
        filter: { name: hostile, commonName: hostile, signatureAlgorithm: hostile },
      });
      await server.run(operations.CertificateDocument, { id, firstDomains: 1 });
    }
    expect(server.received.length).toBeGreaterThan(30);
    for (const { url } of server.received) expect(url).toMatch(PATH);
    const [first] = server.received;
    expect(new URL(first?.url ?? '', 'http://x').searchParams.get('name')).toBe(HOSTILE[0]);
  });

  it('an invalid project, region, request id or trace in a header is not sent', async () => {
    // Over a raw request: fetch refuses most of these itself.
    const send = (headers: Record<string, string>) =>
      new Promise<string>((resolve) => {
        const request = rawRequest(
          `${server.url}/graphql`,
          { method: 'POST', headers: { 'content-type': 'application/json', 'x-auth-token': TOKENS.admin, ...headers } },
          (response) => {
            let text = '';
            response.on('data', (chunk) => {
              text += chunk;
            });
            response.on('end', () => resolve(text));
          },
        );
        request.on('error', () => resolve(''));
        request.end(
          JSON.stringify({
            query: '{ certificates(first: 1) { __typename ... on ApigInvalidInputError { parameter } } }',
          }),
        );
      });
    // Values that Node.js itself refuses in a header are skipped.
    const isHeader = (text: string) => text.length > 0 && text.length < 60_000 && /^[\x20-\xff]*$/.test(text);
    for (const hostile of HOSTILE.filter(isHeader)) {
      for (const [header, parameter] of [
        ['x-project-id', 'X-Project-Id'],
        ['x-region', 'X-Region'],
      ] as const) {
        expect([hostile, await send({ [header]: hostile })]).toEqual([
          hostile,
          expect.stringContaining(`"parameter":"${parameter}"`),
        ]);
      }
    }
    expect(server.received).toEqual([]);
    for (const hostile of ['../x', 'a b', 'x'.repeat(200)])
      await send({
        'x-request-id': hostile,
        traceparent: hostile,
        host: 'evil.example',
        'x-forwarded-host': 'evil.example',
      });
    expect(server.received).toHaveLength(3);
    for (const { url, headers } of server.received) {
      expect(url).toMatch(PATH);
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers).not.toHaveProperty('traceparent');
      expect(headers).not.toHaveProperty('x-forwarded-host');
      expect(headers.host).toMatch(/^127\.0\.0\.1:\d+$/);
    }
  });
});
