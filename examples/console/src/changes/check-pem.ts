import type { TextKey } from '../i18n/locale';

/** Returns the reason why a text is no usable certificate chain, or undefined. The server checks the content itself. */
export function certificateProblem(pem: string): TextKey | undefined {
  if (pem.trim() === '') return 'pem.missing';
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(pem)) return 'pem.keyInCertificate';
  return isPem(pem, 'CERTIFICATE') ? undefined : 'pem.noCertificate';
}

/** Returns the reason why a text is no usable private key, or undefined. */
export function keyProblem(pem: string): TextKey | undefined {
  if (pem.trim() === '') return 'pem.missing';
  if (/ENCRYPTED/.test(pem)) return 'pem.encrypted';
  return isPem(pem, '[A-Z0-9 ]*PRIVATE KEY') ? undefined : 'pem.noKey';
}

function isPem(text: string, label: string): boolean {
  return new RegExp(`-----BEGIN (${label})-----[\\s\\S]+?-----END \\1-----`).test(text);
}
