import { hash, randomBytes } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Redis } from '../lib/redis';

const WINDOW_S = 60;

/** Where the replicas keep the key with which they hash tokens: it is made by whoever comes first. */
const HASH_KEY = 'apig-certificate-gateway:hash-key';

/** Who calls: by the token where one is sent, else by the address. */
export type CallerId = { readonly token: string } | { readonly address: string };

/** Counts the calls of each caller, shared between replicas where Redis is there. */
export class RateLimiter {
  readonly #memory: RateLimiterMemory;
  readonly #shared: RateLimiterRedis | undefined;
  readonly #redis: Redis | undefined;
  readonly #ownKey = newKey();
  #sharedKey: string | undefined;

  /** @param perMinute calls of one caller in a minute. */
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

  /** Counts a call. @returns undefined where it may go on, else the seconds until one may. Never throws. */
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
      // What is not the limiter's own word means that Redis is away.
      if (error instanceof RateLimiterRes) return secondsToWait(error);
      return this.#countHere(caller);
    }
  }

  #countHere(caller: CallerId): Promise<number | undefined> {
    return this.#memory.consume(nameOf(caller, this.#ownKey)).then(() => undefined, secondsToWait);
  }
}

/** What the limiter rejects with, in seconds; undefined where it failed by itself, which must stop nobody. */
function secondsToWait(outcome: unknown): number | undefined {
  return outcome instanceof RateLimiterRes ? Math.max(1, Math.ceil(outcome.msBeforeNext / 1000)) : undefined;
}

/** A keyed hash of the token: the token itself is kept nowhere. */
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
  if (key === null) throw new Error('Redis has no key');
  return key;
}

function newKey(): string {
  return randomBytes(32).toString('base64url');
}
