import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { type Clock, systemClock } from '../lib/clock';

/** The minimum time between two lines about the same problem, in milliseconds. */
const REPEAT_MS = 60_000;

/** The maximum length of a reason in the log, in characters. */
const MAX_REASON_LENGTH = 200;

/** The maximum number of different problems that are told apart. */
const MAX_PROBLEMS = 50;

/** The key of failed exports, whatever their reason. */
const EXPORT = 'export';

interface Problem {
  /** The time of the last line, in milliseconds. */
  readonly loggedAt: number;
  /** The occurrences since then, which have no line of their own. */
  more: number;
}

/**
 * Logs the problems with traces: the first occurrence, then at most one line a minute with the number of occurrences since the line before,
 * and the end of failed exports.
 */
export class TraceProblems {
  readonly #problems = new LRUCache<string, Problem>({ max: MAX_PROBLEMS });

  constructor(
    private readonly log: Logger,
    private readonly clock: Clock = systemClock,
  ) {}

  /** Reports that spans were not sent. */
  exportFailed(error: unknown): void {
    this.#report(EXPORT, reasonOf(error));
  }

  /** Reports that spans were sent. */
  exported(): void {
    if (this.#problems.delete(EXPORT)) this.log.info('traces are sent again');
  }

  /** Reports a message of the SDK, such as one about a variable. */
  reported(message: string): void {
    this.#report(message.replace(/\d+/g, '#'), message);
  }

  #report(key: string, reason: string): void {
    const now = this.clock.monotonic();
    const before = this.#problems.get(key);
    if (before && now - before.loggedAt < REPEAT_MS) {
      before.more++;
      return;
    }
    this.#problems.set(key, { loggedAt: now, more: 0 });
    this.log.warn(
      { reason: oneLine(reason), ...(before?.more ? { repeated: before.more } : {}) },
      'problem with traces',
    );
  }
}

/** Returns the message of an error, or its code if it has none. Never its stack, and not the response of the collector. */
function reasonOf(error: unknown): string {
  if (typeof error === 'string') return error;
  const { message, code, name } = Object(error) as { message?: unknown; code?: unknown; name?: unknown };
  return String(message || code || name || 'error');
}

function oneLine(text: string): string {
  return text.trim().split('\n', 1).join('').slice(0, MAX_REASON_LENGTH);
}
