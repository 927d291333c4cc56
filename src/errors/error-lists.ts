import {
  ApigConflictError,
  ApigInvalidInputError,
  ApigPermissionDeniedError,
  ApigRateLimitedError,
  ApigUnauthenticatedError,
  ApigUpstreamError,
  ERROR_RESULTS,
  type ErrorResultClass,
} from './error-results.type';

/** The error results that every query may return. */
export const READ_ERRORS = [
  ApigInvalidInputError,
  ApigUnauthenticatedError,
  ApigPermissionDeniedError,
  ApigRateLimitedError,
  ApigUpstreamError,
] as const;

/** The error results that every change may return. */
export const CHANGE_ERRORS = [...READ_ERRORS, ApigConflictError] as const;

/** Returns the common error results together with extra ones, in the order of the schema. */
export function errorList<Class extends ErrorResultClass>(
  common: readonly Class[],
  ...extra: readonly Class[]
): readonly Class[] {
  const all: ReadonlySet<ErrorResultClass> = new Set([...common, ...extra]);
  return ERROR_RESULTS.filter((it): it is Class => all.has(it));
}
