import { MAX_CERTIFICATES, readCertificates, TooManyCertificatesError } from '../../src/contract/pem';
import { issue } from '../support/certificates';
import { startTestServer } from '../support/server';

describe('the certificates in a PEM text', () => {
  it.each([
    ['lines that end with CR and LF', (pem: string) => pem.replaceAll('\n', '\r\n')],
    ['text above and below', (pem: string) => `Bag Attributes\n    friendlyName: x\n${pem}\nthe end\n`],
    ['a byte order mark', (pem: string) => `\ufeff${pem}`],
  ])('are read with %s', async (_, change) => {
    const one = (await issue({ san: ['a.example'] })).pem;
    const other = (await issue({ san: ['b.example'] })).pem;
    expect(readCertificates(change(`${one}\n${other}`))).toHaveLength(2);
    // No line break between the end of one and the beginning of the next.
    expect(readCertificates(change(`${one.trim()}${other.trim()}`))).toHaveLength(2);
  });

  it('are at most 10, and none is parsed if there are more', async () => {
    const { pem } = await issue({ san: ['a.example'] });
    expect(readCertificates(`${pem}\n`.repeat(MAX_CERTIFICATES))).toHaveLength(10);
    expect(() => readCertificates(`${pem}\n`.repeat(MAX_CERTIFICATES + 1))).toThrow(TooManyCertificatesError);
    const broken = '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n';
    expect(() => readCertificates(broken.repeat(20_000))).toThrow(TooManyCertificatesError);
  });

  it.each([
    ['BEGIN lines', '-----BEGIN CERTIFICATE-----\n'],
    ['END lines', '-----END CERTIFICATE-----\n'],
    ['hyphens', '-'],
    ['halves of a line', '-----BEGIN CERTIF'],
  ])('are found in one pass over 1 MB of %s', (_, part) => {
    const text = part.repeat(1024 ** 2 / part.length);
    const begin = performance.now();
    expect(readCertificates(text)).toEqual([]);
    expect(performance.now() - begin).toBeLessThan(100);
  });
});

describe('a certificate that is sent with a long chain', () => {
  it('is refused before any call, and the reason is named', async () => {
    const server = await startTestServer();
    const { pem, key } = await issue({ san: ['a.example'] });
    const create = async (certContent: string) => {
      const { data } = await server.run<{ createCertificate: unknown }, object>(
        `mutation ($input: CreateCertificateInput!) {
          createCertificate(input: $input) { __typename ... on ApigError { message } }
        }`,
        { input: { name: 'long_chain', certContent, privateKey: key } },
      );
      return data.createCertificate;
    };
    expect(await create(`${pem}\n`.repeat(11))).toEqual({
      __typename: 'ApigInvalidCertificateError',
      message: 'certContent contains more than 10 certificates.',
    });
    expect(await create(`${pem}\n`.repeat(1_200))).toMatchObject({ __typename: 'ApigInvalidInputError' });
    expect(server.received).toEqual([]);
  });
});
