import { createHmac, randomBytes } from 'node:crypto';

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
