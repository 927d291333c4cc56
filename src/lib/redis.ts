import type { Logger } from 'pino';
import { createClient } from 'redis';

/** Milliseconds that a command may take before the server goes on without it. */
const COMMAND_TIMEOUT_MS = 200;

/** Milliseconds between tries whether a Redis that was too slow is itself again. */
const PROBE_MS = 2_000;

const MAX_RECONNECT_MS = 5_000;

type Client = ReturnType<typeof createClient>;

/**
 * The one connection to Redis that the process has. What fails here must not fail a request: callers go on in memory. After
 * one command that is too slow no other is sent until a probe succeeds, so that a Redis that hangs delays one request, not all.
 */
export class Redis {
  readonly client: Client;
  readonly #onChange: (isUp: boolean, reason?: string) => void;
  #isUp = true;
  #isSlow = false;
  #probe: NodeJS.Timeout | undefined;

  /**
   * Begins to connect, and goes on trying.
   * @param onState told when it becomes available or unavailable.
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
    // Its message may hold the address, never the password.
    this.client.on('error', (error: { code?: string }) => this.#onChange(false, error.code ?? 'error'));
    onState(true);
    this.client.connect().catch(() => this.#onChange(false, 'connect'));
  }

  /** Runs a command. @throws Error at once where Redis is unavailable or known to be slow, else after 200 ms. */
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
    // What fails after its time is nobody's concern.
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
