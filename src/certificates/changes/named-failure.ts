import { ApigFailure } from '../../apig/failure';
import type { FailureKind } from '../../contract/error-codes';
import { classify } from '../../errors/classify';
import type { RequestedNames } from '../../errors/failure-kinds';

/** A failure that is about some of what the request named, and not about all of it. */
export class NamedFailure extends Error {
  constructor(
    readonly failure: ApigFailure,
    readonly names: RequestedNames,
  ) {
    super(failure.message, { cause: failure });
    this.name = 'NamedFailure';
  }
}

/** What a refusal of domains is about. */
const ABOUT_DOMAINS: ReadonlySet<FailureKind> = new Set(['not_found:binding', 'not_found:domain']);

/**
 * Runs a change, and has a refusal of domains name those alone that it is about.
 * @param find looks these up.
 * @throws NamedFailure in that case; else what `apply` throws.
 */
export async function namingDomains<Value>(
  apply: () => Promise<Value>,
  find: () => Promise<readonly string[]>,
): Promise<Value> {
  try {
    return await apply();
  } catch (error) {
    const isRefusal = error instanceof ApigFailure && error.details.delivery !== 'UNKNOWN';
    if (!isRefusal || !ABOUT_DOMAINS.has(classify(error).kind)) throw error;
    throw new NamedFailure(error, { domainNames: await find() });
  }
}
