import { createHmac, hash, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** Returns the hash that identifies a caller in the log and the audit trail: 16 hexadecimal digits. */
export type CallerHash = (token: string) => string;

/**
 * Returns the function that hashes tokens (HMAC-SHA-256), so that records identify callers without their tokens.
 * @param key the same key gives the same hashes in all replicas and after a restart. Default: a random key of this process.
 */
export function callerHashWith(key: string | undefined): CallerHash {
  const secret = key ?? randomBytes(32);
  return (token) => createHmac('sha256', secret).update('caller ').update(token).digest('hex').slice(0, 16);
}

/** The maximum number of callers whose hash is kept. */
const MAX_CALLERS = 10_000;

/**
 * Returns a function with the same results, which computes each only once: an HMAC for every request would take 2 % of its time. The
 * results are kept by the token's `tokenHash`, never by the token.
 */
export function cachedCallerHash(callerHash: CallerHash): (token: string, hashed: string) => string {
  const known = new LRUCache<string, string>({ max: MAX_CALLERS });
  return (token, hashed) => {
    let caller = known.get(hashed);
    if (caller === undefined) {
      caller = callerHash(token);
      known.set(hashed, caller);
    }
    return caller;
  };
}

const OWN_KEY = randomBytes(32).toString('base64url');

/** Returns the hash of a token with a key of this process. The token cannot be computed from it. */
export function tokenHash(token: string): string {
  return hash('sha256', `${OWN_KEY} ${token}`, 'base64url');
}
