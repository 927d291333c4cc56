import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Proxies } from '../apig/dispatcher';
import { type Clock, systemClock } from '../lib/clock';
import { IamClient, IamFailure, type IamUser } from './iam-client';

/** The maximum number of tokens whose user is kept. */
const MAX_TOKENS = 10_000;

/** The maximum number of lookups in progress. Further ones are not made, so that invented tokens cannot pile up calls. */
const MAX_LOOKUPS = 16;

/** The time limit of a lookup, in milliseconds. */
const TIMEOUT_MS = 3_000;

/** The time after which a token is looked up again, in milliseconds: if IAM rejected it, and if IAM did not respond. */
const RETRY_REFUSED_MS = 10 * 60 * 1_000;
const RETRY_FAILED_MS = 30_000;

/** The options of the users of tokens. */
export interface TokenUsersOptions {
  readonly iam: Pick<IamClient, 'userOf' | 'close'>;
  /** Returns a keyed hash of a token, by which its user is kept. */
  readonly hash: (token: string) => string;
  readonly clock: Clock;
  /** Called when IAM did not respond as expected. */
  readonly onFailure: (failure: IamFailure) => void;
}

interface Entry {
  /** The user; undefined until it is known. */
  user: IamUser | undefined;
  /** The lookup in progress. */
  pending: Promise<IamUser | undefined> | undefined;
  /** The time from which the token is looked up again, in milliseconds since the Unix epoch. */
  retryAt: number;
}

/** The users of callers' tokens. Each token is looked up once, and nothing ever waits for that. */
export class TokenUsers {
  readonly #entries = new LRUCache<string, Entry>({ max: MAX_TOKENS });
  #running = 0;

  constructor(private readonly options: TokenUsersOptions) {}

  /** Returns the users of tokens for an endpoint of IAM; undefined without one. @param hash see `TokenUsersOptions`. */
  static of(
    endpoint: string | undefined,
    proxies: Proxies,
    hash: (token: string) => string,
    log: Logger,
  ): TokenUsers | undefined {
    if (endpoint === undefined) return undefined;
    const onFailure = (failure: IamFailure) => log.warn({ err: failure }, 'IAM did not name the user of a change');
    return new TokenUsers({ iam: new IamClient(endpoint, proxies), hash, clock: systemClock, onFailure });
  }

  /** Closes all connections to IAM. Lookups in progress end without a user. */
  close(): Promise<void> {
    return this.options.iam.close();
  }

  /**
   * Returns the user of a token if it is known. Otherwise it begins to look it up.
   * @returns the user, or the lookup in progress, which resolves with undefined if IAM does not tell; it never rejects.
   */
  find(token: string): IamUser | Promise<IamUser | undefined> | undefined {
    const { hash, clock } = this.options;
    const key = hash(token);
    const entry = this.#entries.get(key) ?? { user: undefined, pending: undefined, retryAt: 0 };
    if (entry.user || entry.pending) return entry.user ?? entry.pending;
    if (clock.now() < entry.retryAt || this.#running >= MAX_LOOKUPS) return undefined;
    this.#entries.set(key, entry);
    entry.pending = this.#lookUp(token, entry);
    return entry.pending;
  }

  async #lookUp(token: string, entry: Entry): Promise<IamUser | undefined> {
    const { iam, clock, onFailure } = this.options;
    this.#running++;
    try {
      entry.user = (await iam.userOf(token, TIMEOUT_MS)).user;
    } catch (error) {
      const failure = error instanceof IamFailure ? error : new IamFailure('unexpected error', false);
      entry.retryAt = clock.now() + (failure.isRefusal ? RETRY_REFUSED_MS : RETRY_FAILED_MS);
      if (!failure.isRefusal) onFailure(failure);
    } finally {
      this.#running--;
      entry.pending = undefined;
    }
    return entry.user;
  }
}
