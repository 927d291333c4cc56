import type { Redis } from '../lib/redis';

const PREFIX = 'apig-certificate-gateway:apq:';

/** Seconds after which a document that nobody asks for is forgotten. */
const TTL_S = 24 * 60 * 60;

/** The most documents that are kept in memory, and the longest of them, in characters. */
const MAX_DOCUMENTS = 1_000;
const MAX_LENGTH = 20_000;

/** What Apollo Server keeps automatic persisted queries in: documents by their hash. They hold nothing of a caller's. */
export class PersistedQueryCache {
  readonly #memory = new Map<string, string>();

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
    if (document.length > MAX_LENGTH) return;
    this.#memory.delete(key);
    this.#memory.set(key, document);
    const [oldest] = this.#memory.keys();
    if (this.#memory.size > MAX_DOCUMENTS && oldest !== undefined) this.#memory.delete(oldest);
    await this.redis
      ?.run((client) => client.set(PREFIX + key, document, { expiration: { type: 'EX', value: TTL_S } }))
      .catch(() => {});
  }

  async delete(key: string): Promise<boolean> {
    return this.#memory.delete(key);
  }
}
