import { tooManyCalls } from './call-budgets';

/**
 * Bounds how often something is called: what would take more fails, and is never told short.
 * @param advice tells the caller how to ask for less.
 * @throws ApigFailure `GATEWAY.TOO_MANY_CALLS` (the returned function) for a call beyond the bound.
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
