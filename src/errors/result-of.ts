import { ApigFailure } from '../apig/failure';
import type { ErrorResultClass } from './error-results.type';
import { type FailureSite, toResult } from './to-result';

/** Runs a root field: what it returns, or the error result that its failed upstream call becomes. Anything else is thrown on. */
export async function resultOf<Value, Errors extends readonly ErrorResultClass[]>(
  site: FailureSite<Errors>,
  read: () => Promise<Value>,
): Promise<Value | InstanceType<Errors[number]>> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ApigFailure) return toResult(error, site);
    throw error;
  }
}
