import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { bitLength, DER, type DerElement, readElements, readSequence } from './der';
import { checkFormat } from './other-formats';
import { type PemBlock, PemError, readPem, toPem } from './pem';

/** The algorithm of a key. `DSA` has no name in the upstream's `algorithm_type`. */
export type KeyAlgorithm = 'RSA' | 'ECC' | 'SM2' | 'DSA';

/** A private key, and the block that it was read from. */
export interface PrivateKey {
  readonly block: PemBlock;
  readonly key: KeyObject;
  readonly algorithm: KeyAlgorithm;
}

/** The minimum length of an RSA key, in bits (user guide, Adding an SSL Certificate: "2048 or 3072 bits"). */
const MIN_RSA_BITS = 2_048;

/** The maximum length of an RSA key, in bits: that with which OpenSSL verifies signatures. */
const MAX_RSA_BITS = 16_384;

/**
 * The maximum lengths of the numbers of a DSA key, in bits: those of the largest keys of FIPS 186-4 (4.2). To read a key, OpenSSL
 * computes its public key, `g^x mod p`. That takes 20 seconds if all have 32,768 bits, 0.2 seconds if p and x have 7,300 and 3,500
 * bits, and 4 ms for these.
 */
const MAX_DSA_BITS = { p: 3_072, q: 256, g: 3_072, x: 256 } as const;

/** The object identifiers of the algorithms (RFC 3279, RFC 4055, GB/T 33560), in hexadecimal. */
const OIDS: Readonly<Record<string, 'RSA' | 'EC' | 'DSA'>> = {
  '2a864886f70d010101': 'RSA',
  '2a864886f70d01010a': 'RSA',
  '2a8648ce3d0201': 'EC',
  '2a8648ce380401': 'DSA',
};
const SM2_CURVE = '2a811ccf5501822d';

/**
 * Reads the private key in a PEM text: PKCS #8, or the older forms for RSA, EC and DSA, which may follow EC parameters. Its algorithm
 * and size are checked before it is parsed.
 * @param only the only algorithm that is accepted. Default: all that the upstream supports.
 * @throws PemError if there is none, more than one, an encrypted one, or one that the upstream does not support: "RSA, ECDSA and DSA"
 *   (user guide), with a named curve, because TLS servers reject others (RFC 5480, 2.1.1).
 */
export function readPrivateKey(pem: string, only?: KeyAlgorithm): PrivateKey {
  const all = readPem(pem);
  checkFormat(pem, all);
  const blocks = all.filter(({ label }) => label !== 'EC PARAMETERS');
  const keys = blocks.filter(({ label }) => label.endsWith('PRIVATE KEY'));
  const [block, other] = keys;
  if (!block) throw new PemError(blocks.length > 0 ? 'other_block' : 'none');
  if (block.isEncrypted || block.label === 'ENCRYPTED PRIVATE KEY') throw new PemError('encrypted');
  if (other) throw new PemError('several_keys');
  if (keys.length < blocks.length) throw new PemError('other_block');
  const algorithm = readable(() => algorithmOf(block));
  if (only !== undefined && algorithm !== only) throw new PemError('other_algorithm');
  const key = readable(() => createPrivateKey(toPem([block])));
  return { block, key, algorithm };
}

/** Checks the curve of a certificate's public key. @throws PemError `explicit_parameters` if it has parameters in place of a name. */
export function checkNamedCurve({ raw }: X509Certificate): void {
  readable(() => {
    const [body] = readSequence(raw);
    const fields = inside(body).filter(({ tag }) => tag !== DER.CONTEXT_0);
    // Serial number, signature, issuer, validity, subject, public key (RFC 5280, 4.1).
    const [algorithm] = inside(fields[5]);
    const [oid, parameters] = inside(algorithm);
    if (OIDS[hex(oid)] === 'EC') checkCurve(parameters);
  });
}

function algorithmOf({ label, der }: PemBlock): KeyAlgorithm {
  const fields = readSequence(der);
  switch (label) {
    case 'RSA PRIVATE KEY':
      return checkRsa(fields);
    case 'EC PRIVATE KEY':
      return checkCurve(readElements(bytesOf(fields.find(({ tag }) => tag === DER.CONTEXT_0)))[0]);
    case 'DSA PRIVATE KEY': {
      const [, p, q, g, , x] = fields;
      return checkDsa({ p, q, g, x });
    }
    case 'PRIVATE KEY': {
      const [oid, parameters] = inside(fields[1]);
      const name = OIDS[hex(oid)];
      if (name === 'RSA') return checkRsa(readSequence(bytesOf(fields[2])));
      if (name === 'EC') return checkCurve(parameters);
      if (name === 'DSA') {
        const [p, q, g] = inside(parameters);
        const [x] = readElements(bytesOf(fields[2]));
        return checkDsa({ p, q, g, x });
      }
      throw new PemError('unsupported_key');
    }
    default:
      throw new PemError('unsupported_key');
  }
}

/** @param fields those of an RSA key (RFC 8017, A.1.2), of which the second is the modulus. */
function checkRsa([, modulus]: readonly DerElement[]): KeyAlgorithm {
  const bits = bitLength(bytesOf(modulus));
  if (bits < MIN_RSA_BITS) throw new PemError('short_key');
  if (bits > MAX_RSA_BITS) throw new PemError('large_key');
  return 'RSA';
}

/** @param parameters those of the algorithm (RFC 5480, 2.1.1), which must be the name of a curve. */
function checkCurve(parameters: DerElement | undefined): KeyAlgorithm {
  if (parameters?.tag !== DER.OID) throw new PemError('explicit_parameters');
  return hex(parameters) === SM2_CURVE ? 'SM2' : 'ECC';
}

/** @param numbers those of a DSA key (RFC 3279, 2.3.2). */
function checkDsa(numbers: Readonly<Record<keyof typeof MAX_DSA_BITS, DerElement | undefined>>): KeyAlgorithm {
  for (const name of ['p', 'q', 'g', 'x'] as const) {
    if (bitLength(bytesOf(numbers[name])) > MAX_DSA_BITS[name]) throw new PemError('large_key');
  }
  return 'DSA';
}

/** Returns the elements inside of a sequence. @throws Error if it is anything else. */
function inside(element: DerElement | undefined): DerElement[] {
  if (element?.tag !== DER.SEQUENCE) throw new Error('not a sequence');
  return readElements(element.value);
}

function bytesOf(element: DerElement | undefined): Buffer {
  if (!element) throw new Error('too few elements');
  return element.value;
}

function hex(element: DerElement | undefined): string {
  return bytesOf(element).toString('hex');
}

/** Returns a value that is read from bytes. @throws PemError `unreadable` for every other error. */
function readable<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof PemError ? error : new PemError('unreadable');
  }
}
