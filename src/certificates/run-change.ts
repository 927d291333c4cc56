import type { RequestContext } from '../context';
import { answer } from '../errors/answer';
import { ApigError } from '../errors/apig-error';
import { ApigUpstreamError, type ErrorResultClass } from '../errors/error-results';
import type { FailureSite } from '../errors/to-result';

/** A change of one certificate, as the audit trail names it. */
export interface Change {
  readonly name: string;
  readonly certificateId: string;
  readonly domains?: readonly string[];
}

/**
 * Runs a change whose input is known to be good: after the earlier changes of that certificate, with a record before and
 * after it. What was read before it is forgotten.
 * @returns the success, or the error result that the failure becomes.
 */
export async function runChange<Success extends object, Errors extends readonly ErrorResultClass[]>(
  context: RequestContext,
  change: Change,
  site: FailureSite<Errors>,
  apply: () => Promise<Success>,
): Promise<Success | InstanceType<Errors[number]>> {
  const { caller, requestId } = context;
  const record = {
    requestId,
    change: change.name,
    projectId: caller.projectId,
    certificateId: change.certificateId,
    ...(change.domains ? { domains: change.domains } : {}),
  };
  return context.inTurn(change.certificateId, async () => {
    context.audit.before(record, caller);
    const result = await answer(site, apply);
    context.forgetReads();
    const error = result instanceof ApigError ? result : undefined;
    const outcome = result instanceof ApigUpstreamError ? result.outcome : null;
    context.audit.after(record, caller, result.constructor.name, error?.code ?? null, outcome);
    return result;
  });
}
