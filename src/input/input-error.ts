import type { FailureKind } from '../contract/error-codes';

/** The server's own codes for invalid input, each with its kind. */
export const INPUT_CODES = {
  'GATEWAY.INVALID_INPUT': 'invalid_input',
  'GATEWAY.INVALID_CERTIFICATE': 'invalid_certificate',
} as const satisfies Readonly<Record<string, FailureKind>>;

/** A code for invalid input. */
export type InputErrorCode = keyof typeof INPUT_CODES;

/** One violation in an input. It contains nothing of the input's value. */
export interface Violation {
  /** The path from the arguments or headers to the invalid input: `['domains', '0', 'instanceIds']`. */
  readonly path: readonly string[];
  /** One sentence that is safe to show to the caller. */
  readonly message: string;
}

/** Invalid input of a caller, rejected before any upstream call. */
export class InputError extends Error {
  readonly code: InputErrorCode;
  /** The violations, in the order of the input; at least one. */
  readonly violations: readonly [Violation, ...Violation[]];

  constructor(violations: readonly [Violation, ...Violation[]], code: InputErrorCode = 'GATEWAY.INVALID_INPUT') {
    super(violations.map(({ message }) => message).join(' '));
    this.name = 'InputError';
    this.code = code;
    this.violations = violations;
  }

  /**
   * Creates an error for one violation.
   * @param parameter the path of the invalid input, as the caller writes it: `domains[0].instanceIds`, `X-Project-Id`.
   */
  static at(parameter: string, message: string, code?: InputErrorCode): InputError {
    return new InputError([{ path: parameter.split(/[.[\]]+/).filter(Boolean), message }], code);
  }

  /** The path of the first invalid input, as the caller writes it: `domains[0].instanceIds`. */
  get parameter(): string {
    return pathInWords(this.violations[0].path);
  }
}

/** Returns a path as the caller writes it: `domains[0].instanceIds`. */
export function pathInWords([first = '', ...rest]: readonly string[]): string {
  return rest.reduce((text, key) => text + (/^\d+$/.test(key) ? `[${key}]` : `.${key}`), first);
}
