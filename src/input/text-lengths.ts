/** The maximum length of a text in PEM format, in characters: 64 KB, several times the largest chain in use. */
export const MAX_PEM_LENGTH = 64 * 1024;

/** The maximum length of a text in PEM format of an SM2 signing pair, in characters (API reference, `cert_content_sign`). */
const MAX_SIGN_PEM_LENGTH = 8092;

/** The maximum lengths of texts by scalar type, in characters. They hold for every argument and input field without its own. */
const BY_TYPE: Readonly<Record<string, number>> = { ID: 64, String: 255, DateTime: 64 };

/** The maximum lengths of texts by argument or input field, in characters; with the input type where the name has other uses. */
export const BY_NAME: Readonly<Record<string, number>> = {
  after: 512,
  certContent: MAX_PEM_LENGTH,
  privateKey: MAX_PEM_LENGTH,
  trustedRootCa: MAX_PEM_LENGTH,
  certContentSign: MAX_SIGN_PEM_LENGTH,
  privateKeySign: MAX_SIGN_PEM_LENGTH,
  'CreateCertificateInput.name': 50,
  'UpdateCertificateInput.name': 50,
};

/**
 * Returns the maximum length of the texts of an argument or input field, in characters.
 * @param scalar the name of its scalar type. @param owner the field of the argument, or the input type of the input field.
 * @returns undefined if its values are not texts.
 */
export function maxLength(scalar: string, owner: string, name: string): number | undefined {
  const byType = BY_TYPE[scalar];
  return byType === undefined ? undefined : (BY_NAME[`${owner}.${name}`] ?? BY_NAME[name] ?? byType);
}

/** Returns the maximum length of the texts of a scalar type, or undefined if its values are not texts. */
export function maxLengthOfType(scalar: string): number | undefined {
  return BY_TYPE[scalar];
}

/** Returns true if a text has more characters (Unicode code points) than a maximum. Reads no more of the text than needed. */
export function isTooLong(text: string, max: number): boolean {
  if (text.length <= max) return false;
  return text.length > 2 * max || [...text].length > max;
}
