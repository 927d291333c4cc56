import { tooManyCalls } from './call-budgets';

/**
 * Returns a function that may be called a limited number of times. A read that needs more fails instead of being truncated.
 * @param advice tells the caller how to request less.
 * @throws ApigFailure `GATEWAY.TOO_MANY_CALLS` (the returned function) if the limit is exceeded.
 */
export function atMostCalls<Values extends readonly unknown[], Result>(
  most: number,
  advice: string,
  call: (...values: Values) => Promise<Result>,
): (...values: Values) => Promise<Result> {
  let calls = 0;
  return async (...values) => {
    if (++calls > most) throw tooManyCalls(most, advice);
    return call(...values);
  };
}
