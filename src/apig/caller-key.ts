/** Characters of a token that are read: the end of one is its signature, which nobody guesses. */
const READ = 32;

/**
 * Returns a number that stands for a caller where turns are given and failures counted. It grants nothing, and no token can be
 * told from its 30 bits; two callers with the same number would share their turns.
 * @param seed a number of the process, so that nobody can choose a token with another's number.
 */
export function callerKey(token: string, seed: number): number {
  let hash = (seed ^ token.length) | 0;
  for (let at = Math.max(0, token.length - READ); at < token.length; at++) {
    // FNV-1a.
    hash = Math.imul(hash ^ token.charCodeAt(at), 0x01000193);
  }
  // 30 bits: V8 keeps those in place, without an object for each.
  return (hash ^ (hash >>> 15)) & 0x3fffffff;
}
