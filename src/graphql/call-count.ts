import { CALL_BUDGETS, type CallBudget } from '../contract/limits';

const BUDGETS = Object.keys(CALL_BUDGETS) as CallBudget[];

/** Upstream calls: those that nothing bounds, and those that a budget of the request bounds. */
export class CallCount {
  #calls = 0;
  readonly #within = new Map<CallBudget, number>();

  /** Adds calls of one field; `Infinity` where nobody can say how many. */
  addCalls(calls: number): void {
    this.#calls += calls;
  }

  /** Adds calls that come out of a budget. */
  addWithin(budget: CallBudget, calls: number): void {
    this.#within.set(budget, (this.#within.get(budget) ?? 0) + calls);
  }

  /** Adds what another part of the operation makes. */
  add(other: CallCount): void {
    this.#calls += other.#calls;
    for (const [budget, calls] of other.#within) this.addWithin(budget, calls);
  }

  /** Raises each part to that of another count: of several possible types, the dearest counts. */
  raiseTo(other: CallCount): void {
    this.#calls = Math.max(this.#calls, other.#calls);
    for (const [budget, calls] of other.#within) {
      this.#within.set(budget, Math.max(this.#within.get(budget) ?? 0, calls));
    }
  }

  /** The calls in all, none of the budgets exceeded. */
  get total(): number {
    return BUDGETS.reduce(
      (sum, budget) => sum + Math.min(this.#within.get(budget) ?? 0, CALL_BUDGETS[budget]),
      this.#calls,
    );
  }
}
