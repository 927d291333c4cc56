import { ApigError } from '../../errors/apig-error.type';
import { ApigUpstreamError, type ErrorResultClass } from '../../errors/error-results.type';
import { resultOf } from '../../errors/result-of';
import type { FailureSite } from '../../errors/to-result';
import type { ChangeRecord, RequestContext } from '../../request/context';

/** A change, as the audit trail names it, and what it must not run beside. */
export interface Change extends Omit<ChangeRecord, 'requestId' | 'projectId'> {
  /** Names of what is changed, certificate ids mostly: changes that share one run one after the other. */
  readonly locks: readonly string[];
}

/**
 * Runs a change whose input is known to be good: after the earlier changes of the same things, with a record before and
 * after it. What was read before it is forgotten.
 * @returns the success, or the error result that the failure becomes.
 */
export function runChange<Success extends object, Errors extends readonly ErrorResultClass[]>(
  context: RequestContext,
  { locks, ...facts }: Change,
  site: FailureSite<Errors>,
  apply: () => Promise<Success>,
): Promise<Success | InstanceType<Errors[number]>> {
  const { caller, requestId } = context;
  const record = { requestId, projectId: caller.projectId, ...facts };
  return context.inTurn(locks, async () => {
    context.audit.before(record, caller);
    const result = await resultOf(site, apply);
    context.forgetReads();
    const error = result instanceof ApigError ? result : undefined;
    const outcome = result instanceof ApigUpstreamError ? result.outcome : null;
    context.audit.after(record, caller, result.constructor.name, error?.code ?? null, outcome);
    return result;
  });
}
