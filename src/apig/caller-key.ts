/** The number of characters hashed, from the end of the token. A token ends with its signature, which nobody can guess. */
const READ = 32;

/**
 * Returns a 30-bit number that identifies a caller to the concurrency gate and the circuit breaker. It grants nothing and does
 * not reveal the token. Two callers with the same number share their place in the queue.
 * @param seed a random number of this process, so that nobody can craft a token that collides with another caller's.
 */
export function callerKey(token: string, seed: number): number {
  let hash = (seed ^ token.length) | 0;
  for (let at = Math.max(0, token.length - READ); at < token.length; at++) {
    // FNV-1a.
    hash = Math.imul(hash ^ token.charCodeAt(at), 0x01000193);
  }
  // V8 stores integers of up to 30 bits without allocating.
  return (hash ^ (hash >>> 15)) & 0x3fffffff;
}
