import { createHmac, randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { ApigFailure } from '../apig/failure';
import { AppendOnlyFile } from '../lib/append-only-file';
import type { AuditTrail } from './audit-trail';

/** The key for hashing tokens, so that records identify callers without their tokens. It is new at each start. */
const CALLER_KEY = randomBytes(32);

/** The options of the audit trail. */
export interface AuditOptions {
  /** `stdout`, the path of a file to append to, or undefined for no trail. */
  readonly target: string | undefined;
  /** True if a change is rejected when its record cannot be written. */
  readonly required: boolean;
  readonly log: Logger;
  /** Writes a line to standard output, between log lines. Returns true if it was written completely. */
  readonly writeToStandardOutput: (line: string) => boolean;
  /** Called after each attempt to write a record. */
  readonly onWrite: (succeeded: boolean) => void;
}

/** The audit trail and its file. */
export interface OpenAuditTrail extends AuditTrail {
  /** True if the last record was written. */
  readonly isWritable: boolean;
  /** Opens the file again, after it was moved or removed. */
  reopen(): void;
}

/**
 * Opens the audit trail: one JSON line before and one after each change, written synchronously.
 * @throws Error of the system if the file cannot be opened.
 */
export function createAuditTrail(options: AuditOptions): OpenAuditTrail {
  const { target, log } = options;
  if (target === undefined) return { before: () => {}, after: () => {}, isWritable: true, reopen: () => {} };
  const file = target === 'stdout' ? undefined : new AppendOnlyFile(target);
  let isWritable = true;

  function write(record: object): boolean {
    const line = `${JSON.stringify({ level: 'info', time: new Date().toISOString(), log: 'audit', ...record })}\n`;
    let failure: unknown;
    try {
      if (file) file.append(line);
      else if (!options.writeToStandardOutput(line)) failure = new Error('standard output is full');
    } catch (error) {
      failure = error;
    }
    const succeeded = failure === undefined;
    if (!succeeded) log.error({ err: failure }, 'audit record could not be written');
    else if (!isWritable) log.info('audit records can be written again');
    isWritable = succeeded;
    options.onWrite(succeeded);
    return succeeded;
  }

  return {
    before: (record, caller) => {
      const written = write({ phase: 'before', caller: callerHash(caller.token), ...record });
      if (!written && options.required) throw ApigFailure.of('GATEWAY.AUDIT_UNAVAILABLE', 'NOT_SENT');
    },
    after: (record, caller, result, code, outcome) => {
      write({ phase: 'after', caller: callerHash(caller.token), ...record, result, code, outcome });
    },
    get isWritable() {
      return isWritable;
    },
    reopen: () => {
      try {
        file?.reopen();
      } catch (error) {
        log.error({ err: error }, 'audit file could not be reopened');
      }
    },
  };
}

function callerHash(token: string): string {
  return createHmac('sha256', CALLER_KEY).update(token).digest('hex').slice(0, 16);
}
