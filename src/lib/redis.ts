import type { Logger } from 'pino';
import { createClient } from 'redis';

/** Milliseconds that a command may take before the gateway goes on without it. */
const COMMAND_TIMEOUT_MS = 200;

const MAX_RECONNECT_MS = 5_000;

/** The one connection to Redis that the process has. What fails here must not fail a request: callers go on in memory. */
export class Redis {
  readonly client: ReturnType<typeof createClient>;
  #isUp = true;

  /**
   * Begins to connect, and goes on trying.
   * @param onState told when it comes up or goes away.
   */
  constructor(url: string, log: Logger, onState: (isUp: boolean) => void) {
    this.client = createClient({
      url,
      disableOfflineQueue: true,
      socket: { reconnectStrategy: (retries) => Math.min(MAX_RECONNECT_MS, 100 * 2 ** retries), connectTimeout: 2_000 },
    });
    const tell = (isUp: boolean, reason?: string) => {
      if (isUp === this.#isUp) return;
      this.#isUp = isUp;
      onState(isUp);
      if (isUp) log.info('Redis is back: limits and persisted queries are shared again');
      else log.warn({ reason }, 'Redis is away: limits and persisted queries are kept in memory');
    };
    this.client.on('ready', () => tell(true));
    // Its message may hold the address, never the password.
    this.client.on('error', (error: { code?: string }) => tell(false, error.code ?? 'error'));
    onState(true);
    this.client.connect().catch(() => tell(false, 'connect'));
  }

  /** Runs a command. @throws Error where Redis is away or too slow. */
  async run<Result>(command: (client: ReturnType<typeof createClient>) => Promise<Result>): Promise<Result> {
    if (!this.client.isReady) throw new Error('Redis is away');
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('Redis is slow')), COMMAND_TIMEOUT_MS);
    });
    try {
      return await Promise.race([command(this.client), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    if (this.client.isOpen) this.client.destroy();
  }
}
