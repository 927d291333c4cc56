import { type CertificateChain, isChain, readCertificates } from '../../contract/certificates';
import { type PrivateKey, readPrivateKey } from '../../contract/private-key';
import { remember } from '../../lib/remember';

/** Reads PEM texts, each distinct one once: a request may give the same text many times, under aliases. */
export interface PemReader {
  /** Reads certificates. @throws PemError as `readCertificates` does. */
  readonly certificates: (pem: string) => CertificateChain;
  /** Returns true if each of the certificates is signed by the next one. @throws PemError as `isChain` does. */
  readonly isChain: (pem: string) => boolean;
  /** Reads a private key. @throws PemError as `readPrivateKey` does. */
  readonly privateKey: (pem: string) => PrivateKey;
  /** Reads an SM2 key. @throws PemError also for a key of another algorithm, which is not parsed. */
  readonly sm2Key: (pem: string) => PrivateKey;
}

/** Creates the reader of one request. Call it with `context.keep(pemReader)`. */
export function pemReader(): PemReader {
  const certificates = remember(readCertificates);
  return {
    certificates,
    isChain: remember((pem) => isChain(certificates(pem).certificates)),
    privateKey: remember((pem) => readPrivateKey(pem)),
    sm2Key: remember((pem) => readPrivateKey(pem, 'SM2')),
  };
}
