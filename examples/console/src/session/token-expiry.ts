/**
 * Returns the end of a token's validity, in milliseconds since the Unix epoch, where the token tells it: a PKI token of IAM is a
 * signed message (CMS in Base64, with `-` in place of `/`) that contains `expires_at`. Other tokens are opaque: undefined.
 */
export function expiryOf(token: string): number | undefined {
  if (!token.startsWith('MII')) return undefined;
  try {
    const [, expiresAt] = /"expires_at"\s*:\s*"([^"]{1,40})"/.exec(atob(token.replaceAll('-', '/'))) ?? [];
    const time = Date.parse(expiresAt ?? '');
    return Number.isNaN(time) ? undefined : time;
  } catch {
    return undefined;
  }
}
