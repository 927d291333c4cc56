import type { Logger } from 'pino';
import { createClient, ErrorReply } from 'redis';

/** The time limit of a command, in milliseconds. After it, the server continues without the result. */
const COMMAND_TIMEOUT_MS = 200;

/** The interval of probes after a command failed, in milliseconds. */
const PROBE_MS = 2_000;

/** The key that a probe writes, and its lifetime in seconds. */
const PROBE_KEY = 'apig-certificate-gateway:probe';
const PROBE_TTL_S = 60;

const MAX_RECONNECT_MS = 5_000;

type Client = ReturnType<typeof createClient>;

/**
 * The process's connection to Redis. A failure here must not fail a request: callers fall back to memory. After a command that is
 * too slow or refused, no other is sent until a probe succeeds, so that a hanging Redis delays one request and not all.
 */
export class Redis {
  readonly client: Client;
  readonly #onChange: (isUp: boolean, reason?: string) => void;
  #isUp = true;
  #isProbing = false;
  #probe: NodeJS.Timeout | undefined;

  /**
   * Connects in the background, and reconnects after failures.
   * @param onState called when Redis becomes available or unavailable.
   */
  constructor(url: string, log: Logger, onState: (isUp: boolean) => void) {
    this.client = createClient({
      url,
      disableOfflineQueue: true,
      socket: { reconnectStrategy: (retries) => Math.min(MAX_RECONNECT_MS, 100 * 2 ** retries), connectTimeout: 2_000 },
    });
    this.#onChange = (isUp, reason) => {
      if (isUp === this.#isUp) return;
      this.#isUp = isUp;
      onState(isUp);
      if (isUp) log.info('Redis is available: limits and persisted queries are shared');
      else log.warn({ reason }, 'Redis is unavailable: limits and persisted queries are kept in memory');
    };
    this.client.on('ready', () => {
      if (!this.#isProbing) this.#onChange(true);
    });
    this.client.on('error', (error) => this.#onChange(false, reasonOf(error)));
    onState(true);
    this.#connect();
  }

  /**
   * Runs a command.
   * @throws Error, immediately if Redis is unavailable or the last command failed, otherwise after 200 ms at most.
   */
  async run<Result>(command: (client: Client) => Promise<Result>): Promise<Result> {
    if (!this.client.isReady || this.#isProbing) throw new Error('Redis is unavailable');
    try {
      return await this.#inTime(command);
    } catch (error) {
      if (error instanceof SlowError || error instanceof ErrorReply) this.#beginProbing(reasonOf(error));
      throw error;
    }
  }

  close(): void {
    clearTimeout(this.#probe);
    if (this.client.isOpen) this.client.destroy();
  }

  async #inTime<Result>(command: (client: Client) => Promise<Result>): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new SlowError()), COMMAND_TIMEOUT_MS);
    });
    const result = command(this.client);
    // A failure after the timeout is ignored.
    result.catch(() => {});
    try {
      return await Promise.race([result, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #beginProbing(reason: string): void {
    if (this.#isProbing) return;
    this.#isProbing = true;
    this.#onChange(false, reason);
    const probe = async () => {
      const error = await this.#probeError();
      if (error === undefined) {
        this.#isProbing = false;
        this.#onChange(true);
        return;
      }
      // A connection without replies may be broken without either side knowing.
      if (!(error instanceof ErrorReply)) this.#connect();
      this.#probe = setTimeout(probe, PROBE_MS).unref();
    };
    this.#probe = setTimeout(probe, PROBE_MS).unref();
  }

  /** Writes a key, because a Redis that is out of memory or read-only still replies to a PING. Returns the error, if there is one. */
  async #probeError(): Promise<unknown> {
    if (!this.client.isReady) return new SlowError();
    try {
      await this.#inTime((client) => client.set(PROBE_KEY, '', { expiration: { type: 'EX', value: PROBE_TTL_S } }));
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** Connects, or replaces the connection. */
  #connect(): void {
    if (this.client.isOpen) this.client.destroy();
    this.client.connect().catch((error) => this.#onChange(false, reasonOf(error)));
  }
}

class SlowError extends Error {
  readonly code = 'slow';

  constructor() {
    super('Redis did not respond in time');
  }
}

/** Returns the code of an error. Its message is not logged, because it may contain the address. */
function reasonOf(error: unknown): string {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  if (typeof code === 'string') return code;
  return (error instanceof ErrorReply && /^[A-Z]{1,20}\b/.exec(String(message))?.[0]) || 'error';
}
