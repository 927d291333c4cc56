import { CreateCertificateDocument } from '../../../schema/generated/operations';
import { issue } from '../../support/certificates';
import { needs } from '../../support/needs';
import { checkOpenssl, KEYS, type OpensslPair, opensslPair } from '../../support/openssl';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let names = 0;
beforeAll(async () => {
  server = await startTestServer({ env: { LOG_LEVEL: 'error' } });
});
beforeEach(() => server.forget());

interface Input {
  readonly certContent: string;
  readonly privateKey: string;
  readonly [field: string]: unknown;
}

/** Creates a certificate. @returns the result, and the form that the upstream received. */
async function create(input: Input) {
  const { data } = await server.run(CreateCertificateDocument, {
    input: { name: `site_${names++}`, ...input } as never,
  });
  const sent = server.received.find(({ method }) => method === 'POST')?.body;
  return { result: data.createCertificate, sent: sent === undefined ? undefined : JSON.parse(sent) };
}

const invalid = (message: string | RegExp) =>
  expect.objectContaining({
    __typename: 'ApigInvalidCertificateError',
    code: 'GATEWAY.INVALID_CERTIFICATE',
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });

describe('a certificate and its key', () => {
  let pair: { pem: string; key: string };
  let chain: string;
  beforeAll(async () => {
    const ca = await issue({ ca: true });
    const { pem, key } = await issue({ san: ['www.example.com'], issuer: ca });
    pair = { pem: `${pem}\n`, key: `${key}\n` };
    chain = `${pem}\n${ca.pem}\n`;
  });

  it.each<[string, (text: string) => string]>([
    ['in their usual form', (text) => text],
    ['with CRLF', (text) => text.replaceAll('\n', '\r\n')],
    ['with CR', (text) => text.replaceAll('\n', '\r')],
    ['with \\n in place of line breaks', (text) => text.replaceAll('\n', '\\n')],
    ['with \\r\\n in place of line breaks', (text) => text.replaceAll('\n', '\\r\\n')],
    ['on one line', (text) => text.replaceAll('\n', '')],
    ['on one line with blanks', (text) => text.replaceAll('\n', ' ')],
    ['with a byte order mark', (text) => `\ufeff${text}`],
    ['with text above', (text) => `subject=CN = www.example.com\n\n${text}`],
    ['with bag attributes', (text) => `Bag Attributes\n    localKeyID: 01\nKey Attributes: <No Attributes>\n${text}`],
  ])('are accepted %s, and sent in their usual form', async (_, write) => {
    const { result, sent } = await create({ certContent: write(chain), privateKey: write(pair.key) });
    expect(result).toMatchObject({ __typename: 'CreateCertificateSuccess', certificate: { san: ['www.example.com'] } });
    expect(sent).toMatchObject({ cert_content: chain, private_key: pair.key });
  });

  it('are accepted with no line break between two certificates', async () => {
    const { result, sent } = await create({
      certContent: chain.replace('-----\n-----', '----------'),
      privateKey: pair.key,
    });
    expect(result).toMatchObject({ __typename: 'CreateCertificateSuccess' });
    expect(sent).toMatchObject({ cert_content: chain });
  });

  it.each<[string, (texts: { chain: string; pem: string; key: string }) => Partial<Input>, RegExp]>([
    ['a chain that is cut off', (it) => ({ certContent: it.chain.slice(0, -200) }), /^certContent is cut off/],
    [
      'a certificate that is cut off before the next one',
      (it) => ({ certContent: it.pem.slice(0, 300) + it.chain }),
      /^certContent is cut off/,
    ],
    [
      'a beginning without an end',
      (it) => ({ certContent: `${it.pem}-----BEGIN CERTIFICATE-----\n` }),
      /^certContent is cut off/,
    ],
    [
      'an end without a beginning',
      (it) => ({ certContent: `-----END CERTIFICATE-----\n${it.pem}` }),
      /^certContent is cut off/,
    ],
    [
      'a request among the certificates',
      (it) => ({ certContent: it.pem + as('CERTIFICATE REQUEST', it.pem) }),
      /^certContent contains a block of another kind/,
    ],
    [
      'a public key among the certificates',
      (it) => ({ certContent: as('PUBLIC KEY', it.pem) + it.pem }),
      /^certContent contains a block of another kind/,
    ],
    [
      "a certificate of OpenSSL's own kind",
      (it) => ({ certContent: as('TRUSTED CERTIFICATE', it.pem) }),
      /^certContent contains a block of another kind/,
    ],
    [
      'the key among the certificates',
      (it) => ({ certContent: it.pem + it.key }),
      /^certContent contains a private key/,
    ],
    [
      '11 certificates',
      (it) => ({ certContent: it.pem.repeat(11) }),
      /^certContent contains more than 10 certificates/,
    ],
    [
      '10 certificates that are no chain',
      (it) => ({ certContent: it.pem.repeat(10) }),
      /^certContent must hold each certificate followed by/,
    ],
    ['a key that is cut off', (it) => ({ privateKey: it.key.slice(0, -40) }), /^privateKey is cut off/],
    ['a certificate as the key', (it) => ({ privateKey: it.pem }), /^privateKey contains a block of another kind/],
    [
      'a certificate beside the key',
      (it) => ({ privateKey: it.key + it.pem }),
      /^privateKey contains a block of another kind/,
    ],
    ['two keys', (it) => ({ privateKey: it.key + it.key }), /^privateKey contains more than one private key/],
    ['no key', () => ({ privateKey: 'x' }), /^privateKey is not a private key in PEM format/],
    [
      'the other algorithm',
      () => ({ algorithmType: 'RSA' }),
      /^The key in privateKey is of the algorithm ECC, not RSA/,
    ],
    ['SM2 without its signing pair', () => ({ algorithmType: 'SM2' }), /certContentSign/],
    [
      '11 root CAs',
      (it) => ({ trustedRootCa: it.pem.repeat(11) }),
      /^trustedRootCa contains more than 10 certificates/,
    ],
    ['a root CA that is cut off', (it) => ({ trustedRootCa: it.pem.slice(0, -10) }), /^trustedRootCa is cut off/],
  ])('are refused with %s, before anything is sent', async (_, change, message) => {
    const texts = { chain, ...pair };
    const { result, sent } = await create({ certContent: pair.pem, privateKey: pair.key, ...change(texts) });
    expect(result).toMatchObject({ __typename: expect.stringMatching(/^ApigInvalid(Certificate|Input)Error$/) });
    expect(result).toMatchObject({ message: expect.stringMatching(message) });
    expect(sent).toBeUndefined();
  });

  it('are refused for the faults of all texts at once', async () => {
    const faulty = { certContent: 'x', privateKey: 'y', trustedRootCa: 'z' };
    const { result } = await create(faulty);
    expect(result).toEqual(invalid(/^certContent contains .* privateKey is not .* trustedRootCa contains no CA /));
    const { data } = await server.run(
      `mutation ($input: CreateCertificateInput!) {
        createCertificate(input: $input) { ... on ApigInvalidInputError { violations { path } } }
      }`,
      { input: { ...faulty, name: 'abc' } },
    );
    const paths = ['name', 'certContent', 'privateKey', 'trustedRootCa'].map((field) => ({ path: ['input', field] }));
    expect(data).toEqual({ createCertificate: { violations: paths } });
    expect(server.received).toEqual([]);
  });

  it.each([
    ['RSA', 'RSA'],
    ['ECC', 'ECC'],
  ] as const)('have the algorithm of the key by default: %s', async (algorithm, algorithmType) => {
    const { pem, key } = await issue({ san: ['www.example.com'], algorithm });
    for (const given of [undefined, null, algorithmType]) {
      server.forget();
      const { result, sent } = await create({ certContent: pem, privateKey: key, algorithmType: given });
      expect(result).toMatchObject({ __typename: 'CreateCertificateSuccess', certificate: { algorithmType } });
      expect(sent).toMatchObject({ algorithm_type: algorithmType, cert_content: pem, private_key: key });
    }
  });
});

needs('openssl', checkOpenssl)('a certificate of OpenSSL', () => {
  const createOf = ({ pem, key }: OpensslPair, more = {}) => create({ certContent: pem, privateKey: key, ...more });

  it.each<[string, readonly string[], RegExp]>([
    [
      'Ed25519',
      KEYS.ed25519(),
      /^privateKey is a key of an unsupported algorithm\. It must be RSA, ECDSA, DSA or SM2\.$/,
    ],
    [
      'explicit parameters',
      KEYS.ec('explicit'),
      /^privateKey has explicit parameters of an elliptic curve\. It must name the curve\.$/,
    ],
    ['RSA of 1024 bits', KEYS.rsa(1024), /^privateKey is an RSA key of less than 2048 bits, which is not secure\.$/],
  ])('with %s is refused by name', async (_, makeKey, message) => {
    const { result, sent } = await createOf(opensslPair(makeKey));
    expect(result).toEqual(invalid(message));
    expect(sent).toBeUndefined();
  });

  it('is accepted with a PKCS #1 key, and a key after its EC parameters', async () => {
    const rsa = opensslPair(KEYS.rsa());
    const pkcs1 = rsa.run('pkey', '-in', 'key.pem', '-traditional');
    expect(pkcs1).toContain('BEGIN RSA PRIVATE KEY');
    expect((await create({ certContent: rsa.pem, privateKey: pkcs1 })).result).toMatchObject({
      certificate: { algorithmType: 'RSA' },
    });
    const ec = opensslPair(['ecparam', '-name', 'prime256v1', '-genkey', '-out', 'key.pem']);
    expect(ec.key).toMatch(/^-----BEGIN EC PARAMETERS-----[\s\S]+-----BEGIN EC PRIVATE KEY-----/);
    server.forget();
    const { result, sent } = await createOf(ec);
    expect(result).toMatchObject({ certificate: { algorithmType: 'ECC' } });
    expect(sent.private_key).toMatch(/^-----BEGIN EC PRIVATE KEY-----/);
  });

  it('is accepted as PKCS #12 is printed, with bag attributes', async () => {
    const { run } = opensslPair(KEYS.rsa());
    run('pkcs12', '-export', '-in', 'cert.pem', '-inkey', 'key.pem', '-out', 'all.p12', '-passout', 'pass:x');
    const print = (...what: string[]) => run('pkcs12', '-in', 'all.p12', '-passin', 'pass:x', '-nodes', ...what);
    const [certContent, privateKey] = [print('-nokeys'), print('-nocerts')];
    expect(certContent + privateKey).toContain('Bag Attributes');
    expect((await create({ certContent, privateKey })).result).toMatchObject({
      __typename: 'CreateCertificateSuccess',
    });
  });

  it.each([
    ['PKCS #8', []],
    ['the older form', ['-traditional']],
  ])('is refused with an encrypted key: %s', async (_, form) => {
    const { pem, run } = opensslPair(KEYS.rsa());
    const privateKey = run('pkey', '-in', 'key.pem', '-aes128', '-passout', 'pass:secret', ...form);
    const { result, sent } = await create({ certContent: pem, privateKey });
    expect(result).toEqual(invalid('privateKey is encrypted. It must have no password.'));
    expect(sent).toBeUndefined();
  });

  it('is refused with a certificate request in place of a certificate', async () => {
    const { key, run } = opensslPair(KEYS.rsa());
    const request = run('req', '-new', '-key', 'key.pem', '-subj', '/CN=site');
    expect((await create({ certContent: request, privateKey: key })).result).toEqual(
      invalid(/^certContent contains a block of another kind/),
    );
  });

  it('has no algorithm type with a DSA key', async () => {
    const folder = opensslPair(KEYS.rsa());
    folder.run('dsaparam', '-out', 'params.pem', '2048');
    folder.run('gendsa', '-out', 'key.pem', 'params.pem');
    folder.run(
      'req',
      '-new',
      '-x509',
      '-key',
      'key.pem',
      '-subj',
      '/CN=site',
      '-addext',
      'subjectAltName=DNS:a.example',
      '-out',
      'cert.pem',
    );
    const input = { certContent: folder.read('cert.pem'), privateKey: folder.read('key.pem') };
    const { sent } = await create(input);
    expect(sent).toMatchObject({ cert_content: input.certContent });
    expect(sent).not.toHaveProperty('algorithm_type');
    expect((await create({ ...input, algorithmType: 'RSA' })).result).toEqual(
      invalid(/is of the algorithm DSA, not RSA/),
    );
  }, 60_000);

  it('is read with a negative serial number', async () => {
    const pair = opensslPair(KEYS.ec(), { more: ['-set_serial', '-13010'] });
    expect((await createOf(pair)).result).toMatchObject({
      __typename: 'CreateCertificateSuccess',
      certificate: { serialNumber: '-13010' },
    });
  });

  it('covers the IP addresses among its names, in any spelling', async () => {
    const pair = opensslPair(KEYS.ec(), { san: 'DNS:www.example.com,IP:192.0.2.1,IP:2001:db8::1' });
    const { result } = await createOf(pair);
    expect(result).toMatchObject({ certificate: { san: ['www.example.com', '192.0.2.1', '2001:DB8:0:0:0:0:0:1'] } });
    const { certificate } = result as { certificate: { id: string } };
    const { data } = await server.run<
      Record<string, unknown>,
      object
    >(`{ certificate(id: "${certificate.id}") { ... on Certificate {
      a: covers(domain: "2001:0DB8::0001") b: covers(domain: "[2001:db8::1]") c: covers(domain: "192.0.2.1") d: covers(domain: "2001:db8::2")
    } } }`);
    expect(data['certificate']).toEqual({ a: true, b: true, c: true, d: false });
  });
});

function as(label: string, pem: string): string {
  return pem.replaceAll(' CERTIFICATE-----', ` ${label}-----`);
}

describe('the name of a certificate', () => {
  it('has 4 to 50 characters, Chinese ones too; the upstream judges the rest', async () => {
    const { pem, key } = await issue({ san: ['www.example.com'] });
    const named = async (name: string) => (await create({ name, certContent: pem, privateKey: key })).result;
    for (const name of ['商城证书', `证${'书'.repeat(49)}`, 'site_商城', 'abcd', `a${'b'.repeat(49)}`]) {
      expect(await named(name)).toMatchObject({ __typename: 'CreateCertificateSuccess', certificate: { name } });
    }
    for (const name of ['', 'abc', '商城证', 'a'.repeat(51), '书'.repeat(51), '𠀀'.repeat(51), '𠀀𠀀𠀀']) {
      server.forget();
      expect(await named(name)).toMatchObject({ __typename: 'ApigInvalidInputError', code: 'GATEWAY.INVALID_INPUT' });
      expect(server.received).toEqual([]);
    }
    for (const name of ['1abc', 'a-bcd', 'a bcd', '_abc', 'a.bc']) {
      expect(await named(name)).toMatchObject({ __typename: 'ApigInvalidInputError', code: 'APIG.2012' });
    }
  });
});
