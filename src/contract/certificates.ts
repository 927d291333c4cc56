import { X509Certificate } from 'node:crypto';
import { readElements } from './der';
import { type PemBlock, PemError, readPem } from './pem';

/** The latest end of validity that the upstream accepts (error-code table, APIG.3148), in milliseconds since the Unix epoch. */
export const LATEST_END = Date.UTC(2038, 0, 19, 3, 14, 7);

/** The maximum number of certificates in one text. Chains have up to four in practice, and each link takes a signature check. */
export const MAX_CERTIFICATES = 10;

/** Certificates, and the blocks that they were read from, in the order of the text; at least one. */
export interface CertificateChain {
  readonly blocks: readonly PemBlock[];
  readonly certificates: readonly [X509Certificate, ...X509Certificate[]];
}

/**
 * Parses the certificates in a PEM text, in order.
 * @throws PemError if there are none, more than 10, other blocks or unreadable ones, also if their validity cannot be read.
 */
export function readCertificates(pem: string): CertificateChain {
  const blocks = readPem(pem);
  if (blocks.some(({ label }) => label.endsWith('PRIVATE KEY'))) throw new PemError('private_key');
  if (blocks.some(({ label }) => label !== 'CERTIFICATE')) throw new PemError('other_block');
  if (blocks.length > MAX_CERTIFICATES) throw new PemError('too_many');
  const [first, ...rest] = blocks.map(parse);
  if (!first) throw new PemError('none');
  return { blocks, certificates: [first, ...rest] };
}

/** Returns the domain names and IP addresses among a certificate's subject alternative names. */
export function subjectAlternativeNames({ subjectAltName = '' }: X509Certificate): string[] {
  // Node.js writes a name with a comma or a quote in it as a JSON string.
  const names = subjectAltName.matchAll(/(?:^|, )([^:,"]{1,40}):("(?:[^"\\]|\\.)*"|[^,]*)/g);
  return [...names]
    .filter(([, type]) => type === 'DNS' || type === 'IP Address')
    .map(([, , name = '']) => (name.startsWith('"') ? String(JSON.parse(name)) : name));
}

/** Returns a certificate's serial number in the upstream's decimal form. It may be negative (RFC 5280, 4.1.2.2). */
export function serialNumber({ serialNumber: hex }: X509Certificate): string {
  return hex.startsWith('-') ? `-${BigInt(`0x${hex.slice(1)}`)}` : BigInt(`0x${hex}`).toString();
}

/** Returns true if each certificate is signed by the next one. One signature check for each pair. */
export function isChain(certificates: readonly X509Certificate[]): boolean {
  return certificates.every((certificate, index) => {
    const issuer = certificates[index + 1];
    return !issuer || isIssuedBy(certificate, issuer);
  });
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    // The issuer's key cannot sign.
    return false;
  }
}

function parse({ der }: PemBlock): X509Certificate {
  try {
    if (readElements(der).length !== 1) throw new Error('more than one element');
    const certificate = new X509Certificate(der);
    const { validFrom, validTo } = certificate;
    if (Number.isNaN(Date.parse(validFrom)) || Number.isNaN(Date.parse(validTo))) throw new Error('no time');
    return certificate;
  } catch {
    throw new PemError('unreadable');
  }
}
