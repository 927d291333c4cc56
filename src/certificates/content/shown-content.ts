import type { X509Certificate } from 'node:crypto';
import type { components } from '../../contract/apig';
import { serialNumber } from '../../contract/certificates';

/**
 * Returns true if a certificate of the upstream has the content of another certificate. The upstream does not show the content, so
 * serial numbers are compared. They are unique per issuer (RFC 5280, 4.1.2.2).
 */
export function hasContent(source: components['schemas']['CertificateDetails'], leaf: X509Certificate): boolean {
  return source.serial_number === serialNumber(leaf);
}
