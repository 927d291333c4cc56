import { ApigFailure } from '../apig/failure';
import { CALL_BUDGETS, type CallBudget } from '../contract/limits';

/** How a caller asks for less, by what was too much. */
const ADVICE: Readonly<Record<CallBudget, string>> = {
  gateways: 'The project has too many gateways to be listed here: name the gateway.',
  apiGroups: 'Name the gateway, or ask for fewer gateways or groups.',
  groupAttempts: 'Ask for fewer certificates.',
  attachedDomains: 'Ask for fewer domains, or leave out `httpRedirectsToHttps`.',
  certificates: 'Ask for fewer domains or certificates.',
  certificatePages: 'Narrow the filter.',
  certificateStates: 'Narrow the filter, or ask without `state`.',
};

/** Counts the upstream calls of one request against its budgets. */
export class CallBudgets {
  readonly #spent = new Map<CallBudget, number>();

  /** Takes one call out of a budget. @throws ApigFailure `GATEWAY.TOO_MANY_CALLS` where nothing is left of it. */
  spend(budget: CallBudget): void {
    this.check(budget, 1);
    this.#spent.set(budget, (this.#spent.get(budget) ?? 0) + 1);
  }

  /** Takes nothing yet. @throws ApigFailure `GATEWAY.TOO_MANY_CALLS` where fewer than so many calls are left of a budget. */
  check(budget: CallBudget, calls: number): void {
    const most = CALL_BUDGETS[budget];
    if ((this.#spent.get(budget) ?? 0) + calls > most) throw tooManyCalls(most, ADVICE[budget]);
  }

  /** Gives every budget back whole. */
  reset(): void {
    this.#spent.clear();
  }
}

/** The failure of a lookup that would take more calls than it may. @param advice tells the caller how to ask for less. */
export function tooManyCalls(most: number, advice: string): ApigFailure {
  const message = `This takes more than the ${most} upstream calls that are allowed for it. ${advice}`;
  return ApigFailure.of('GATEWAY.TOO_MANY_CALLS', 'NOT_SENT', { message });
}
