import { ApigFailure } from '../apig/failure';
import { InputError } from '../input/input-error';

/** The failure of a field: invalid input, or a failed upstream call. Its message is safe to show to the caller. */
export type Failure = ApigFailure | InputError;

/** Returns true for a failure, which is shown to the caller, and false for an unexpected error, which is masked. */
export function isFailure(error: unknown): error is Failure {
  return error instanceof ApigFailure || error instanceof InputError;
}
