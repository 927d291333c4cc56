import { ApigError } from '../../errors/apig-error.type';
import { ApigUpstreamError, type ErrorResultClass } from '../../errors/error-results.type';
import type { RequestedNames } from '../../errors/failure-kinds';
import { resultOf } from '../../errors/result-of';
import type { RequestContext } from '../../request/context';
import type { ChangeRecord } from '../../telemetry/audit-trail';

/** A mutation: its name in the audit trail, what its result may be, and what its arguments name. */
export interface Mutation<Errors extends readonly ErrorResultClass[]> extends RequestedNames {
  readonly name: string;
  readonly errors: Errors;
}

/** A change whose input is known to be good. */
export interface PreparedChange<Result extends object> {
  /** The facts of the audit trail's records. */
  readonly record: Omit<ChangeRecord, 'requestId' | 'projectId' | 'change'>;
  /** Names of what is changed, certificate ids mostly: changes of one caller that share one run one after the other. */
  readonly locks: readonly string[];
  /** The names for not-found results that the mutation itself does not have. */
  readonly requested?: RequestedNames;
  /** Makes the change. @returns the success, or an error result of its own. @throws a failure */
  readonly apply: () => Promise<Result>;
}

/** A result that is no `ApigUpstreamError`, and of which the audit trail tells an outcome all the same. */
export interface AuditedResult {
  readonly auditOutcome: string;
}

/**
 * Runs a mutation from its arguments to its result: it has a caller, its input is checked, its turn comes, and the audit trail
 * has a record before it is sent and after its end, whatever the end is. What was read before it is forgotten.
 * @param prepare checks the input, and reads what the change needs to know. @throws InputError, ApigFailure
 * @returns the result of the change, or the error result that its failure becomes. @throws what is a bug
 */
export function runChange<Result extends object, Errors extends readonly ErrorResultClass[]>(
  context: RequestContext,
  { name, errors, ...names }: Mutation<Errors>,
  prepare: () => PreparedChange<Result> | Promise<PreparedChange<Result>>,
): Promise<Result | InstanceType<Errors[number]>> {
  const site = { ...names, errors, change: true } as const;
  return resultOf(site, async () => {
    const { caller, requestId } = context;
    const { record, locks, requested, apply } = await prepare();
    const facts = { requestId, change: name, projectId: caller.projectId, ...record };
    return context.inTurn(locks, () =>
      context.recorded(facts, async (close) => {
        const result = await resultOf({ ...site, ...requested }, apply);
        context.forgetReads();
        const code = result instanceof ApigError ? result.code : null;
        close(result.constructor.name, code, outcomeOf(result));
        return result;
      }),
    );
  });
}

function outcomeOf(result: object): string | null {
  if (result instanceof ApigUpstreamError) return result.outcome;
  return 'auditOutcome' in result ? String(result.auditOutcome) : null;
}
