import { randomUUID } from 'node:crypto';
import { ApigError } from '../../errors/apig-error.type';
import { ApigUpstreamError, type ErrorResultClass } from '../../errors/error-results.type';
import { isFailure } from '../../errors/failure';
import type { RequestedNames } from '../../errors/failure-kinds';
import { resultOf } from '../../errors/result-of';
import { toResult } from '../../errors/to-result';
import type { RequestContext } from '../../request/context';
import type { ChangeRecord } from '../../telemetry/audit-trail';
import type { RecordedOutcome } from '../../telemetry/request-results';
import { ChangeStates } from './change-states';

/** A mutation: its name in the audit trail, its error results, and the ids and names in its arguments. */
export interface Mutation<Errors extends readonly ErrorResultClass[]> extends RequestedNames {
  readonly name: string;
  readonly errors: Errors;
}

/** A change whose input has been checked. */
export interface PreparedChange<Result extends object> {
  /** The facts of the audit trail's records. */
  readonly record: Pick<ChangeRecord, 'certificateId' | 'replacementId' | 'name' | 'domains'>;
  /** The names of the changed things, usually certificate ids. Changes of one caller that share a name run one after the other. */
  readonly locks: readonly string[];
  /** The ids and names for not-found results, if the mutation itself does not have them. */
  readonly requested?: RequestedNames;
  /**
   * Makes the change, and keeps the states that it sees.
   * @returns the success, or an error result of its own.
   * @throws ApigFailure, InputError
   */
  readonly apply: (states: ChangeStates) => Promise<Result>;
}

/** A result other than `ApigUpstreamError` that has an outcome for the audit trail. */
export interface AuditedResult {
  readonly auditOutcome: RecordedOutcome;
}

/**
 * Runs a mutation: checks the input, waits for earlier changes of the same things, and writes an audit record before the change
 * and another after it, whatever its outcome. Cached reads of the request are dropped after the change.
 * @param prepare checks the input and reads what the change needs. @throws InputError, ApigFailure
 * @returns the result of the change, or the error result for its failure. Throws only unexpected errors.
 */
export async function runChange<Result extends object, Errors extends readonly ErrorResultClass[]>(
  context: RequestContext,
  { name, errors, ...names }: Mutation<Errors>,
  prepare: () => PreparedChange<Result> | Promise<PreparedChange<Result>>,
): Promise<Result | InstanceType<Errors[number]>> {
  const site = { ...names, errors, change: true } as const;
  let certificateId: string | undefined;
  // An unexpected error before the change itself cannot have changed anything.
  let outcome: RecordedOutcome = 'NOT_APPLIED';
  try {
    const { caller, requestId } = context;
    const { record, locks, requested, apply } = await prepare();
    ({ certificateId } = record);
    const { projectId, region } = caller;
    const changeId = randomUUID();
    const facts = { changeId, requestId, ...context.origin, change: name, projectId, region, ...record };
    const states = new ChangeStates();
    return await context.inTurn(locks, () =>
      context.recorded(facts, async (close) => {
        outcome = 'UNKNOWN';
        const result = await resultOf({ ...site, ...requested }, () => apply(states));
        context.forgetReads();
        outcome = outcomeOf(result);
        const code = result instanceof ApigError ? result.code : null;
        close({ result: result.constructor.name, code, outcome: auditedOutcome(result), states });
        return result;
      }),
    );
  } catch (error) {
    if (!isFailure(error)) throw error;
    const result = toResult(error, site);
    outcome = outcomeOf(result);
    return result;
  } finally {
    context.changeEnded({ change: name, outcome, certificateId });
  }
}

/** Returns the outcome of a change with this result. */
function outcomeOf(result: object): RecordedOutcome {
  return auditedOutcome(result) ?? (result instanceof ApigError ? 'NOT_APPLIED' : 'APPLIED');
}

/** Returns the outcome of a result that has one of its own. For the others, the type of the result implies it. */
function auditedOutcome(result: object): RecordedOutcome | null {
  if (result instanceof ApigUpstreamError) return result.outcome;
  return hasOutcome(result) ? result.auditOutcome : null;
}

function hasOutcome(result: object): result is AuditedResult {
  return 'auditOutcome' in result;
}
