import { ApigFailure } from '../../apig/failure';
import type { FailureKind } from '../../contract/error-codes';
import { classify } from '../../errors/classify';

/** Returns whether the upstream said no in its own words, for one of the reasons: then nothing was changed, or is there. */
export function isRefusedAs(error: unknown, ...kinds: readonly FailureKind[]): error is ApigFailure {
  return error instanceof ApigFailure && error.details.delivery === 'REFUSED' && kinds.includes(classify(error).kind);
}
