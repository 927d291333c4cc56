/** The minimum length of a line that counts as a secret. Shorter lines of a key may occur in any text. */
const LEAST_LENGTH = 16;

/**
 * Returns the texts that must never appear in a log or a response: the token, and each line of the private keys. Keys are split
 * into lines because an echo may have changed the line breaks.
 * @param body the body of the upstream call. Private keys are in its fields of that name.
 */
export function secretsOf(token: string, body: unknown): string[] {
  const fields = Object.entries(Object(body) as Record<string, unknown>);
  const keys = fields.filter(([name, value]) => /private_key/.test(name) && typeof value === 'string');
  const lines = keys.flatMap(([, value]) => String(value).split(/\s+/));
  return [token, ...lines.filter((line) => line.length >= LEAST_LENGTH)];
}

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

/** Returns the text with each secret, and any other private key in PEM format, replaced by `***`. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text.replace(PRIVATE_KEY, '***'));
}
