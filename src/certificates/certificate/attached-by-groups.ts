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

/** What is asked for of one certificate's domains. */
export interface AttachedPageKey {
  readonly certificateId: string;
  readonly offset: number;
  readonly limit: number;
  readonly urlDomain?: string;
  /** The only gateway whose domains it may be attached to, where the pages of its groups tell all that is asked for. */
  readonly gatewayId?: string;
  /** The page goes on where one that was read from the groups ended. */
  readonly goesOnByGroups?: boolean;
}

/** Up to this many certificates of a gateway are asked for one by one: no more calls than its groups' pages. */
const MAX_SINGLE = 2;

/** Why the groups may not be read where the certificates are: their own lists still tell. */
const MAY_STILL_LIST: ReadonlySet<FailureKind> = new Set([
  'permission_denied',
  'invalid_input',
  'not_found:gateway',
  'not_found:api_group',
]);

/**
 * The contents of the gateways that many certificates of one request are of. Reading them costs no more calls in all than
 * asking for each certificate, plus one: what was read in vain is paid for by what was saved before.
 */
export class AttachedByGroups {
  readonly #context: RequestContext;
  /** By gateway; the failure where its groups could not be read to their end. */
  readonly #found = new Map<string, GatewayContents | ApigFailure>();
  /** The same, of the gateways of pages that go on where one by groups ended. */
  readonly #continued = new Map<string, GatewayContents | ApigFailure>();
  /** Calls that may be made in vain. */
  #credit: number = CALL_BUDGETS.groupAttempts;

  constructor(context: RequestContext) {
    this.#context = context;
  }

  /** Reads what is on each gateway that enough of the certificates are of. */
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
    // The first tells whether it pays.
    if (first) await this.#readIfFewer(...first);
    await mapBounded(others, (it) => this.#readIfFewer(...it));
  }

  /** Returns what a page is made from; the failure where nothing else can tell; undefined where its own list must. */
  contentsFor({ gatewayId = '', goesOnByGroups }: AttachedPageKey): GatewayContents | ApigFailure | undefined {
    if (gatewayId === '') return undefined;
    const contents = this.#contentsOf(gatewayId);
    // The certificate's own list is no way to go on: its order may be another.
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

  /** @param count the certificates that would else be asked for one by one. */
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
