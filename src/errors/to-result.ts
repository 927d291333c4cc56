import type { FailureKind } from '../contract/error-codes';
import { OPERATIONS } from '../contract/operations';
import { InputError } from '../input/input-error';
import { ChangeOutcome } from './change-outcome.enum';
import { classify } from './classify';
import type { ErrorResultClass } from './error-results.type';
import type { Failure } from './failure';
import { FAILURE_KINDS, type RequestedNames } from './failure-kinds';

/** The root field that failed: the ids and names in its arguments, and the error results of its union. */
export interface FailureSite<Errors extends readonly ErrorResultClass[]> extends RequestedNames {
  readonly errors: Errors;
  /** Set for a change. Absent for a query, whose errors have no outcome. */
  readonly change?: true;
}

/** Returns the error result for a failure of a root field. */
export function toResult<Errors extends readonly ErrorResultClass[]>(
  failure: Failure,
  site: FailureSite<Errors>,
): InstanceType<Errors[number]> {
  const { kind, retryable } = classify(failure);
  const outcome = site.change ? outcomeOf(failure) : null;
  // All other error results of a change imply that nothing was changed.
  const told = outcome === ChangeOutcome.UNKNOWN ? 'upstream_failure' : kindAt(kind, site.errors);
  const { code } = failure instanceof InputError ? failure : failure.details;
  const requestId = failure instanceof InputError ? null : (failure.details.requestId ?? null);
  const fields = { code, message: failure.message, retryable, requestId };
  const result = FAILURE_KINDS[told].build({ fields, failure, requested: site, outcome });
  // `kindAt` returns only kinds whose classes the site has.
  return result as InstanceType<Errors[number]>;
}

/**
 * Returns the kind itself if the union has its class. Any other not_found becomes certificate-not-found if the union has that; the
 * rest become upstream errors, which every union has.
 */
function kindAt(kind: FailureKind, allowed: readonly ErrorResultClass[]): FailureKind {
  const has = (it: FailureKind) => allowed.includes(FAILURE_KINDS[it].result);
  if (has(kind)) return kind;
  return kind.startsWith('not_found:') && has('not_found:certificate') ? 'not_found:certificate' : 'upstream_failure';
}

/** Returns the outcome of a change that failed. A failed read changed nothing, nor did a change that was not sent or was rejected. */
function outcomeOf(failure: Failure): ChangeOutcome {
  if (failure instanceof InputError) return ChangeOutcome.NOT_APPLIED;
  const { delivery, operation } = failure.details;
  const isRead = operation !== undefined && OPERATIONS[operation][0] === 'GET';
  return delivery === 'UNKNOWN' && !isRead ? ChangeOutcome.UNKNOWN : ChangeOutcome.NOT_APPLIED;
}
