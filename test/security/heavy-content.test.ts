import { sampleProject } from '../../src/simulator/seed';
import { TOKENS } from '../../src/simulator/tokens';
import { type Issued, issue } from '../support/certificates';
import { dsaKey, element } from '../support/dsa-key';
import { graphql, type HarriedServer, LONG, startHarriedServer } from '../support/harried-server';
import { KEYS, opensslPair } from '../support/openssl';
import { startTestSimulator } from '../support/simulator';

/** The maximum length of a text in PEM format. */
const PEM_LENGTH = 65_536;

const CREATE = `mutation ($input: CreateCertificateInput!) { createCertificate(input: $input) {
  __typename ... on ApigError { code message } } }`;

const FIELDS = ['certContent', 'privateKey', 'trustedRootCa', 'certContentSign', 'privateKeySign'] as const;

describe('the built server and heavy content of a certificate', () => {
  let server: HarriedServer;
  let leaf: Issued;
  let input: Record<string, unknown>;
  beforeAll(async () => {
    server = await startHarriedServer();
    leaf = await issue({ san: ['www.example.com'], algorithm: 'RSA' });
    input = { name: 'heavy', certContent: leaf.pem, privateKey: leaf.key };
  });
  afterAll(() => server.expectNoUnexpectedErrors());

  const refuse = async (what: string, more: object) => {
    const responses: string[] = [];
    // An invented token, of which only the upstream would know.
    for (const token of [TOKENS.admin, 'invented-token', null]) {
      const { body } = await server.refuse(what, [
        graphql({ query: CREATE, variables: { input: { ...input, ...more } } }, token),
      ]);
      responses.push(body);
    }
    const [, invented] = responses;
    expect([what, invented]).toEqual([what, expect.stringMatching(/ApigInvalid(Input|Certificate)Error/)]);
    return String(invented);
  };

  const BEGIN = '-----BEGIN CERTIFICATE-----\n';

  it.each<[string, (length: number) => string]>([
    ['beginnings', (length) => BEGIN.repeat(length / BEGIN.length)],
    ['beginnings of a key', (length) => '-----BEGIN PRIVATE KEY-----\n'.repeat(length / 28)],
    ['ends', (length) => '-----END CERTIFICATE-----\n'.repeat(length / 26)],
    ['a block of base64', (length) => `${BEGIN}${'MIIB'.repeat(length / 4 - 20)}\n-----END CERTIFICATE-----`],
    [
      'a key of base64',
      (length) => `-----BEGIN PRIVATE KEY-----${'MIIB'.repeat(length / 4 - 20)}-----END PRIVATE KEY-----`,
    ],
    [
      'empty sequences',
      (length) =>
        `${BEGIN}${Buffer.alloc((length / 4 - 20) * 3, '3000', 'hex').toString('base64')}-----END CERTIFICATE-----`,
    ],
    ['backslashes', (length) => '\\'.repeat(length)],
    ['dashes', (length) => '-'.repeat(length)],
    ['blanks', (length) => `${BEGIN}${' '.repeat(length - 60)}-----END CERTIFICATE-----`],
    [
      'encrypted keys',
      (length) =>
        '-----BEGIN PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n-----END PRIVATE KEY-----\n'.repeat(length / 76),
    ],
  ])(
    'is refused at once if it consists of %s',
    async (what, make) => {
      for (const field of FIELDS) {
        for (const length of [8_000, PEM_LENGTH, 500_000]) {
          const text = make(length).slice(0, length);
          const pair = field.endsWith('Sign')
            ? { certContentSign: leaf.pem, privateKeySign: leaf.key, algorithmType: 'SM2' }
            : {};
          await refuse(`${field} of ${length} with ${what}`, { ...pair, [field]: text });
        }
      }
    },
    120_000,
  );

  it('is refused at once if it consists of equal certificates', async () => {
    const many = (length: number) => `${leaf.pem}\n`.repeat(length / leaf.pem.length);
    expect(await refuse('950 KB', { certContent: many(950_000) })).toContain('at most 65536 characters');
    expect(await refuse('60 KB', { certContent: many(60_000) })).toContain('more than 10 certificates');
    expect(await refuse('60 KB of root CAs', { trustedRootCa: many(60_000) })).toContain('more than 10 certificates');
    // A certificate that signed itself is a chain with itself, which is the upstream's to judge.
    await server.refuse('10 certificates', [
      graphql({ query: CREATE, variables: { input: { ...input, certContent: `${leaf.pem}\n`.repeat(10) } } }),
    ]);
  });

  it('is served at once with a chain of 10 certificates, ten times in one request', async () => {
    let issuer = await issue({ ca: true, algorithm: 'RSA' });
    const issuers = [issuer];
    while (issuers.length < 9) {
      issuer = await issue({ ca: true, algorithm: 'RSA', issuer });
      issuers.unshift(issuer);
    }
    const last = await issue({ san: ['www.example.com'], algorithm: 'RSA', issuer });
    const certContent = [last, ...issuers].map(({ pem }) => pem).join('\n');
    const fields = Array.from(
      { length: 10 },
      (_, index) => `a${index}: createCertificate(input: $input) { __typename }`,
    );
    const query = `mutation ($input: CreateCertificateInput!) { ${fields.join(' ')} }`;
    const { body } = await server.refuse('ten chains', (run) =>
      graphql({ query, variables: { input: { name: `chain_${run}`, certContent, privateKey: last.key } } }),
    );
    expect(body).toContain('"a0":{"__typename":"CreateCertificateSuccess"}');
    expect(body).toContain('"a9":{"__typename":"ApigConflictError"}');
  }, 60_000);

  it.each<[string, readonly string[]]>([
    ['an RSA key whose exponent is as long as its modulus', rsa(2_048, 2n ** 2_047n + 1n)],
    ['an RSA key of 3,072 bits with such an exponent', rsa(3_072, 2n ** 3_071n + 1n)],
    ['an RSA key with an exponent of 33 bits', rsa(2_048, 2n ** 32n + 1n)],
    ['a binary curve', ['ecparam', '-name', 'sect571r1', '-genkey', '-noout', '-out', 'key.pem']],
    ['a curve with explicit parameters', KEYS.ec('explicit')],
  ])(
    'is refused at once, ten times in one request, with an issuer that has %s',
    async (what, makeKey) => {
      // A certificate that signed itself is a chain with itself. A leaf with an ordinary key would make no difference.
      const { pem, key } = opensslPair(makeKey);
      const fields = Array.from(
        { length: 10 },
        (_, index) => `a${index}: updatePreview(id: "c", input: $input) { ... on ApigError { code message } }`,
      );
      const query = `query ($input: UpdateCertificateInput!) { ${fields.join(' ')} }`;
      const { body } = await server.refuse(what, (run) =>
        graphql({
          query: `${query} # ${run}`,
          variables: { input: { certContent: pem.repeat(10), privateKey: key } },
        }),
      );
      expect(body).toMatch(/an issuer whose key is unusually large|explicit parameters/);
    },
    60_000,
  );

  it('is served at once with an issuer that has a large RSA key', async () => {
    const { pem, key } = opensslPair(rsa(4_096, 65_537n));
    const certContent = pem.repeat(10);
    const { body } = await server.refuse('4,096 bits', (run) =>
      graphql({ query: CREATE, variables: { input: { name: `large_${run}`, certContent, privateKey: key } } }),
    );
    expect(body).toContain('CreateCertificateSuccess');
  }, 60_000);

  it.each(['a', 'é'])('is refused at once with thousands of names like %s', async (name) => {
    const { certificate, key } = await withNames(name, 10_000);
    expect(await refuse(name, { certContent: certificate, privateKey: key })).toContain('more than 2000 subject');
    const most = await withNames(name, 2_000);
    const content = { certContent: most.certificate, privateKey: most.key };
    const fields = Array.from(
      { length: 9 },
      (_, index) => `a${index}: updatePreview(id: $id, input: $input) {
      ... on UpdatePreview { san uncovered { id } } }`,
    );
    const { body } = await server.refuse(`2,000 of ${name}`, (run) =>
      graphql({
        query: `query ($id: ID!, $input: UpdateCertificateInput!) { ${fields.join(' ')} } # ${run}`,
        variables: { id: sampleProject(new Date()).certificates[0]?.id, input: content },
      }),
    );
    expect(body.split('"san":[')).toHaveLength(10);
  });

  it.each(['999999999999Z', '370230000000Z', 'xxxxxxxxxxxxx'])(
    'is refused if its validity begins or ends at %s',
    async (time) => {
      for (const index of [0, 1]) {
        let at = 0;
        const der = Buffer.from(leaf.certificate.rawData).toString('latin1');
        const changed = der.replace(/\d{12}Z/g, (old) => (at++ === index ? time : old));
        expect(at).toBe(2);
        const base64 = Buffer.from(changed, 'latin1').toString('base64');
        const certContent = `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
        expect(await refuse(time, { certContent })).toContain('certContent contains a certificate that cannot be read');
        const preview = `query ($input: UpdateCertificateInput!) { updatePreview(id: "c", input: $input) {
          ... on UpdatePreview { notAfter } ... on ApigError { message } } }`;
        const variables = { input: { certContent, privateKey: leaf.key } };
        const { body } = await server.refuse(time, [graphql({ query: preview, variables })]);
        expect(body).toContain('cannot be read');
      }
    },
  );

  it.each([2_048, 8_192, 16_384, 32_768, 100_000])('is refused at once with a DSA key of %d bits', async (bits) => {
    for (const privateKey of [
      dsaKey({ p: bits, q: bits, g: bits, x: bits }),
      dsaKey({ p: bits, q: bits, g: bits, x: 256 }),
      dsaKey({ p: 256, q: 256, g: 256, x: bits }),
    ]) {
      await refuse(`DSA of ${bits} bits`, { privateKey: privateKey.slice(0, PEM_LENGTH) });
    }
  });

  it('is refused at once, ten times in one request, with a DSA key of few bytes in both pairs', async () => {
    const key = dsaKey({ p: 7_304, q: 8, g: 8, x: 3_200 });
    // A bound on the size of the whole key does not refuse it.
    expect(key.length).toBeLessThan(1_400 * (4 / 3) + 60);
    const fields = Array.from(
      { length: 10 },
      (_, index) => `a${index}: updatePreview(id: "c", input: $input) { ...E }`,
    );
    const query = `query ($input: UpdateCertificateInput!) { ${fields.join(' ')} } fragment E on ApigError { message }`;
    const input = { certContent: leaf.pem, privateKey: key, certContentSign: leaf.pem, privateKeySign: key };
    const { body } = await server.refuse('ten DSA keys', (run) =>
      graphql({ query: `${query} # ${run}`, variables: { input } }, 'invented-token'),
    );
    expect(body).toContain('privateKey is a key that is too large');
  });
});

describe('the built server and 500 certificates', () => {
  let server: HarriedServer;
  beforeAll(async () => {
    const sample = sampleProject(new Date());
    const [first] = sample.certificates;
    if (!first) throw new Error('no certificate');
    const san = Array.from({ length: 20 }, (_, index) => `bücher${index}.example.com`);
    const certificates = Array.from({ length: 500 }, (_, index) => ({
      ...first,
      id: `certificate-${index}`,
      name: `name_${index}`,
      san,
    }));
    const { simulator } = await startTestSimulator({ projects: [{ ...sample, certificates }] });
    server = await startHarriedServer({
      APIG_ENDPOINT: simulator.url,
      APIG_PROJECT_ID: sample.id,
      MAX_UPSTREAM_CALLS: '10000',
    });
  });
  afterAll(() => server.expectNoUnexpectedErrors());

  const query = (type: string, selection: string, filter = '') =>
    `query ($text: ${type}) { certificates(first: 500${filter}) { ... on CertificateConnection { edges { node { ${selection} } } } ... on ApigError { message } } }`;

  it.each<[string, string, string]>([
    ['covers, 150,000 letters', query('String!', 'covers(domain: $text)'), 'ä'.repeat(150_000)],
    [
      'covers under 30 names, 150,000 letters',
      query('String!', Array.from({ length: 30 }, (_, index) => `a${index}: covers(domain: $text)`).join(' ')),
      'ä'.repeat(150_000),
    ],
    ['covers, 255 letters', query('String!', 'covers(domain: $text)'), 'ä'.repeat(255)],
    [
      'covers under 30 names, 255 letters',
      query('String!', Array.from({ length: 30 }, (_, index) => `a${index}: covers(domain: $text)`).join(' ')),
      'ä'.repeat(255),
    ],
    ['the filter covers, 150,000 letters', query('String!', 'id', ', filter: { covers: $text }'), 'ä'.repeat(150_000)],
    ['the filter covers, 255 letters', query('String!', 'id', ', filter: { covers: $text }'), 'a.'.repeat(127)],
    ['a cursor of 1 MB', query('String', 'domains(after: $text) { totalCount }'), 'a'.repeat(LONG)],
    ['a cursor of 512 characters', query('String', 'domains(after: $text) { totalCount }'), 'a'.repeat(512)],
    ['a name of 1 MB', query('String', 'domains(name: $text) { totalCount }'), 'a'.repeat(LONG)],
  ])('are compared at once with a long text: %s', async (what, document, text) => {
    const { body } = await server.refuse(what, (run) =>
      graphql({ query: `${document} # ${run}`, variables: { text } }),
    );
    expect(body).toMatch(/at most \d+ characters|"edges":\[|must be a domain name|not a cursor/);
  });
});

/** Returns the arguments of OpenSSL that write an RSA key with an exponent. */
function rsa(bits: number, exponent: bigint): string[] {
  return [...KEYS.rsa(bits), '-pkeyopt', `rsa_keygen_pubexp:${exponent}`];
}

/** Issues a certificate with as many subject alternative names, none of which has more than one letter. */
async function withNames(letter: string, count: number): Promise<{ certificate: string; key: string }> {
  const names = Array.from({ length: count }, () => Buffer.from(`\x82\x01${letter}`, 'latin1'));
  const short = await issue({ san: ['placeholder.example.com'] });
  const { X509CertificateGenerator, Extension } = await import('@peculiar/x509');
  const { publicKey, privateKey } = short.keys;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: '01',
    subject: 'CN=names',
    issuer: 'CN=names',
    notBefore: short.certificate.notBefore,
    notAfter: short.certificate.notAfter,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    publicKey: publicKey as never,
    signingKey: privateKey as never,
    extensions: [new Extension('2.5.29.17', false, element(0x30, ...names))],
  });
  return { certificate: certificate.toString('pem'), key: short.key };
}
