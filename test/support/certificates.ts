import { webcrypto } from 'node:crypto';
import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  cryptoProvider,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

cryptoProvider.set(webcrypto as never);

const DAY_MS = 24 * 60 * 60 * 1000;
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};
const ECC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

export interface Issued {
  readonly pem: string;
  readonly key: string;
  readonly certificate: X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

/** Creates a certificate with its key in PEM. It is self-signed unless an issuer is given. */
export async function issue(options: {
  san?: string[];
  /** The first and last day of its validity, relative to now. */
  days?: [number, number];
  algorithm?: 'RSA' | 'ECC';
  ca?: boolean;
  issuer?: Issued;
  /** In hexadecimal. */
  serialNumber?: string;
}): Promise<Issued> {
  const { san = [], days = [-1, 90], algorithm = 'ECC', ca = false, issuer, serialNumber = '32d2' } = options;
  const keyAlgorithm = algorithm === 'RSA' ? RSA : ECC;
  const keys = await webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const subject = `CN=${san[0] ?? 'no name'}, O=Example Ltd, C=IE`;
  const certificate = await X509CertificateGenerator.create({
    serialNumber,
    subject,
    issuer: issuer?.certificate.subject ?? subject,
    notBefore: new Date(Date.now() + days[0] * DAY_MS),
    notAfter: new Date(Date.now() + days[1] * DAY_MS),
    signingAlgorithm: { ...keyAlgorithm },
    publicKey: keys.publicKey as never,
    signingKey: (issuer?.keys.privateKey ?? keys.privateKey) as never,
    extensions: [
      new BasicConstraintsExtension(ca),
      ...(san.length > 0 ? [new SubjectAlternativeNameExtension(san.map((value) => ({ type: 'dns', value })))] : []),
    ],
  });
  const key = PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { pem: certificate.toString('pem'), key, certificate, keys };
}
