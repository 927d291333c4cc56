/** The minimum length of a text that could reveal a token. */
const LEAST_LENGTH = 8;

/** Returns true if a text of the caller is a part of its token, or contains it. */
export function revealsToken(text: string, token: string | undefined): boolean {
  if (token === undefined || text.length < LEAST_LENGTH) return false;
  return token.includes(text) || (token.length >= LEAST_LENGTH && text.includes(token));
}
