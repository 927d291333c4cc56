import type { TextKey } from '../i18n/locale';

/** The maximum size of a PEM that the server accepts, in characters. */
export const MAX_CHARS = 65_536;

/** Reads a file in PEM format. Returns its text, or the reason why it cannot be used. Nothing of a file that is no PEM is kept. */
export async function readPemFile(file: File): Promise<string | { readonly problem: TextKey }> {
  if (file.size > MAX_CHARS) return { problem: 'pem.tooLarge' };
  try {
    const text = await file.text();
    return text.includes('-----BEGIN ') ? text : { problem: 'pem.notText' };
  } catch {
    return { problem: 'pem.unreadable' };
  }
}
