import type { ApolloServerPlugin } from '@apollo/server';
import { LRUCache } from 'lru-cache';
import type { Redis } from '../lib/redis';
import type { RequestContext } from '../request/context';

/** Both keys have the same hash tag, so that they are in one slot of a cluster. */
const PREFIX = '{apig-certificate-gateway}:';
const INDEX = `${PREFIX}apq-index`;

/** Apollo Server puts this before the hash (`APQ_CACHE_PREFIX` in its requestPipeline.js). */
const APOLLO_PREFIX = 'apq:';

/** Seconds after which a document that nobody asks for is forgotten. */
const TTL_S = 24 * 60 * 60;

/** The most documents that are kept, here and in Redis, and the longest of them, in characters: 20 MB at most. */
const MAX_DOCUMENTS = 1_000;
const MAX_LENGTH = 20_000;

/** Keeps a document, and removes the oldest beyond the bound. */
const KEEP = `
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
redis.call('ZADD', KEYS[2], ARGV[3], KEYS[1])
redis.call('EXPIRE', KEYS[2], ARGV[2])
local excess = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[4])
if excess > 0 then
  local oldest = redis.call('ZPOPMIN', KEYS[2], excess)
  for i = 1, #oldest, 2 do redis.call('DEL', oldest[i]) end
end`;

/**
 * Keeps automatic persisted queries for Apollo Server: documents by their hash, which hold nothing of a caller's. In memory
 * all of them; in Redis, for the other replicas, only those of callers whom the upstream has accepted, since anybody can send
 * a document with an invented token.
 */
export class PersistedQueryCache {
  readonly #memory = new LRUCache<string, string>({ max: MAX_DOCUMENTS });

  constructor(private readonly redis: Redis | undefined) {}

  async get(key: string): Promise<string | undefined> {
    const known = this.#memory.get(key);
    if (known !== undefined || !this.redis) return known;
    return this.redis
      .run((client) => client.get(PREFIX + key))
      .then(
        (text) => text ?? undefined,
        () => undefined,
      );
  }

  async set(key: string, document: string): Promise<void> {
    if (document.length <= MAX_LENGTH) this.#memory.set(key, document);
  }

  async delete(key: string): Promise<boolean> {
    return this.#memory.delete(key);
  }

  /** Returns the plugin that shares a document once the upstream has accepted the caller who sent it; none without Redis. */
  get plugins(): ApolloServerPlugin<RequestContext>[] {
    return this.redis ? [sharingPlugin(this.redis)] : [];
  }
}

function sharingPlugin(redis: Redis): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ metrics, queryHash, source, contextValue }) => {
        if (!metrics.persistedQueryRegister || !contextValue.isAccepted || !queryHash || !source) return;
        if (source.length <= MAX_LENGTH) await share(redis, APOLLO_PREFIX + queryHash, source);
      },
    }),
  };
}

async function share(redis: Redis, key: string, document: string): Promise<void> {
  const options = {
    keys: [PREFIX + key, INDEX],
    arguments: [document, String(TTL_S), String(Date.now()), String(MAX_DOCUMENTS)],
  };
  await redis.run((client) => client.eval(KEEP, options)).catch(() => {});
}
