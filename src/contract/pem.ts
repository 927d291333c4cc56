import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

/** The maximum number of certificates in one PEM text: a certificate with its chain. The upstream documents no limit. */
export const MAX_CERTIFICATES = 10;

/** Thrown if a PEM text has more than `MAX_CERTIFICATES` certificates. None of them has been parsed then. */
export class TooManyCertificatesError extends Error {}

/** The latest end of validity that the upstream accepts (error-code table, APIG.3148), in milliseconds since the Unix epoch. */
export const LATEST_END = Date.UTC(2038, 0, 19, 3, 14, 7);

/**
 * Parses the certificates in a PEM text (RFC 7468), in order; empty if there are none. The time is linear in the length of the text.
 * @throws TooManyCertificatesError if there are more than 10; Error if one cannot be parsed.
 */
export function readCertificates(pem: string): X509Certificate[] {
  return blocksOf(pem).map((block) => new X509Certificate(block));
}

/** Returns the certificates' blocks in one pass. No pattern is used, because a pattern would search to the end for each BEGIN. */
function blocksOf(pem: string): string[] {
  const blocks: string[] = [];
  for (let begin = pem.indexOf(BEGIN); begin !== -1; ) {
    const end = pem.indexOf(END, begin + BEGIN.length);
    if (end === -1) break;
    if (blocks.length === MAX_CERTIFICATES) throw new TooManyCertificatesError();
    blocks.push(pem.slice(begin, end + END.length));
    begin = pem.indexOf(BEGIN, end + END.length);
  }
  return blocks;
}

/** Parses the private key in a PEM text. @throws Error if it cannot be parsed. */
export function readPrivateKey(pem: string): KeyObject {
  return createPrivateKey(pem);
}

/** Returns true if a PEM text contains a private key with a password (PKCS #8, or the older form with `Proc-Type`). */
export function isEncryptedKey(pem: string): boolean {
  return /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: *4, *ENCRYPTED/m.test(pem);
}

/** Returns the domain names and IP addresses among a certificate's subject alternative names. */
export function subjectAlternativeNames(certificate: X509Certificate): string[] {
  return (certificate.subjectAltName ?? '')
    .split(', ')
    .filter((name) => /^(DNS|IP Address):/.test(name))
    .map((name) => name.slice(name.indexOf(':') + 1));
}

/** Returns the serial number of the first certificate in a PEM text, in the upstream's decimal form. */
export function serialNumber(pem: string): string | undefined {
  const [first] = readCertificates(pem);
  return first && BigInt(`0x${first.serialNumber}`).toString();
}

/** Returns true if each certificate is signed by the next one. */
export function isChain(certificates: readonly X509Certificate[]): boolean {
  return certificates.every((certificate, index) => {
    const issuer = certificates[index + 1];
    return !issuer || (certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey));
  });
}
