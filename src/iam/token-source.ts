import type { Clock } from '../lib/clock';
import type { Credentials, IamClient, IssuedToken } from './iam-client';

/** The time before its end at which a token is replaced, in milliseconds: longer than a walk that uses it. */
const MARGIN_MS = 10 * 60 * 1000;

/** The options of a token source. */
export interface TokenSourceOptions {
  readonly iam: IamClient;
  /** Returns the credentials. Called for each token, so that a changed password is used. */
  readonly credentials: () => Credentials;
  readonly projectId: string;
  /** The time limit of a call to IAM, in milliseconds. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** Issues tokens for one project, and replaces each before it expires. */
export class TokenSource {
  #current: (IssuedToken & { readonly replaceAt: number }) | undefined;

  constructor(private readonly options: TokenSourceOptions) {}

  /**
   * Returns a valid token. If IAM fails, a token that should be replaced is used as long as it is valid.
   * @throws IamFailure
   */
  async token(): Promise<string> {
    const { iam, credentials, projectId, timeoutMs, clock } = this.options;
    const current = this.#current;
    if (current && clock.now() < current.replaceAt) return current.token;
    try {
      const issued = await iam.issueToken(credentials(), projectId, timeoutMs);
      const lifetimeMs = issued.expiresAt - clock.now();
      this.#current = { ...issued, replaceAt: issued.expiresAt - Math.min(MARGIN_MS, lifetimeMs / 4) };
      return issued.token;
    } catch (error) {
      if (current && clock.now() < current.expiresAt) return current.token;
      throw error;
    }
  }

  /** Drops the token, because the upstream has rejected it. */
  drop(): void {
    this.#current = undefined;
  }
}
