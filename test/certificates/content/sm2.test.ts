import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateCertificateDocument } from '../../../schema/generated/operations';
import { needs } from '../../support/needs';
import { startTestServer } from '../../support/server';

/** Creates an SM2 certificate with its key by OpenSSL, since the Web Crypto API does not support SM2. */
function issueSm2(name: string): { pem: string; key: string } {
  const folder = mkdtempSync(join(tmpdir(), 'sm2-'));
  const run = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  run('ecparam', '-genkey', '-name', 'SM2', '-out', 'raw.pem');
  run('pkcs8', '-topk8', '-nocrypt', '-in', 'raw.pem', '-out', 'key.pem');
  run(
    'req',
    '-new',
    '-x509',
    '-sm3',
    '-key',
    'key.pem',
    '-days',
    '90',
    '-subj',
    `/CN=${name}`,
    '-addext',
    `subjectAltName=DNS:${name}`,
    '-out',
    'cert.pem',
  );
  return { pem: readFileSync(join(folder, 'cert.pem'), 'utf8'), key: readFileSync(join(folder, 'key.pem'), 'utf8') };
}

needs('openssl', () => execFileSync('openssl', ['version']))('an SM2 certificate', () => {
  it('is sent with both of its pairs, unless a pair does not match', async () => {
    const server = await startTestServer();
    const [encryption, signing] = [issueSm2('sm2.example.com'), issueSm2('sm2.example.com')];
    const input = {
      name: 'sm2_site',
      algorithmType: 'SM2' as const,
      certContent: encryption.pem,
      privateKey: encryption.key,
      certContentSign: signing.pem,
      privateKeySign: signing.key,
    };
    const mixed = await server.run(CreateCertificateDocument, { input: { ...input, privateKeySign: encryption.key } });
    expect(mixed.data.createCertificate).toMatchObject({
      __typename: 'ApigInvalidCertificateError',
      message: 'privateKeySign does not belong to the certificate in certContentSign.',
    });
    expect(server.received).toEqual([]);
    const { data } = await server.run(CreateCertificateDocument, { input });
    expect(data.createCertificate).toMatchObject({
      __typename: 'CreateCertificateSuccess',
      certificate: { algorithmType: 'SM2', san: ['sm2.example.com'] },
    });
    expect(JSON.parse(server.received.find(({ method }) => method === 'POST')?.body ?? '')).toMatchObject({
      algorithm_type: 'SM2',
      cert_content_sign: signing.pem,
      private_key_sign: signing.key,
    });
  });
});
