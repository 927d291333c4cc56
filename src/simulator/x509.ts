import type { X509Certificate } from 'node:crypto';
import {
  isChain,
  LATEST_END,
  readCertificates,
  serialNumber,
  subjectAlternativeNames,
  validityOf,
} from '../contract/certificates';
import { PemError, type PemFault } from '../contract/pem';
import { checkNamedCurve, readPrivateKey } from '../contract/private-key';
import type { StoredCertificate } from './estate';
import { refuse } from './reply';
import { inSeconds } from './times';

/** The attributes that the service reads from a certificate. */
export type ParsedCertificate = Pick<
  StoredCertificate,
  | 'common_name'
  | 'san'
  | 'not_before'
  | 'not_after'
  | 'signature_algorithm'
  | 'version'
  | 'serial_number'
  | 'issuer'
  | 'organization'
  | 'organizational_unit'
  | 'locality'
  | 'state'
  | 'country'
>;

/**
 * Reads a certificate with its chain and checks that it can be used with its key.
 * @throws Refusal with the documented code if it cannot be used.
 */
export async function parseCertificate(pem: string, keyPem: string, now: Date): Promise<ParsedCertificate> {
  const chain = parse(() => readCertificates(pem).certificates);
  const [leaf] = chain;
  const { key } = parse(() => readPrivateKey(keyPem));
  parse(() => checkNamedCurve(leaf));
  if (!leaf.checkPrivateKey(key)) refuse('APIG.2101');
  const { start, end } = validityOf(leaf);
  if (end.getTime() < now.getTime()) refuse('APIG.2102');
  if (end.getTime() > LATEST_END) refuse('APIG.3148');
  const san = subjectAlternativeNames(leaf);
  if (san.length === 0) refuse('APIG.2109');
  if (!parse(() => isChain(chain))) refuse('APIG.2104');
  const subject = attributes(leaf.subject);
  return {
    common_name: subject.get('CN')?.[0] ?? '',
    san,
    not_before: inSeconds(start.toISOString()),
    not_after: inSeconds(end.toISOString()),
    signature_algorithm: await signatureAlgorithm(leaf),
    version: 3,
    serial_number: serialNumber(leaf),
    issuer: attributes(leaf.issuer).get('O') ?? attributes(leaf.issuer).get('CN') ?? [],
    organization: subject.get('O') ?? [],
    organizational_unit: subject.get('OU') ?? [],
    locality: subject.get('L') ?? [],
    state: subject.get('ST') ?? [],
    country: subject.get('C') ?? [],
  };
}

/** Checks a root CA. @throws Refusal APIG.2106 if it is not a CA certificate in PEM format. */
export function checkRootCa(pem: string): void {
  if (!parse(() => readCertificates(pem)).certificates[0].ca) refuse('APIG.2106');
}

/** The details of a refusal, for what a caller could not guess. */
const DETAILS: Readonly<Partial<Record<PemFault, string>>> = {
  unsupported_key: 'Invalid certificate or private key. Only RSA, ECDSA and DSA keys are supported',
  explicit_parameters: 'Invalid certificate or private key. Elliptic curves must be named',
  short_key: 'Invalid certificate or private key. RSA keys must have at least 2048 bits',
};

/** Reads a PEM text. @throws Refusal APIG.2105 for an encrypted key, APIG.2106 for everything else that cannot be used. */
function parse<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof PemError)) throw error;
    if (error.fault === 'encrypted') return refuse('APIG.2105');
    const detail = DETAILS[error.fault];
    return refuse('APIG.2106', detail === undefined ? {} : { detail });
  }
}

/** Parses `CN=a\nO=b` to lists of values by name. */
function attributes(name: string | undefined): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of (name ?? '').split('\n')) {
    const [, key, value] = /^([^=]+)=(.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) found.set(key, [...(found.get(key) ?? []), value]);
  }
  return found;
}

/** Returns the signature algorithm in the service's format, such as `SHA256-RSA`. Node 20 does not provide it, so a library is loaded. */
async function signatureAlgorithm(certificate: X509Certificate): Promise<string> {
  await import('reflect-metadata');
  const { X509Certificate: Parser } = await import('@peculiar/x509');
  const { name, hash } = new Parser(new Uint8Array(certificate.raw)).signatureAlgorithm as {
    name: string;
    hash?: { name: string };
  };
  const digest = (hash?.name ?? '').replace('-', '');
  return name === 'ECDSA' ? `ECDSA-${digest}` : `${digest}-RSA`;
}
