import type { KeyObject, X509Certificate } from 'node:crypto';
import {
  isChain,
  isEncryptedKey,
  LATEST_END,
  MAX_CERTIFICATES,
  readCertificates,
  readPrivateKey,
  subjectAlternativeNames,
  TooManyCertificatesError,
} from '../../contract/pem';
import { InputError } from '../../input/input-error';

/** The certificates and keys of an input, in PEM format. */
export interface Content {
  readonly certContent: string;
  readonly privateKey: string;
  readonly trustedRootCa?: string | null;
  readonly certContentSign?: string | null;
  readonly privateKeySign?: string | null;
}

/**
 * Checks that a certificate can be used with its key, before anything is sent.
 * @throws InputError `GATEWAY.INVALID_CERTIFICATE`. The message says what is wrong and contains nothing of the content.
 */
export function checkContent(content: Content, now: Date): void {
  const { certContent, privateKey, trustedRootCa, certContentSign, privateKeySign } = content;
  checkPair({ certContent, privateKey }, ['certContent', 'privateKey'], now);
  if (typeof certContentSign === 'string' && typeof privateKeySign === 'string') {
    checkPair({ certContent: certContentSign, privateKey: privateKeySign }, ['certContentSign', 'privateKeySign'], now);
  }
  if (typeof trustedRootCa === 'string') checkRootCa(trustedRootCa);
}

function checkPair(pair: Content, [contentName, keyName]: [string, string], now: Date): void {
  const chain = parseCertificates(pair.certContent, contentName);
  const [leaf] = chain;
  if (!leaf) refuse(contentName, `${contentName} contains no certificate in PEM format (-----BEGIN CERTIFICATE-----).`);
  const key = parseKey(pair.privateKey, keyName);
  if (!leaf.checkPrivateKey(key)) {
    const isOther = chain.some((certificate) => certificate.checkPrivateKey(key));
    refuse(
      isOther ? contentName : keyName,
      isOther
        ? `${contentName} must begin with the certificate of ${keyName}, followed by its issuers.`
        : `${keyName} does not belong to the certificate in ${contentName}.`,
    );
  }
  const end = new Date(leaf.validTo);
  if (end.getTime() < now.getTime()) refuse(contentName, `The certificate in ${contentName} expired on ${day(end)}.`);
  if (end.getTime() > LATEST_END) {
    refuse(contentName, `The certificate in ${contentName} is valid until ${day(end)}: it must end before 2038-01-19.`);
  }
  if (subjectAlternativeNames(leaf).length === 0) {
    refuse(
      contentName,
      `The certificate in ${contentName} has no subject alternative name (SAN), which domains are matched against.`,
    );
  }
  if (!isChain(chain))
    refuse(contentName, `${contentName} must hold each certificate followed by the one that signed it.`);
}

function checkRootCa(pem: string): void {
  const chain = parseCertificates(pem, 'trustedRootCa');
  if (!chain[0]?.ca) refuse('trustedRootCa', 'trustedRootCa contains no CA certificate in PEM format.');
}

function parseCertificates(pem: string, name: string): X509Certificate[] {
  if (/PRIVATE KEY-----/.test(pem)) refuse(name, `${name} contains a private key. It must contain certificates only.`);
  try {
    return readCertificates(pem);
  } catch (error) {
    if (error instanceof TooManyCertificatesError) {
      return refuse(name, `${name} contains more than ${MAX_CERTIFICATES} certificates.`);
    }
    return refuse(name, `${name} contains a certificate that cannot be read.`);
  }
}

function parseKey(pem: string, name: string): KeyObject {
  if (isEncryptedKey(pem)) refuse(name, `${name} is encrypted. It must have no password.`);
  try {
    return readPrivateKey(pem);
  } catch {
    return refuse(name, `${name} is not a private key in PEM format.`);
  }
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** Rejects the input. The parser's error is not kept as the cause, because it could contain parts of the content. */
function refuse(field: string, message: string): never {
  throw InputError.at(`input.${field}`, message, 'GATEWAY.INVALID_CERTIFICATE');
}
