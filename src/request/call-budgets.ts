import { ApigFailure } from '../apig/failure';
import { CALL_BUDGETS, type CallBudget } from '../contract/limits';

/** The advice for requests that exceed a budget, by budget. */
const ADVICE: Readonly<Record<CallBudget, string>> = {
  gateways: 'The project has too many gateways to search. Specify the gateway.',
  apiGroups: 'Specify the gateway, or request fewer gateways, groups or domains.',
  groupAttempts: 'Request fewer certificates.',
  certificates: 'Request fewer domains or certificates.',
  certificatePages: 'Narrow the filter.',
  certificateGateways: 'Specify the gateway in the filter, or request fewer lists of certificates.',
  certificateStates: 'Narrow the filter, or remove `states` from it.',
};

/** Counts the upstream calls of one request against its budgets. */
export class CallBudgets {
  readonly #spent = new Map<CallBudget, number>();

  /** Takes one call out of a budget. @throws ApigFailure `GATEWAY.TOO_MANY_CALLS` if the budget is used up. */
  spend(budget: CallBudget): void {
    this.check(budget, 1);
    this.#spent.set(budget, (this.#spent.get(budget) ?? 0) + 1);
  }

  /** Checks a budget without using it. @throws ApigFailure `GATEWAY.TOO_MANY_CALLS` if it has fewer calls left. */
  check(budget: CallBudget, calls: number): void {
    const most = CALL_BUDGETS[budget];
    if ((this.#spent.get(budget) ?? 0) + calls > most) throw tooManyCalls(most, ADVICE[budget]);
  }

  /** Resets all budgets. */
  reset(): void {
    this.#spent.clear();
  }
}

/** Returns the failure of a lookup that exceeds its call limit. @param advice tells the caller how to request less. */
export function tooManyCalls(most: number, advice: string): ApigFailure {
  const message = `This request needs more than the ${most} upstream calls that are allowed. ${advice}`;
  return ApigFailure.of('GATEWAY.TOO_MANY_CALLS', 'NOT_SENT', { message });
}
