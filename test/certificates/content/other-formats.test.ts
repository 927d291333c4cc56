import { issue } from '../../support/certificates';
import { needs } from '../../support/needs';
import { checkOpenssl, KEYS, type OpensslPair, opensslPair } from '../../support/openssl';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(() => server.forget());

interface Texts {
  readonly certContent: string;
  readonly privateKey: string;
  readonly trustedRootCa?: string;
}

/** Creates a certificate. @returns the result, and all that the response and the log say. */
async function create(texts: Texts) {
  const { data, errors } = await server.run(
    `mutation ($input: CreateCertificateInput!) {
      createCertificate(input: $input) {
        __typename
        ... on ApigError { code message }
      }
    }`,
    { input: { name: 'site_formats', ...texts } },
  );
  expect(errors).toBeUndefined();
  const { createCertificate: result } = data as { createCertificate: Record<string, unknown> };
  return { result, said: JSON.stringify(data) + server.log.join('\n') };
}

const base64 = (bytes: Buffer) => bytes.toString('base64');
const lines = (bytes: Buffer) => base64(bytes).replace(/.{64}/g, '$&\r\n');
const der = (pem: string) => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');

needs('openssl', checkOpenssl)('a file in another format than PEM', () => {
  let pair: OpensslPair;
  let files: Record<'pfx' | 'p7b' | 'encrypted' | 'key' | 'cert', Buffer>;
  beforeAll(() => {
    pair = opensslPair(KEYS.rsa());
    const { run } = pair;
    const read = (name: string) => der(run('base64', '-in', name));
    run('pkcs12', '-export', '-in', 'cert.pem', '-inkey', 'key.pem', '-out', 'all.pfx', '-passout', 'pass:x');
    run('crl2pkcs7', '-nocrl', '-certfile', 'cert.pem', '-outform', 'DER', '-out', 'all.p7b');
    run('pkcs8', '-topk8', '-in', 'key.pem', '-outform', 'DER', '-passout', 'pass:x', '-out', 'encrypted.der');
    files = {
      pfx: read('all.pfx'),
      p7b: read('all.p7b'),
      encrypted: read('encrypted.der'),
      key: der(pair.key),
      cert: der(pair.pem),
    };
  });

  it.each<[string, (it: typeof files) => Partial<Texts>, string]>([
    ['PKCS #12 as the certificate', ({ pfx }) => ({ certContent: base64(pfx) }), 'certContent is a PKCS #12 file'],
    ['PKCS #12 as the key', ({ pfx }) => ({ privateKey: lines(pfx) }), 'privateKey is a PKCS #12 file'],
    [
      'PKCS #12 as a data URL',
      ({ pfx }) => ({ certContent: `data:application/x-pkcs12;base64,${base64(pfx)}` }),
      'certContent is a PKCS #12 file',
    ],
    [
      'PKCS #12 with lines around it',
      ({ pfx }) => ({ privateKey: `-----BEGIN PKCS12-----\n${lines(pfx)}\n-----END PKCS12-----\n` }),
      'privateKey is a PKCS #12 file',
    ],
    [
      'the bytes of PKCS #12',
      ({ pfx }) => ({ privateKey: pfx.toString('utf8') }),
      'privateKey consists of bytes, not text',
    ],
    [
      'the bytes of DER',
      ({ cert }) => ({ certContent: cert.toString('latin1') }),
      'certContent consists of bytes, not text',
    ],
    ['PKCS #7', ({ p7b }) => ({ certContent: base64(p7b) }), 'certContent is a PKCS #7 file'],
    [
      'PKCS #7 with lines around it',
      ({ p7b }) => ({ certContent: `-----BEGIN PKCS7-----\n${lines(p7b)}\n-----END PKCS7-----\n` }),
      'certContent is a PKCS #7 file',
    ],
    ['a certificate in DER', ({ cert }) => ({ certContent: base64(cert) }), 'certContent is in DER format'],
    ['a key in DER', ({ key }) => ({ privateKey: lines(key) }), 'privateKey is in DER format'],
    ['a root CA in DER', ({ cert }) => ({ trustedRootCa: base64(cert) }), 'trustedRootCa is in DER format'],
    [
      'a key in DER that is cut off',
      ({ key }) => ({ privateKey: base64(key.subarray(0, 300)) }),
      'privateKey is in DER format',
    ],
    ['an encrypted key in DER', ({ encrypted }) => ({ privateKey: base64(encrypted) }), 'privateKey is encrypted'],
    [
      'PEM in base64',
      () => ({ privateKey: base64(Buffer.from(pair.key)) }),
      'privateKey is in PEM format, but encoded',
    ],
  ])('is refused by its name: %s', async (_, change, message) => {
    const changed = change(files);
    const { result, said } = await create({ certContent: pair.pem, privateKey: pair.key, ...changed });
    const [text = ''] = Object.values(changed);
    expect(result).toMatchObject({
      __typename: 'ApigInvalidCertificateError',
      code: 'GATEWAY.INVALID_CERTIFICATE',
      message: expect.stringMatching(`^${message}`),
    });
    for (const part of [text, pair.key].map((it) => it.slice(100, 130))) expect(said).not.toContain(part);
    expect(said).not.toMatch(/ at .*\.[jt]s:\d/);
    expect(server.received).toEqual([]);
  });

  it.each(['x', 'abcdefghijklmnopqrstuvwxyz', 'MIIB', 'site_certificate_for_2030'])('is none: %s', async (text) => {
    const { result } = await create({ certContent: text, privateKey: text });
    expect(result).toMatchObject({
      message: expect.stringMatching(/^certContent contains no .* privateKey is not a /),
    });
  });
});

describe('trusted root CAs', () => {
  it('are all checked, and the others named by their number', async () => {
    const [one, two, leaf] = await Promise.all([
      issue({ ca: true }),
      issue({ ca: true }),
      issue({ san: ['a.example'] }),
    ]);
    const { pem: certContent, key: privateKey } = await issue({ san: ['www.example.com'] });
    const withCas = (...cas: { pem: string }[]) =>
      create({ certContent, privateKey, trustedRootCa: cas.map(({ pem }) => pem).join('\n') });
    const violation = (number: number, of: number) =>
      `Certificate ${number} of ${of} in trustedRootCa is no CA certificate.`;
    expect((await withCas(one, leaf)).result).toMatchObject({ message: violation(2, 2) });
    expect((await withCas(leaf, one, leaf)).result).toMatchObject({ message: `${violation(1, 3)} ${violation(3, 3)}` });
    expect((await withCas(leaf)).result).toMatchObject({ message: violation(1, 1) });
    expect(server.received).toEqual([]);
    expect((await withCas(one, two)).result).toMatchObject({ __typename: 'CreateCertificateSuccess' });
  });
});

describe('the validity period of a certificate', () => {
  it.each(['0030', '0050', '0099'])('is that of its year: %s', async (year) => {
    // A year from 2050 on is written with four digits (RFC 5280, 4.1.2.5).
    const { pem, key } = await issue({ san: ['www.example.com'], days: [-1, 365 * 100] });
    const bytes = der(pem);
    const at = bytes.indexOf(Buffer.from([0x18, 0x0f]));
    expect(at).toBeGreaterThan(0);
    bytes.write(year, at + 2, 'latin1');
    const certContent = `-----BEGIN CERTIFICATE-----\n${lines(bytes)}\n-----END CERTIFICATE-----\n`;
    const { result } = await create({ certContent, privateKey: key });
    expect(result).toMatchObject({
      __typename: 'ApigInvalidCertificateError',
      message: expect.stringMatching(`^The certificate in certContent expired on ${year}-`),
    });
    expect(server.received).toEqual([]);
  });
});
