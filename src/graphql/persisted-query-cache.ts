import { hash } from 'node:crypto';
import type { ApolloServerPlugin } from '@apollo/server';
import { LRUCache } from 'lru-cache';
import type { Redis } from '../lib/redis';
import type { RequestContext } from '../request/context';

/** The prefix of all keys. Its hash tag keeps them in one slot of a Redis cluster. */
const PREFIX = '{apig-certificate-gateway}:';
const INDEX = `${PREFIX}apq-index`;

/** The prefix that Apollo Server adds to the hash (`APQ_CACHE_PREFIX` in its requestPipeline.js). */
const APOLLO_PREFIX = 'apq:';

/** The length of a key: the prefix and a SHA-256 in hexadecimal. Callers send the hash. */
const KEY_LENGTH = APOLLO_PREFIX.length + 64;

/** The lifetime of a shared document, in seconds. */
const TTL_S = 24 * 60 * 60;

/** The maximum number of cached documents, in memory and in Redis, and their maximum length in characters: 20 MB at most. */
const MAX_DOCUMENTS = 1_000;
const MAX_LENGTH = 20_000;

/** The Lua script that stores a document and removes the oldest ones beyond the maximum. */
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
 * The cache of automatic persisted queries for Apollo Server: documents by hash, which contain no caller's data. All of them are
 * kept in memory. In Redis, only documents of callers whom the upstream has accepted are shared with other replicas, because
 * anyone can send a document with an invented token. What Redis returns is compared with the hash, because whoever can write to
 * Redis could otherwise choose the document that a caller's token executes.
 */
export class PersistedQueryCache {
  readonly #memory = new LRUCache<string, string>({ max: MAX_DOCUMENTS });

  constructor(private readonly redis: Redis | undefined) {}

  async get(key: string): Promise<string | undefined> {
    if (key.length > KEY_LENGTH) return undefined;
    const known = this.#memory.get(key);
    if (known !== undefined || !this.redis) return known;
    return this.redis
      .run((client) => client.get(PREFIX + key))
      .then(
        (text) => (isDocumentOf(key, text) ? text : undefined),
        () => undefined,
      );
  }

  async set(key: string, document: string): Promise<void> {
    if (document.length <= MAX_LENGTH) this.#memory.set(key, document);
  }

  async delete(key: string): Promise<boolean> {
    return this.#memory.delete(key);
  }

  /** The plugin that shares a document after the upstream has accepted its caller. Empty without Redis. */
  get plugins(): ApolloServerPlugin<RequestContext>[] {
    return this.redis ? [sharingPlugin(this.redis)] : [];
  }
}

/** Returns true if a value from Redis is the document of this key. */
function isDocumentOf(key: string, value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_LENGTH && APOLLO_PREFIX + hash('sha256', value) === key;
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
