import { InputError, type InputErrorCode, type Violation } from './input-error';

/** The maximum number of violations that are reported for one input. */
export const MAX_VIOLATIONS = 50;

type Values<Checks extends readonly (() => unknown)[]> = { [Index in keyof Checks]: ReturnType<Checks[Index]> };

/**
 * Runs all checks of an input, so that its violations are reported together.
 * @returns the value of each check.
 * @throws InputError with the violations of all checks that failed, at most 50.
 */
export function checkAll<const Checks extends readonly (() => unknown)[]>(...checks: Checks): Values<Checks> {
  return checkEach(checks, (check) => check()) as Values<Checks>;
}

/**
 * Checks each item of a list, so that the violations of all items are reported together.
 * @returns the value of each check.
 * @throws InputError with the violations of all items that failed, at most 50.
 */
export function checkEach<Item, Value>(items: readonly Item[], check: (item: Item, index: number) => Value): Value[] {
  const values: Value[] = [];
  const failed: InputError[] = [];
  for (const [index, item] of items.entries()) {
    try {
      values.push(check(item, index));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      failed.push(error);
    }
  }
  const [first, ...others] = failed
    .flatMap(({ violations }): readonly Violation[] => violations)
    .slice(0, MAX_VIOLATIONS);
  if (first) throw new InputError([first, ...others], codeOf(failed));
  return values;
}

/** Returns the code of all errors. Together with any other violation, an invalid certificate is an invalid input. */
function codeOf(failed: readonly InputError[]): InputErrorCode {
  const codes = new Set(failed.map(({ code }) => code));
  const [only = 'GATEWAY.INVALID_INPUT'] = codes;
  return codes.size === 1 ? only : 'GATEWAY.INVALID_INPUT';
}
