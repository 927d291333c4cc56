import { DER, type DerElement, readElements, readSequence } from './der';
import { type PemBlock, PemError, type PemFault } from './pem';

/** The labels of blocks that hold a whole container in place of a certificate or a key. */
const CONTAINERS: ReadonlyMap<string, PemFault> = new Map([
  ['PKCS12', 'pkcs12'],
  ['PKCS7', 'pkcs7'],
  ['CMS', 'pkcs7'],
]);

/** Base64 of at least some bytes, without its line breaks. It may use the alphabet of URLs. */
const BASE64 = /^[A-Za-z0-9+/_-]{16,}={0,2}$/;

/** The beginning of a data URL, as a browser makes of a file. */
const DATA_URL = /^data:[^,]{0,200};base64,/;

/** The characters that a text does not have, and bytes that were read as one do. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const NO_TEXT = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufffd]/;

/** The object identifiers of PKCS #7 contents (RFC 2315, 14), in hexadecimal, without their last number. */
const PKCS7 = '2a864886f70d0107';

/** The beginning of the object identifiers of encryptions by a password (RFC 8018, RFC 7292), in hexadecimal. */
const BY_PASSWORD = /^2a864886f70d01(?:05|0c01)/;

/**
 * Checks that a text without usable blocks is not a certificate or a key in another format: PKCS #12 (`.pfx`), PKCS #7, an encrypted
 * key or DER, in base64 or as bytes, or PEM in base64. Nothing is decrypted or kept.
 * @param blocks the blocks of the text.
 * @throws PemError with the format.
 */
export function checkFormat(text: string, blocks: readonly PemBlock[]): void {
  const container = blocks.map(({ label }) => CONTAINERS.get(label)).find(Boolean);
  const fault = container ?? (blocks.length > 0 ? undefined : formatOf(text));
  if (fault) throw new PemError(fault);
}

function formatOf(text: string): PemFault | undefined {
  const base64 = text.trim().replace(DATA_URL, '').replace(/\s+/g, '');
  if (!BASE64.test(base64)) return NO_TEXT.test(text) ? 'binary' : undefined;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.includes('-----BEGIN ')) return 'base64_pem';
  try {
    return containerOf(readSequence(bytes)) ?? 'der';
  } catch {
    return isCutOffSequence(bytes) ? 'der' : undefined;
  }
}

/** Returns the kind of a container by its first elements, or undefined for a certificate or a key. */
function containerOf([first, second]: readonly DerElement[]): PemFault | undefined {
  if (first?.tag === DER.OID && oidOf(first).startsWith(PKCS7)) return 'pkcs7';
  if (first?.tag === DER.SEQUENCE && second?.tag === DER.OCTET_STRING) {
    return BY_PASSWORD.test(oidOf(readElements(first.value)[0])) ? 'encrypted' : undefined;
  }
  // PFX ::= SEQUENCE { version INTEGER, authSafe ContentInfo, ... } (RFC 7292, 4).
  if (first?.tag !== DER.INTEGER || second?.tag !== DER.SEQUENCE) return undefined;
  const [oid] = readElements(second.value);
  return oid?.tag === DER.OID && oidOf(oid).startsWith(PKCS7) ? 'pkcs12' : undefined;
}

/** Returns true for bytes that begin with a long sequence, as certificates and keys do. Files by some tools have no definite length. */
function isCutOffSequence(bytes: Buffer): boolean {
  const [tag, length = 0] = bytes;
  return tag === DER.SEQUENCE && length >= 0x80 && length <= 0x83;
}

function oidOf(element: DerElement | undefined): string {
  return element?.value.toString('hex') ?? '';
}
