import type { X509Certificate } from 'node:crypto';
import {
  type CertificateChain,
  LATEST_END,
  MAX_CERTIFICATES,
  MAX_NAMES,
  subjectAlternativeNames,
  validityOf,
} from '../../contract/certificates';
import { type PemBlock, PemError, type PemFault, toPem } from '../../contract/pem';
import { checkNamedCurve, type KeyAlgorithm, type PrivateKey } from '../../contract/private-key';
import { checkAll, checkEach } from '../../input/check-all';
import { InputError } from '../../input/input-error';
import type { RequestContext } from '../../request/context';
import { AlgorithmTypeInput } from '../certificate/certificate.enums';
import { type PemReader, pemReader } from './pem-reader';

/** The certificates and keys of an input, in PEM format, and the algorithm that they are said to have. */
export interface Content {
  readonly certContent: string;
  readonly privateKey: string;
  readonly trustedRootCa?: string | null;
  readonly certContentSign?: string | null;
  readonly privateKeySign?: string | null;
  readonly algorithmType?: AlgorithmTypeInput | null;
}

/** A content that can be used, in the form in which it is sent. */
export interface CheckedContent extends Content {
  /** The algorithm of the key; null for DSA, which has no name at the upstream. */
  readonly algorithmType: AlgorithmTypeInput | null;
  /** The certificate itself, without its issuers. */
  readonly leaf: X509Certificate;
}

/**
 * Checks that a certificate can be used with its key, before anything is sent. Each text is read once per request.
 * @returns the content. A text that not every parser of PEM can read, such as one without line breaks, is in the usual form.
 * @throws InputError `GATEWAY.INVALID_CERTIFICATE` with the violations of all texts. The messages contain nothing of the content.
 */
export function checkContent(context: RequestContext, content: Content): CheckedContent {
  const pems = context.keep(pemReader);
  const { now } = context;
  const { certContent, privateKey, trustedRootCa, certContentSign, privateKeySign } = content;
  const hasSigningPair = typeof certContentSign === 'string' && typeof privateKeySign === 'string';
  const [pair, rootCa, signing] = checkAll(
    () => checkPair(pems, pems.privateKey, [certContent, privateKey], ['certContent', 'privateKey'], now),
    () => (typeof trustedRootCa === 'string' ? checkRootCa(pems, trustedRootCa) : null),
    () =>
      hasSigningPair
        ? checkPair(pems, pems.sm2Key, [certContentSign, privateKeySign], ['certContentSign', 'privateKeySign'], now)
        : null,
  );
  const algorithmType = checkAlgorithm(content.algorithmType, pair.algorithm, signing !== null);
  return {
    certContent: pair.certificate,
    privateKey: pair.key,
    trustedRootCa: rootCa,
    certContentSign: signing?.certificate ?? null,
    privateKeySign: signing?.key ?? null,
    algorithmType,
    leaf: pair.leaf,
  };
}

interface CheckedPair {
  readonly certificate: string;
  readonly key: string;
  readonly algorithm: KeyAlgorithm;
  readonly leaf: X509Certificate;
}

function checkPair(
  pems: PemReader,
  readKey: PemReader['privateKey'],
  [pem, keyPem]: readonly [string, string],
  [contentName, keyName]: [string, string],
  now: Date,
): CheckedPair {
  const [{ blocks, certificates }, { block, key, algorithm }] = checkAll(
    () => parse(contentName, () => pems.certificates(pem)),
    () => parse(keyName, () => readKey(keyPem)),
  );
  checkMatch(certificates, key, [contentName, keyName]);
  const [leaf] = certificates;
  checkLeaf(leaf, contentName, now);
  if (!parse(contentName, () => pems.isChain(pem))) {
    refuse(contentName, `${contentName} must hold each certificate followed by the one that signed it.`);
  }
  return { certificate: rewritten(pem, blocks), key: rewritten(keyPem, [block]), algorithm, leaf };
}

function checkMatch(
  certificates: CertificateChain['certificates'],
  key: PrivateKey['key'],
  [contentName, keyName]: [string, string],
): void {
  const [leaf, ...issuers] = certificates;
  if (leaf.checkPrivateKey(key)) return;
  if (issuers.some((certificate) => certificate.checkPrivateKey(key))) {
    refuse(contentName, `${contentName} must begin with the certificate of ${keyName}, followed by its issuers.`);
  }
  refuse(keyName, `${keyName} does not belong to the certificate in ${contentName}.`);
}

function checkLeaf(leaf: X509Certificate, name: string, now: Date): void {
  const { end } = validityOf(leaf);
  if (end.getTime() < now.getTime()) refuse(name, `The certificate in ${name} expired on ${day(end)}.`);
  if (end.getTime() > LATEST_END) {
    refuse(name, `The certificate in ${name} is valid until ${day(end)}: it must end before 2038-01-19.`);
  }
  const names = subjectAlternativeNames(leaf).length;
  if (names > MAX_NAMES) {
    refuse(name, `The certificate in ${name} has more than ${MAX_NAMES} subject alternative names.`);
  }
  if (names === 0) {
    refuse(
      name,
      `The certificate in ${name} has no subject alternative name (SAN), which domains are matched against.`,
    );
  }
  parse(name, () => checkNamedCurve(leaf));
}

/** Returns the algorithm to send: that of the key. @throws InputError if the input says another one, or lacks the signing pair of SM2. */
function checkAlgorithm(
  given: AlgorithmTypeInput | null | undefined,
  own: KeyAlgorithm,
  hasSigningPair: boolean,
): CheckedContent['algorithmType'] {
  const wanted = given ?? (hasSigningPair ? 'SM2' : own);
  if (wanted !== own) refuse('algorithmType', `The key in privateKey is of the algorithm ${own}, not ${wanted}.`);
  if (own === 'SM2' && !hasSigningPair) {
    refuse('certContentSign', 'certContentSign and privateKeySign must be given with an SM2 key.');
  }
  return own === 'DSA' ? null : AlgorithmTypeInput[own];
}

function checkRootCa(pems: PemReader, pem: string): string {
  const { blocks, certificates } = parse('trustedRootCa', () => pems.certificates(pem));
  checkEach(certificates, ({ ca }, index) => {
    if (!ca)
      refuse(
        'trustedRootCa',
        `Certificate ${index + 1} of ${certificates.length} in trustedRootCa is no CA certificate.`,
      );
  });
  return rewritten(pem, blocks);
}

/** Returns these blocks in their usual form, without the last line break if the text has that form and lacks it. */
function rewritten(text: string, blocks: readonly PemBlock[]): string {
  const usual = toPem(blocks);
  return `${text}\n` === usual ? text : usual;
}

function parse<Value>(name: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof PemError) return refuse(name, MESSAGES[error.fault](name));
    throw error;
  }
}

const isKey = (name: string) => name.startsWith('privateKey');

const MESSAGES: Readonly<Record<PemFault, (name: string) => string>> = {
  none: (name) =>
    isKey(name)
      ? `${name} is not a private key in PEM format.`
      : `${name} contains no ${name === 'trustedRootCa' ? 'CA ' : ''}certificate in PEM format (-----BEGIN CERTIFICATE-----).`,
  unfinished: (name) => `${name} is cut off: a block has a BEGIN line without its END line, or the reverse.`,
  unreadable: (name) =>
    isKey(name) ? `${name} is not a private key in PEM format.` : `${name} contains a certificate that cannot be read.`,
  other_block: (name) =>
    `${name} contains a block of another kind. It must contain ${isKey(name) ? 'a private key' : 'certificates'} only.`,
  private_key: (name) => `${name} contains a private key. It must contain certificates only.`,
  pkcs12: (name) => `${name} is a PKCS #12 file (.pfx, .p12). Convert it to PEM, without a password.`,
  pkcs7: (name) => `${name} is a PKCS #7 file (.p7b). Convert it to PEM.`,
  der: (name) => `${name} is in DER format, written in base64. Convert it to PEM.`,
  base64_pem: (name) => `${name} is in PEM format, but encoded in base64 once more. Decode it.`,
  binary: (name) =>
    `${name} consists of bytes, not text, as a DER (.der, .cer) or PKCS #12 (.pfx, .p12) file does. Convert it to PEM.`,
  too_many: (name) => `${name} contains more than ${MAX_CERTIFICATES} certificates.`,
  several_keys: (name) => `${name} contains more than one private key.`,
  encrypted: (name) => `${name} is encrypted. It must have no password.`,
  unsupported_key: (name) => `${name} is a key of an unsupported algorithm. It must be RSA, ECDSA, DSA or SM2.`,
  other_algorithm: (name) => `${name} must be an SM2 key.`,
  explicit_parameters: (name) => `${name} has explicit parameters of an elliptic curve. It must name the curve.`,
  short_key: (name) => `${name} is an RSA key of less than 2048 bits, which is not secure.`,
  large_key: (name) => `${name} is a key that is too large: at most 16384 bits for RSA, and 3072 for DSA.`,
  slow_issuer: (name) =>
    `${name} contains an issuer whose key is unusually large: at most 8192 bits for RSA with the usual exponent, 3072 for DSA, and a named prime curve.`,
};

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** Rejects the input. The parser's error is not kept as the cause, because it could contain parts of the content. */
function refuse(field: string, message: string): never {
  throw InputError.at(`input.${field}`, message, 'GATEWAY.INVALID_CERTIFICATE');
}
