import { ApigFailure } from '../../apig/failure';
import { DOCUMENTED_CODES } from '../../contract/error-codes';
import type { ApigError } from '../../errors/apig-error.type';
import type { ErrorResultClass } from '../../errors/error-results.type';
import type { Failure } from '../../errors/failure';
import type { RequestedNames } from '../../errors/failure-kinds';
import { toResult } from '../../errors/to-result';
import { namesOf, type WantedDomain } from './certificate-domain.input';

/** The reason why a change would be rejected, and the domains that cause it. */
export interface ExpectedRefusal {
  readonly failure: Failure;
  readonly domains: readonly WantedDomain[];
}

/** Creates the failure that the upstream would report, with a documented code and that code's message. @throws Error for any other code. */
export function documentedFailure(code: string): ApigFailure {
  const documented = DOCUMENTED_CODES.get(code);
  if (!documented) throw new Error(`no such code: ${code}`);
  return new ApigFailure({ code, message: documented.message, delivery: 'NOT_SENT' });
}

/**
 * Returns the error result that a change would return, for its preview; null if it would succeed.
 * @param errors the error results of the change.
 * @param requested the names in the request, except those of the domains that cause the refusal.
 */
export function refusalResult(
  refusal: ExpectedRefusal | undefined,
  errors: readonly ErrorResultClass[],
  requested: RequestedNames,
): ApigError | null {
  return refusal ? toResult(refusal.failure, { errors, ...namesOf(refusal.domains), ...requested }) : null;
}
