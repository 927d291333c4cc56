import type { FailureKind } from '../contract/error-codes';

/** The server's own codes for an input that it refuses, each with its kind. */
export const INPUT_CODES = {
  'GATEWAY.INVALID_INPUT': 'invalid_input',
  'GATEWAY.INVALID_CERTIFICATE': 'invalid_certificate',
} as const satisfies Readonly<Record<string, FailureKind>>;

/** A code of an input that the server refuses. */
export type InputErrorCode = keyof typeof INPUT_CODES;

/** One fault of an input. Holds nothing of the input's value. */
export interface Violation {
  /** The keys that lead from the arguments, or the headers, to the input at fault: `['domains', '0', 'instanceIds']`. */
  readonly path: readonly string[];
  /** One sentence that is safe to show to the caller. */
  readonly message: string;
}

/** A caller's input that a check refused, before any upstream call. */
export class InputError extends Error {
  readonly code: InputErrorCode;
  /** The faults, in the order of the input; at least one. */
  readonly violations: readonly [Violation, ...Violation[]];

  constructor(violations: readonly [Violation, ...Violation[]], code: InputErrorCode = 'GATEWAY.INVALID_INPUT') {
    super(violations.map(({ message }) => message).join(' '));
    this.name = 'InputError';
    this.code = code;
    this.violations = violations;
  }

  /**
   * An input with one fault.
   * @param parameter the input at fault, as the caller writes it: `domains[0].instanceIds`, `X-Project-Id`.
   */
  static at(parameter: string, message: string, code?: InputErrorCode): InputError {
    return new InputError([{ path: parameter.split(/[.[\]]+/).filter(Boolean), message }], code);
  }

  /** The first input at fault, as the caller writes it: `domains[0].instanceIds`. */
  get parameter(): string {
    const [first, ...rest] = this.violations[0].path;
    return rest.reduce((text, key) => text + (/^\d+$/.test(key) ? `[${key}]` : `.${key}`), first ?? '');
  }
}
