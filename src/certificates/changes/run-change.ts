import { randomUUID } from 'node:crypto';
import { ApigError } from '../../errors/apig-error.type';
import { ApigUpstreamError, type ErrorResultClass } from '../../errors/error-results.type';
import type { RequestedNames } from '../../errors/failure-kinds';
import { resultOf } from '../../errors/result-of';
import type { RequestContext } from '../../request/context';
import type { ChangeRecord } from '../../telemetry/audit-trail';

/** A mutation: its name in the audit trail, its error results, and the ids and names in its arguments. */
export interface Mutation<Errors extends readonly ErrorResultClass[]> extends RequestedNames {
  readonly name: string;
  readonly errors: Errors;
}

/** A change whose input has been checked. */
export interface PreparedChange<Result extends object> {
  /** The facts of the audit trail's records. */
  readonly record: Omit<ChangeRecord, 'changeId' | 'requestId' | 'projectId' | 'change'>;
  /** The names of the changed things, usually certificate ids. Changes of one caller that share a name run one after the other. */
  readonly locks: readonly string[];
  /** The ids and names for not-found results, if the mutation itself does not have them. */
  readonly requested?: RequestedNames;
  /** Makes the change. @returns the success, or an error result of its own. @throws ApigFailure, InputError */
  readonly apply: () => Promise<Result>;
}

/** A result other than `ApigUpstreamError` that has an outcome for the audit trail. */
export interface AuditedResult {
  readonly auditOutcome: string;
}

/**
 * Runs a mutation: checks the input, waits for earlier changes of the same things, and writes an audit record before the change
 * and another after it, whatever its outcome. Cached reads of the request are dropped after the change.
 * @param prepare checks the input and reads what the change needs. @throws InputError, ApigFailure
 * @returns the result of the change, or the error result for its failure. Throws only unexpected errors.
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
    const facts = { changeId: randomUUID(), requestId, change: name, projectId: caller.projectId, ...record };
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
