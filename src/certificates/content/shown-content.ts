import type { components } from '../../contract/apig';
import { readCertificates, serialNumber } from '../../contract/pem';

/**
 * Returns whether a certificate, as the upstream shows it, has the content of a PEM text: its serial number and the end of its
 * validity. The upstream shows no content, so this is what tells one content from another.
 */
export function hasContent(source: components['schemas']['CertificateDetails'], pem: string): boolean {
  const [leaf] = readCertificates(pem);
  if (!leaf || source.serial_number !== serialNumber(pem)) return false;
  return source.not_after === undefined || seconds(source.not_after) === seconds(leaf.validTo);
}

/** The upstream tells whole seconds, whatever fractions it may add. */
function seconds(time: string): number {
  return Math.floor(new Date(time).getTime() / 1000);
}
