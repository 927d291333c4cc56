import { ApigFailure } from '../../apig/failure';
import type { FailureKind } from '../../contract/error-codes';
import { classify } from '../../errors/classify';

/** Returns true if the upstream rejected the request for one of the given reasons, so that nothing was changed. */
export function isRefusedAs(error: unknown, ...kinds: readonly FailureKind[]): error is ApigFailure {
  return error instanceof ApigFailure && error.details.delivery === 'REFUSED' && kinds.includes(classify(error).kind);
}
