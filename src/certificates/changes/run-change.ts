import { ApigError } from '../../errors/apig-error.type';
import { ApigUpstreamError, type ErrorResultClass } from '../../errors/error-results.type';
import { isFailure } from '../../errors/failure';
import type { RequestedNames } from '../../errors/failure-kinds';
import { type FailureSite, toResult } from '../../errors/to-result';
import type { ChangeRecord, RequestContext } from '../../request/context';
import { NamedFailure } from './named-failure';

/** One of the mutations. */
export interface ChangeKind<Errors extends readonly ErrorResultClass[]> {
  /** The mutation, as the audit trail names it. */
  readonly change: string;
  readonly errors: Errors;
  /** What the request names, before its input is checked. */
  readonly requested?: RequestedNames;
}

/** A change whose input is good. */
export interface CheckedChange<Success extends object> {
  /** What the audit trail says of it. */
  readonly record: Omit<ChangeRecord, 'requestId' | 'projectId' | 'change'>;
  /** What is changed, certificate ids mostly: the caller's changes that share one run one after the other. */
  readonly locks: readonly string[];
  /** What an error result may name beside `ChangeKind.requested`. */
  readonly requested?: RequestedNames;
  /** Makes the change. @throws ApigFailure, or NamedFailure, whose `delivery` tells the truth. */
  readonly apply: () => Promise<Success>;
}

/**
 * Runs a whole mutation: asks who the caller is, checks the input, waits for the caller's earlier changes of the same things,
 * writes a record before the change and one after it, whatever comes of it, and forgets what was read before.
 * @param check throws an InputError before anything is sent; it may read what the change needs to know.
 * @returns the success, or the error result that the failure becomes.
 */
export async function runChange<Success extends object, Errors extends readonly ErrorResultClass[]>(
  context: RequestContext,
  { change, errors, requested }: ChangeKind<Errors>,
  check: () => CheckedChange<Success> | Promise<CheckedChange<Success>>,
): Promise<Success | InstanceType<Errors[number]>> {
  const site = { errors, change: true, ...requested } as const;
  try {
    const { projectId } = context.caller;
    const { record, locks, requested: named, apply } = await check();
    const facts = { requestId: context.requestId, change, projectId, ...record };
    return await context.inTurn(locks, () => audited(context, facts, { ...site, ...named }, apply));
  } catch (error) {
    return toChangeResult(error, site);
  }
}

async function audited<Success extends object, Errors extends readonly ErrorResultClass[]>(
  context: RequestContext,
  record: ChangeRecord,
  site: FailureSite<Errors>,
  apply: () => Promise<Success>,
): Promise<Success | InstanceType<Errors[number]>> {
  const { audit, caller } = context;
  audit.before(record, caller);
  let result: Success | InstanceType<Errors[number]> | undefined;
  try {
    result = await apply().catch((error: unknown) => toChangeResult(error, site));
    return result;
  } finally {
    context.forgetReads();
    const code = result instanceof ApigError ? result.code : null;
    const outcome = result instanceof ApigUpstreamError ? result.outcome : null;
    if (result) audit.after(record, caller, result.constructor.name, code, outcome);
    // A bug: whatever was sent may have taken effect.
    else audit.after(record, caller, 'none', 'INTERNAL_SERVER_ERROR', 'UNKNOWN');
  }
}

/** Returns the error result of a failure. @throws what is none. */
function toChangeResult<Errors extends readonly ErrorResultClass[]>(
  error: unknown,
  site: FailureSite<Errors>,
): InstanceType<Errors[number]> {
  if (error instanceof NamedFailure) return toResult(error.failure, { ...site, ...error.names });
  if (isFailure(error)) return toResult(error, site);
  throw error;
}
