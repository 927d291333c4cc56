import type { components } from '../../contract/apig';
import { serialNumber } from '../../contract/pem';

/**
 * Returns whether a certificate, as the upstream shows it, has the content of a PEM text: by the serial number, which an issuer
 * gives once (RFC 5280, 4.1.2.2). The upstream shows no content.
 */
export function hasContent(source: components['schemas']['CertificateDetails'], pem: string): boolean {
  return source.serial_number === serialNumber(pem);
}
