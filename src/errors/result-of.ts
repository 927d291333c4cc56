import type { ErrorResultClass } from './error-results.type';
import { isFailure } from './failure';
import { type FailureSite, toResult } from './to-result';

/** Runs a root field. @returns its value, or the error result for its failure. Unexpected errors are passed on. */
export async function resultOf<Value, Errors extends readonly ErrorResultClass[]>(
  site: FailureSite<Errors>,
  read: () => Promise<Value>,
): Promise<Value | InstanceType<Errors[number]>> {
  try {
    return await read();
  } catch (error) {
    if (isFailure(error)) return toResult(error, site);
    throw error;
  }
}
