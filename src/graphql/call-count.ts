import { CALL_BUDGETS, type CallBudget } from '../contract/limits';

const BUDGETS = Object.keys(CALL_BUDGETS) as CallBudget[];

/** Counts upstream calls, separately for those within a budget of the request. */
export class CallCount {
  #calls = 0;
  readonly #within = new Map<CallBudget, number>();

  /** Adds calls of one field; `Infinity` if the number is unknown. */
  addCalls(calls: number): void {
    this.#calls += calls;
  }

  /** Adds calls that count against a budget. */
  addWithin(budget: CallBudget, calls: number): void {
    this.#within.set(budget, (this.#within.get(budget) ?? 0) + calls);
  }

  /** Adds the calls of another part of the operation. */
  add(other: CallCount): void {
    this.#calls += other.#calls;
    for (const [budget, calls] of other.#within) this.addWithin(budget, calls);
  }

  /** Raises each part to that of another count, so that the most expensive of several possible types counts. */
  raiseTo(other: CallCount): void {
    this.#calls = Math.max(this.#calls, other.#calls);
    for (const [budget, calls] of other.#within) {
      this.#within.set(budget, Math.max(this.#within.get(budget) ?? 0, calls));
    }
  }

  /** The total number of calls, with each budget as a maximum. */
  get total(): number {
    return BUDGETS.reduce(
      (sum, budget) => sum + Math.min(this.#within.get(budget) ?? 0, CALL_BUDGETS[budget]),
      this.#calls,
    );
  }
}
