import type { components } from '../../contract/apig';
import { serialNumber } from '../../contract/pem';

/**
 * Returns true if a certificate of the upstream has the content of a PEM text. The upstream does not show the content, so serial
 * numbers are compared. They are unique per issuer (RFC 5280, 4.1.2.2).
 */
export function hasContent(source: components['schemas']['CertificateDetails'], pem: string): boolean {
  return source.serial_number === serialNumber(pem);
}
