import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The latest end of a certificate that the upstream takes (error-code table, APIG.3148). */
export const LATEST_END = Date.UTC(2038, 0, 19, 3, 14, 7);

/** The certificates in a PEM text (RFC 7468), in order; empty where it holds none. @throws Error for one that cannot be read. */
export function readCertificates(pem: string): X509Certificate[] {
  return (pem.match(CERTIFICATE) ?? []).map((block) => new X509Certificate(block));
}

/** The private key in a PEM text. @throws Error for one that cannot be read. */
export function readPrivateKey(pem: string): KeyObject {
  return createPrivateKey(pem);
}

/** Whether a PEM text holds a private key that needs a password (PKCS #8, or the older form with `Proc-Type`). */
export function isEncryptedKey(pem: string): boolean {
  return /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: *4, *ENCRYPTED/m.test(pem);
}

/** The domain names and IP addresses that a certificate is for (subject alternative names). */
export function subjectAlternativeNames(certificate: X509Certificate): string[] {
  return (certificate.subjectAltName ?? '')
    .split(', ')
    .filter((name) => /^(DNS|IP Address):/.test(name))
    .map((name) => name.slice(name.indexOf(':') + 1));
}

/** The serial number of the first certificate in a PEM text, in the decimal form in which the upstream shows it. */
export function serialNumber(pem: string): string | undefined {
  const [first] = readCertificates(pem);
  return first && BigInt(`0x${first.serialNumber}`).toString();
}

/** Whether each certificate is signed by the next one. */
export function isChain(certificates: readonly X509Certificate[]): boolean {
  return certificates.every((certificate, index) => {
    const issuer = certificates[index + 1];
    return !issuer || (certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey));
  });
}
