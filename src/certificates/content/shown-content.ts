import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { ApigFailure } from '../../apig/failure';
import { optionalDate } from '../../apig/reply-values';
import type { components } from '../../contract/apig';
import { serialNumber, subjectAlternativeNames, validityOf } from '../../contract/certificates';
import { typeOf } from '../certificate/certificate.enums';
import { nameKey } from '../certificate/covers';

type Shown = components['schemas']['CertificateDetails'];
type CertificateForm = components['schemas']['CertificateForm'];

/** The maximum length of a serial number that is compared in hexadecimal form: 20 bytes (RFC 5280, 4.1.2.2), with colons and a prefix. */
const MAX_SERIAL_LENGTH = 70;

/**
 * Returns true if a certificate of the upstream has the content of another certificate. The upstream does not show the content, so
 * serial numbers are compared. They are unique per issuer (RFC 5280, 4.1.2.2).
 */
export function hasContent({ serial_number: shown }: Shown, leaf: X509Certificate): boolean {
  return shown === serialNumber(leaf) || (shown !== undefined && isHexadecimal(shown, leaf.serialNumber));
}

/** Returns true for a serial number in hexadecimal form. The contract's example is decimal; a text of digits alone is read as such. */
function isHexadecimal(shown: string, serial: string): boolean {
  if (shown.length > MAX_SERIAL_LENGTH || !/[a-fx:]/i.test(shown)) return false;
  const digits = shown.replace(/^0x/i, '').replaceAll(':', '').replace(/^0+/, '');
  return digits !== '' && digits.toLowerCase() === serial.replace(/^0+/, '').toLowerCase();
}

/**
 * Checks the reply to a change that sent a form. An absent serial number proves nothing, and neither does that of a pair of certificates
 * (SM2): no source says which of the two is shown.
 * @throws ApigFailure `GATEWAY.UNREADABLE_REPLY`, with an unknown delivery, if the reply shows another name or another certificate.
 */
export function checkReply(form: CertificateForm, leaf: X509Certificate, source: Shown): void {
  const isOther =
    source.serial_number !== undefined && form.cert_content_sign === undefined && !hasContent(source, leaf);
  if (source.name !== form.name || isOther) throw ApigFailure.of('GATEWAY.UNREADABLE_REPLY', 'UNKNOWN');
}

/**
 * Returns true if a certificate of the upstream is what a form would create, as far as the upstream shows it: the name, the scope, the
 * presence of a root CA, and the serial number, the validity period and the domain names of the certificate. It shows neither keys nor
 * root CAs; a private key fits one certificate only.
 */
export function isCreatedBy(form: Omit<CertificateForm, 'private_key'>, leaf: X509Certificate, source: Shown): boolean {
  const { start, end } = validityOf(leaf);
  return (
    source.name === form.name &&
    typeOf(source) === form.type &&
    (form.instance_id === undefined || source.instance_id === form.instance_id) &&
    (source.is_has_trusted_root_ca ?? false) === (form.trusted_root_ca !== undefined) &&
    hasContent(source, leaf) &&
    isAt(source.not_before, start) &&
    isAt(source.not_after, end) &&
    (source.san === undefined || domainNames(source.san) === domainNames(subjectAlternativeNames(leaf)))
  );
}

/** Returns true if a time is the same second as another, or is not shown. */
function isAt(shown: string | undefined, time: Date): boolean {
  const date = optionalDate(shown);
  return date === null || Math.floor(date.getTime() / 1000) === Math.floor(time.getTime() / 1000);
}

/** Returns the domain names among the names of a certificate, in one text. No source says how the upstream shows IP addresses. */
function domainNames(names: readonly string[]): string {
  return [...new Set(names.filter((name) => isIP(name) === 0).map(nameKey))].sort().join(' ');
}
