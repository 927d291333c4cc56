import { ApigFailure } from '../../apig/failure';
import type { FailureKind } from '../../contract/error-codes';
import { CALL_BUDGETS } from '../../contract/limits';
import { classify } from '../../errors/classify';
import {
  type GatewayContents,
  gatewayContentsLoader,
  pagesOf,
  readFirstGroups,
  readFurtherContents,
} from '../../gateways/estate.loader';
import { mapBounded } from '../../lib/map-bounded';
import type { RequestContext } from '../../request/context';

/** A request for one page of a certificate's domains. */
export interface AttachedPageKey {
  readonly certificateId: string;
  readonly offset: number;
  readonly limit: number;
  readonly urlDomain?: string;
  /** The certificate's only gateway, if the pages of the gateway's API groups contain everything that the page needs. */
  readonly gatewayId?: string;
  /** True if the page continues one that was read from the API groups. */
  readonly goesOnByGroups?: boolean;
}

/** Up to this many certificates of a gateway are read one by one, which takes no more calls than the pages of its API groups. */
const MAX_SINGLE = 2;

/** The failures of reading API groups after which the certificates' own lists may still be readable. */
const MAY_STILL_LIST: ReadonlySet<FailureKind> = new Set([
  'permission_denied',
  'invalid_input',
  'not_found:gateway',
  'not_found:api_group',
]);

/**
 * Reads the contents of each gateway to which many certificates of one request belong. In total this takes at most one call more
 * than reading each certificate: a failed attempt is only made with calls that earlier attempts have saved.
 */
export class AttachedByGroups {
  readonly #context: RequestContext;
  /** The contents by gateway, or the failure if its API groups could not be read completely. */
  readonly #found = new Map<string, GatewayContents | ApigFailure>();
  /** The same for pages that continue one read from the API groups. */
  readonly #continued = new Map<string, GatewayContents | ApigFailure>();
  /** The number of calls that may still be wasted. */
  #credit: number = CALL_BUDGETS.groupAttempts;

  constructor(context: RequestContext) {
    this.#context = context;
  }

  /** Reads the contents of each gateway to which enough of the certificates belong. */
  async readFor(keys: readonly AttachedPageKey[]): Promise<void> {
    const counts = new Map<string, number>();
    const continued = new Set<string>();
    for (const { gatewayId, goesOnByGroups } of keys) {
      if (!gatewayId || this.#contentsOf(gatewayId)) continue;
      if (goesOnByGroups) continued.add(gatewayId);
      else counts.set(gatewayId, (counts.get(gatewayId) ?? 0) + 1);
    }
    await mapBounded([...continued], (gatewayId) => this.#readAll(gatewayId));
    const [first, ...others] = [...counts]
      .filter(([gatewayId, count]) => count > MAX_SINGLE && !this.#contentsOf(gatewayId))
      .sort(([, one], [, other]) => other - one);
    // The result for the first gateway shows if reading the others saves calls.
    if (first) await this.#readIfFewer(...first);
    await mapBounded(others, (it) => this.#readIfFewer(...it));
  }

  /** Returns the contents for a page, the failure if there is no other source, or undefined if the certificate's own list must be read. */
  contentsFor({ gatewayId = '', goesOnByGroups }: AttachedPageKey): GatewayContents | ApigFailure | undefined {
    if (gatewayId === '') return undefined;
    const contents = this.#contentsOf(gatewayId);
    // The certificate's own list cannot continue such a page, because its order may differ.
    return contents ?? (goesOnByGroups ? this.#continued : this.#found).get(gatewayId);
  }

  #contentsOf(gatewayId: string): GatewayContents | undefined {
    const known = [this.#found.get(gatewayId), this.#continued.get(gatewayId)];
    return known.find((it): it is GatewayContents => it !== undefined && !(it instanceof ApigFailure));
  }

  async #readAll(gatewayId: string): Promise<void> {
    const contents = this.#context.loader(gatewayContentsLoader).load(gatewayId);
    this.#continued.set(gatewayId, await orFailure(contents));
  }

  /** Reads a gateway if that takes fewer calls. @param count the number of certificates that would otherwise be read one by one. */
  async #readIfFewer(gatewayId: string, count: number): Promise<void> {
    if (this.#credit < 1) return;
    this.#credit -= 1;
    const first = await orFailure(readFirstGroups(this.#context, gatewayId));
    if (first instanceof ApigFailure) {
      if (!MAY_STILL_LIST.has(classify(first).kind)) this.#found.set(gatewayId, first);
      return;
    }
    const pages = pagesOf(first);
    if (pages >= count) return;
    this.#credit += 1 + count - pages;
    const contents = readFurtherContents(this.#context, gatewayId, first, pages);
    this.#found.set(gatewayId, await orFailure(contents));
  }
}

function orFailure<Value>(value: Promise<Value>): Promise<Value | ApigFailure> {
  return value.catch((error: unknown) => {
    if (error instanceof ApigFailure) return error;
    throw error;
  });
}
