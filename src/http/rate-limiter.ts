import { hash, randomBytes } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Redis } from '../lib/redis';

const WINDOW_S = 60;

/** The name in Redis of the key with which all replicas hash tokens. The first replica creates it. */
const HASH_KEY = 'apig-certificate-gateway:hash-key';

/** The maximum length of that key in characters, several times that of `newKey`. */
const MAX_HASH_KEY_LENGTH = 256;

/** The identity by which a caller is rate limited: its token, with the hash of it in this process, if it sent one, otherwise its address. */
export type CallerId = { readonly token: string; readonly hash: string } | { readonly address: string };

/** Counts the requests of each caller. The counts are shared between replicas if Redis is available. */
export class RateLimiter {
  readonly #memory: RateLimiterMemory;
  readonly #shared: RateLimiterRedis | undefined;
  readonly #redis: Redis | undefined;
  #sharedKey: string | undefined;

  /** @param perMinute the maximum number of requests of one caller per minute. */
  constructor(perMinute: number, redis: Redis | undefined) {
    this.#redis = redis;
    this.#memory = new RateLimiterMemory({ points: perMinute, duration: WINDOW_S });
    this.#shared =
      redis &&
      new RateLimiterRedis({
        storeClient: redis.client,
        useRedisPackage: true,
        keyPrefix: 'apig-certificate-gateway:calls',
        points: perMinute,
        duration: WINDOW_S,
      });
  }

  /** Counts a request. @returns undefined if it is admitted, otherwise the seconds until a retry. Never throws. */
  count(caller: CallerId): Promise<number | undefined> {
    return this.#shared && this.#redis ? this.#countShared(caller, this.#shared, this.#redis) : this.#countHere(caller);
  }

  async #countShared(caller: CallerId, shared: RateLimiterRedis, redis: Redis): Promise<number | undefined> {
    try {
      this.#sharedKey ??= await readKey(redis);
      const name = nameOf(caller, this.#sharedKey);
      await redis.run(() => shared.consume(name));
      return undefined;
    } catch (error) {
      // Any other error means that Redis is unavailable.
      if (error instanceof RateLimiterRes) return secondsToWait(error);
      return this.#countHere(caller);
    }
  }

  #countHere(caller: CallerId): Promise<number | undefined> {
    return this.#memory.consume('token' in caller ? caller.hash : caller.address).then(() => undefined, secondsToWait);
  }
}

/**
 * Returns the wait in seconds, from 1 to the length of the window, whatever Redis says; undefined if the limiter itself failed: the
 * request is then admitted.
 */
function secondsToWait(outcome: unknown): number | undefined {
  if (!(outcome instanceof RateLimiterRes)) return undefined;
  const seconds = Math.ceil(outcome.msBeforeNext / 1000);
  return Number.isNaN(seconds) ? WINDOW_S : Math.min(WINDOW_S, Math.max(1, seconds));
}

/** Returns the name of a caller's counter. It has a keyed hash of the token, so that the token itself is not stored. */
function nameOf(caller: CallerId, key: string): string {
  return 'token' in caller
    ? `token:${hash('sha256', `${key} ${caller.token}`, 'base64url')}`
    : `address:${caller.address}`;
}

async function readKey(redis: Redis): Promise<string> {
  const key = await redis.run(async (client) => {
    await client.set(HASH_KEY, newKey(), { condition: 'NX' });
    return client.get(HASH_KEY);
  });
  if (typeof key !== 'string' || key === '' || key.length > MAX_HASH_KEY_LENGTH) throw new Error('Redis has no key');
  return key;
}

function newKey(): string {
  return randomBytes(32).toString('base64url');
}
