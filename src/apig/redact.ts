/** Shorter pieces of a key are no secret, and may stand in any text. */
const LEAST_LENGTH = 16;

/**
 * What nothing may hold that goes to a log or back to the caller: the token, and private keys line by line, since an echo
 * may have changed what is between the lines.
 * @param body of the upstream call; private keys are in its fields of that name.
 */
export function secretsOf(token: string, body: unknown): string[] {
  const fields = Object.entries(Object(body) as Record<string, unknown>);
  const keys = fields.filter(([name, value]) => /private_key/.test(name) && typeof value === 'string');
  const lines = keys.flatMap(([, value]) => String(value).split(/\s+/));
  return [token, ...lines.filter((line) => line.length >= LEAST_LENGTH)];
}

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

/** The text with each secret, and whatever else is a private key in PEM, replaced. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text.replace(PRIVATE_KEY, '***'));
}
