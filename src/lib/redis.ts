import type { Logger } from 'pino';
import { createClient } from 'redis';

/** The time limit of a command, in milliseconds. After it, the server continues without the result. */
const COMMAND_TIMEOUT_MS = 200;

/** The interval of probes after Redis was too slow, in milliseconds. */
const PROBE_MS = 2_000;

const MAX_RECONNECT_MS = 5_000;

type Client = ReturnType<typeof createClient>;

/**
 * The process's connection to Redis. A failure here must not fail a request: callers fall back to memory. After one command that
 * is too slow, no other is sent until a probe succeeds, so that a hanging Redis delays one request and not all.
 */
export class Redis {
  readonly client: Client;
  readonly #onChange: (isUp: boolean, reason?: string) => void;
  #isUp = true;
  #isSlow = false;
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
      if (!this.#isSlow) this.#onChange(true);
    });
    // Only the code is logged. The message may contain the address, but never the password.
    this.client.on('error', (error: { code?: string }) => this.#onChange(false, error.code ?? 'error'));
    onState(true);
    this.client.connect().catch(() => this.#onChange(false, 'connect'));
  }

  /** Runs a command. @throws Error, immediately if Redis is unavailable or was too slow, otherwise after 200 ms at most. */
  async run<Result>(command: (client: Client) => Promise<Result>): Promise<Result> {
    if (!this.client.isReady || this.#isSlow) throw new Error('Redis is unavailable');
    try {
      return await this.#inTime(command);
    } catch (error) {
      if (error instanceof SlowError) this.#beginProbing();
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

  #beginProbing(): void {
    if (this.#isSlow) return;
    this.#isSlow = true;
    this.#onChange(false, 'slow');
    const probe = async () => {
      const isBack = await this.#inTime((client) => client.ping()).then(
        () => true,
        () => false,
      );
      if (isBack) {
        this.#isSlow = false;
        this.#onChange(true);
      } else {
        this.#probe = setTimeout(probe, PROBE_MS).unref();
      }
    };
    this.#probe = setTimeout(probe, PROBE_MS).unref();
  }
}

class SlowError extends Error {
  constructor() {
    super('Redis did not respond in time');
  }
}
