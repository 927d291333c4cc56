import { ApigFailure } from '../apig/failure';
import { InputError } from '../input/input-error';

/** Why a field has no value, in words that are safe to show: a refused input, or a failed upstream call. */
export type Failure = ApigFailure | InputError;

/** Tells a failure, which callers are shown, from an unexpected error, which is masked. */
export function isFailure(error: unknown): error is Failure {
  return error instanceof ApigFailure || error instanceof InputError;
}
