import { type Clock, systemClock } from '../lib/clock';

/** The way to list the certificates of a project: in one list, or gateway by gateway. */
export type CertificateListWay = 'project' | 'gateway';

/** The configured way; `auto` for the one that a region accepts. */
export type CertificateListMode = CertificateListWay | 'auto';

/** The time after which a region that refused the list of a project is asked for it again, in milliseconds: an hour. */
const ASK_AGAIN_MS = 60 * 60 * 1000;

/**
 * Knows how each region lists certificates. The API reference requires a gateway, but some regions list a whole project too. What is
 * learned of a region only decides which way is tried first. It is the same for all callers, so no caller's result depends on what
 * another one met.
 */
export class CertificateLists {
  readonly #mode: CertificateListMode;
  readonly #clock: Clock;
  /** The times at which regions were learned to need a gateway, in milliseconds since the Unix epoch, by endpoint. */
  readonly #learned = new Map<string, number>();

  constructor(mode: CertificateListMode = 'auto', clock: Clock = systemClock) {
    this.#mode = mode;
    this.#clock = clock;
  }

  /** True if both ways may be tried. */
  get isAuto(): boolean {
    return this.#mode === 'auto';
  }

  /** Returns the way to try first. @param endpoint the region's base URL. */
  firstWay(endpoint: string): CertificateListWay {
    if (this.#mode !== 'auto') return this.#mode;
    const at = this.#learned.get(endpoint);
    return at !== undefined && this.#clock.now() - at < ASK_AGAIN_MS ? 'gateway' : 'project';
  }

  /** Notes that a region refused a list without a gateway, and accepted the same list with one. */
  learnGateway(endpoint: string): void {
    this.#learned.set(endpoint, this.#clock.now());
  }
}
