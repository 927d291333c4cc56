import { Extensions } from 'type-graphql';
import { type CallBudget, MAX_PAGE_SIZE } from '../contract/limits';

/** The coerced arguments of a field; empty if they are invalid. */
export type Args = Readonly<Record<string, unknown>>;

/** A number, or a function that computes it from the arguments of the field and of its parent field. */
export type Count = number | ((args: Args, parentArgs: Args) => number);

/** The maximum number of upstream calls of a field, without retries. */
export interface FieldCost {
  /** The calls for each object on which the field is selected. */
  readonly calls?: Count;
  /** The calls for each object that count against a budget of the request. All fields together cost at most the budget. */
  readonly budgets?: Readonly<Partial<Record<CallBudget, Count>>>;
  /** The name of calls that several fields of one object share, so that they count once. */
  readonly shared?: string;
  /** The maximum number of objects in a list. */
  readonly items?: Count;
  /**
   * A field of the objects below this one that leads back to the object on which this field is selected. It makes no call, and
   * adds no objects.
   */
  readonly back?: { readonly type: string; readonly field: string };
}

/** The cost of a field whose resolver makes no upstream call. */
export const FREE: FieldCost = {};

/** Declares the cost of the decorated field. The schema has it as `extensions.cost`. */
export function Cost(cost: FieldCost) {
  return Extensions({ cost });
}

/** Returns the declared cost of a schema's field, or undefined if it declares none. */
export function costOf({
  extensions,
}: {
  readonly extensions: Readonly<Record<string, unknown>>;
}): FieldCost | undefined {
  return extensions['cost'] as FieldCost | undefined;
}

/** Returns the number that a count stands for. @param parentArgs the arguments of the parent field; empty if it has none. */
export function evaluateCount(count: Count, args: Args, parentArgs: Args = {}): number {
  return typeof count === 'number' ? count : count(args, parentArgs);
}

/** Returns the maximum number of items of a connection's page: its `first`. A value outside 1 to 500 is rejected before any call. */
export function pageItems({ first }: Args): number {
  return typeof first === 'number' && first > 0 ? Math.min(first, MAX_PAGE_SIZE) : 1;
}

/** Returns the length of a list argument, or 0 if it is absent. */
export function lengthOf(list: unknown): number {
  return Array.isArray(list) ? (list === ENDLESS ? Number.POSITIVE_INFINITY : list.length) : 0;
}

/** Represents a list of unknown length, for costs that are computed before the variables are known. */
export const ENDLESS: readonly unknown[] = [];
