import { createHmac, randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { ApigFailure } from '../apig/failure';
import { AppendOnlyFile } from '../lib/append-only-file';
import type { AuditTrail } from './audit-trail';

/** Tells callers apart within this process without keeping their tokens: the key is new at each start. */
const CALLER_KEY = randomBytes(32);

/** What the audit trail is made from. */
export interface AuditOptions {
  /** `stdout`, the path of a file to append to, or undefined for no trail. */
  readonly target: string | undefined;
  /** Whether a change is refused when its record cannot be written. */
  readonly required: boolean;
  readonly log: Logger;
  /** Writes a line to standard output, among those of the log. Returns whether it was written whole. */
  readonly writeToStandardOutput: (line: string) => boolean;
  /** Told of each record that could not be written, and of each that could. */
  readonly onWrite: (succeeded: boolean) => void;
}

/** The audit trail and its file. */
export interface OpenAuditTrail extends AuditTrail {
  /** Whether the last record could be written. */
  readonly isWritable: boolean;
  /** Opens the file again, after it was moved or removed. */
  reopen(): void;
}

/**
 * Opens the audit trail: one JSON line before and one after each change, written at once.
 * @throws Error of the system when the file cannot be opened.
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
      else if (!options.writeToStandardOutput(line)) failure = new Error('standard output takes no more');
    } catch (error) {
      failure = error;
    }
    const succeeded = failure === undefined;
    if (!succeeded) log.error({ err: failure }, 'audit record not written');
    else if (!isWritable) log.info('audit records are written again');
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
        log.error({ err: error }, 'audit file not reopened');
      }
    },
  };
}

function callerHash(token: string): string {
  return createHmac('sha256', CALLER_KEY).update(token).digest('hex').slice(0, 16);
}
