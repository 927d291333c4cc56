import { DOCUMENTED_CODES } from '../contract/error-codes';

/** A reply of the simulator, with a JSON value, raw text of another type, or no body. */
export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown to end a call with one of the documented errors. */
export class Refusal extends Error {
  constructor(readonly reply: Reply) {
    super(`refused with ${reply.status}`);
  }
}

/** The `Retry-After` of a 429, in seconds. */
const RETRY_AFTER = '2';

/**
 * Returns the reply for a documented error, with its status and message from the code table unless others are given.
 * @throws Error if the code is not in the table.
 */
export function errorReply(code: string, more: { status?: number; detail?: string; extra?: object } = {}): Reply {
  const entry = DOCUMENTED_CODES.get(code);
  if (!entry) throw new Error(`no such code: ${code}`);
  const status = more.status ?? entry.status;
  const error_msg = more.detail ?? entry.message;
  return {
    status,
    json: { error_code: code, error_msg, ...more.extra },
    ...(status === 429 ? { headers: { 'retry-after': RETRY_AFTER } } : {}),
  };
}

/** Returns true if the code is in the table. */
export function isDocumented(code: string): boolean {
  return DOCUMENTED_CODES.has(code);
}

/** Ends the call with a documented error. */
export function refuse(code: string, more: { status?: number; detail?: string; extra?: object } = {}): never {
  throw new Refusal(errorReply(code, more));
}

/** Ends the call with the service's error for an invalid parameter. */
export function refuseParameter(name: string): never {
  refuse('APIG.2012', {
    detail: `Invalid parameter value,parameterName:${name}. Please refer to the support documentation`,
  });
}
