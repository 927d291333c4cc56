import { type KeyObject, X509Certificate } from 'node:crypto';
import { readElements } from './der';
import { checkFormat } from './other-formats';
import { type PemBlock, PemError, readPem } from './pem';

/** The latest end of validity that the upstream accepts (error-code table, APIG.3148), in milliseconds since the Unix epoch. */
export const LATEST_END = Date.UTC(2038, 0, 19, 3, 14, 7);

/** The maximum number of certificates in one text. Chains have up to four in practice, and each link takes a signature check. */
export const MAX_CERTIFICATES = 10;

/** The maximum number of subject alternative names: that of the largest certificates that public authorities issue. */
export const MAX_NAMES = 2_000;

/** The maximum size of the RSA key of an issuer, in bits: twice that of the largest ones in use. */
const MAX_ISSUER_RSA_BITS = 8_192;

/**
 * The bounds of the exponent of such a key: that of Windows, and for keys of more than 4,096 bits one just above 65,537, which all
 * authorities use. With an exponent as long as the modulus, a signature check takes 100 times as long.
 */
const exponentBound = (bits: number) => (bits > 4_096 ? 2n ** 17n : 2n ** 32n);

/** The maximum size of the DSA key of an issuer, in bits: the largest of FIPS 186-4. */
const MAX_ISSUER_DSA_BITS = 3_072;

/** The curves over binary fields (SEC 2, X9.62), which TLS has abandoned (RFC 8422, 5.1.1). They take ten times as long as others. */
const BINARY_CURVE = /^(?:sect|c2)/;

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
  checkFormat(pem, blocks);
  if (blocks.some(({ label }) => label.endsWith('PRIVATE KEY'))) throw new PemError('private_key');
  if (blocks.some(({ label }) => label !== 'CERTIFICATE')) throw new PemError('other_block');
  if (blocks.length > MAX_CERTIFICATES) throw new PemError('too_many');
  const [first, ...rest] = blocks.map(parse);
  if (!first) throw new PemError('none');
  return { blocks, certificates: [first, ...rest] };
}

/** The validity period of a certificate. */
export interface Validity {
  readonly start: Date;
  readonly end: Date;
}

/**
 * Returns the validity period of a certificate. `Date.parse` does not read the texts of Node.js: it takes a year below 100 as one of
 * this century or the last, and a time without a zone as local.
 * @throws PemError `unreadable` for a time that is none, or has no zone.
 */
export function validityOf({ validFrom, validTo }: X509Certificate): Validity {
  return { start: timeOf(validFrom), end: timeOf(validTo) };
}

/** Returns the domain names and IP addresses among a certificate's subject alternative names, in order, and no more than `MAX_NAMES + 1`. */
export function subjectAlternativeNames({ subjectAltName = '' }: X509Certificate): string[] {
  const found: string[] = [];
  // Node.js writes a name with a comma or a quote in it as a JSON string.
  for (const [, type, name = ''] of subjectAltName.matchAll(/(?:^|, )([^:,"]{1,40}):("(?:[^"\\]|\\.)*"|[^,]*)/g)) {
    if (type === 'DNS' || type === 'IP Address') found.push(name.startsWith('"') ? String(JSON.parse(name)) : name);
    if (found.length > MAX_NAMES) break;
  }
  return found;
}

/** Returns a certificate's serial number in the upstream's decimal form. It may be negative (RFC 5280, 4.1.2.2). */
export function serialNumber({ serialNumber: hex }: X509Certificate): string {
  return hex.startsWith('-') ? `-${BigInt(`0x${hex.slice(1)}`)}` : BigInt(`0x${hex}`).toString();
}

/**
 * Returns true if each certificate is signed by the next one. One signature check for each pair.
 * @throws PemError `slow_issuer` if the key of an issuer takes too long to check.
 */
export function isChain(certificates: readonly X509Certificate[]): boolean {
  return certificates.every((certificate, index) => {
    const issuer = certificates[index + 1];
    return !issuer || isIssuedBy(certificate, issuer);
  });
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    if (!certificate.checkIssued(issuer)) return false;
    const { publicKey } = issuer;
    if (isSlow(publicKey)) throw new PemError('slow_issuer');
    return certificate.verify(publicKey);
  } catch (error) {
    if (error instanceof PemError) throw error;
    // The issuer's key cannot sign.
    return false;
  }
}

/** Returns true for a public key with which a signature check takes more than about a millisecond. */
function isSlow({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  const { modulusLength = 0, publicExponent = 0n, namedCurve } = asymmetricKeyDetails ?? {};
  switch (asymmetricKeyType) {
    case 'rsa':
    case 'rsa-pss':
      return modulusLength > MAX_ISSUER_RSA_BITS || publicExponent >= exponentBound(modulusLength);
    case 'dsa':
      return modulusLength > MAX_ISSUER_DSA_BITS;
    case 'ec':
      return namedCurve === undefined || BINARY_CURVE.test(namedCurve);
    default:
      return false;
  }
}

function parse({ der }: PemBlock): X509Certificate {
  try {
    if (readElements(der).length !== 1) throw new Error('more than one element');
    const certificate = new X509Certificate(der);
    validityOf(certificate);
    return certificate;
  } catch {
    throw new PemError('unreadable');
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A time as OpenSSL prints it: `Jan  9 08:07:06 2030 GMT`. */
const OPENSSL_TIME = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.\d+)? (\d{1,4}) GMT$/;

function timeOf(text: string): Date {
  const [, name = '', ...numbers] = OPENSSL_TIME.exec(text) ?? [];
  const [day, hour, minute, second, year] = numbers.map(Number);
  const month = MONTHS.indexOf(name);
  if (month < 0 || day === undefined || hour === undefined || minute === undefined) throw new PemError('unreadable');
  if (second === undefined || year === undefined) throw new PemError('unreadable');
  // `Date.UTC` takes a year below 100 as one of the last century; `setUTCFullYear` does not.
  const time = new Date(Date.UTC(2000, 0, 1, hour, minute, second));
  time.setUTCFullYear(year, month, day);
  return time;
}
