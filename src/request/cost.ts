import { Extensions } from 'type-graphql';
import { type CallBudget, MAX_PAGE_SIZE } from '../contract/limits';

/** The arguments of a field, coerced; none where they are refused. */
export type Args = Readonly<Record<string, unknown>>;

/** A number, or how it follows from the field's arguments and those of the field that it stands below. */
export type Count = number | ((args: Args, parentArgs: Args) => number);

/** The upstream calls of a field at worst, without retries. */
export interface FieldCost {
  /** Calls for each object that the field is asked of. */
  readonly calls?: Count;
  /** Calls for each object that come out of a budget of the request: all fields together cost no more than the budget. */
  readonly budgets?: Readonly<Partial<Record<CallBudget, Count>>>;
  /** The name of calls that several fields of one object share: they count once. */
  readonly shared?: string;
  /** The objects that a list holds at most. */
  readonly items?: Count;
}

/** The cost of a field whose resolver makes no upstream call. */
export const FREE: FieldCost = {};

/** Declares the cost of the field that is decorated; the schema carries it as `extensions.cost`. */
export function Cost(cost: FieldCost) {
  return Extensions({ cost });
}

/** Reads the declared cost of a schema's field; undefined where none is declared. */
export function costOf({
  extensions,
}: {
  readonly extensions: Readonly<Record<string, unknown>>;
}): FieldCost | undefined {
  return extensions['cost'] as FieldCost | undefined;
}

/** The items of a connection's page: its `first`. One outside 1 to 500 is refused before any call. */
export function pageItems({ first }: Args): number {
  return typeof first === 'number' && first > 0 ? Math.min(first, MAX_PAGE_SIZE) : 1;
}

/** Counts the items of a list argument; 0 where it is absent. */
export function lengthOf(list: unknown): number {
  return Array.isArray(list) ? (list === ENDLESS ? Number.POSITIVE_INFINITY : list.length) : 0;
}

/** Stands for a list of any length, where what a variable holds is not known. */
export const ENDLESS: readonly unknown[] = [];
