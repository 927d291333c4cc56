import { DOCUMENTED_CODES } from '../contract/error-codes';

/** What the simulator answers: a JSON value, raw text of another type, or nothing. */
export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ends a call with one of the documented errors. */
export class Refusal extends Error {
  constructor(readonly reply: Reply) {
    super(`refused with ${reply.status}`);
  }
}

/** Seconds in `Retry-After` of a 429. */
const RETRY_AFTER = '2';

/**
 * A documented error: its status and message from the code table, unless others are given.
 * @throws Error for a code that is not in the table.
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

/** Whether the code is in the table. */
export function isDocumented(code: string): boolean {
  return DOCUMENTED_CODES.has(code);
}

/** Ends the call with a documented error. */
export function refuse(code: string, more: { status?: number; detail?: string; extra?: object } = {}): never {
  throw new Refusal(errorReply(code, more));
}

/** Ends the call the way the service names a bad parameter. */
export function refuseParameter(name: string): never {
  refuse('APIG.2012', {
    detail: `Invalid parameter value,parameterName:${name}. Please refer to the support documentation`,
  });
}
