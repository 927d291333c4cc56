import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { ApigFailure } from '../apig/failure';
import type { IamUser } from '../iam/iam-client';
import type { TokenUsers } from '../iam/token-users';
import type { BoundedOutput } from '../lib/bounded-output';
import { AuditFile, type AuditOutput, AuditStream } from './audit-output';
import type { AuditTrail, ChangeRecord } from './audit-trail';
import type { CallerHash } from './caller-hash';

/** The options of the audit trail. */
export interface AuditOptions {
  /** `stdout`, the path of a file to append to, or undefined for no trail. */
  readonly target: string | undefined;
  /** True if a change is rejected when its record cannot be written. */
  readonly required: boolean;
  /** The key of the records' seals. Absent if they are not sealed. */
  readonly key?: string | undefined;
  readonly callerHash: CallerHash;
  /** Finds the users of tokens. Absent if records do not name them. */
  readonly users?: Pick<TokenUsers, 'find'> | undefined;
  readonly log: Logger;
  /** Writes a line to standard output, between log lines, as `BoundedOutput.writeNow` does. */
  readonly writeToStandardOutput: BoundedOutput['writeNow'];
  /** Called after each attempt to write a record, and after each reopening that failed. */
  readonly onWrite: (succeeded: boolean) => void;
}

/** The audit trail and its file. */
export interface OpenAuditTrail extends AuditTrail {
  /** True if the last record was written, and the last reopening did not fail. */
  readonly isWritable: boolean;
  /** Opens the file again, after it was moved or removed. */
  reopen(): void;
  /** Waits until IAM has named the users of the last changes, or has not within its time limit, then closes the file. */
  close(): Promise<void>;
}

/**
 * Opens the audit trail: one JSON line before and one after each change, written synchronously and chained by hashes.
 * @throws Error of the system if the file cannot be opened.
 */
export function createAuditTrail(options: AuditOptions): OpenAuditTrail {
  const { log, callerHash, users } = options;
  const output = openOutput(options);
  if (!output) return { before: () => {}, after: () => {}, isWritable: true, reopen: () => {}, close: async () => {} };
  const instance = `${hostname()}-${randomUUID().slice(0, 8)}`;
  const pending = new Set<Promise<void>>();
  let isWritable = true;
  /** False after a reopening that failed. Records go to the old file then, and each one tries again. */
  let isReopened = true;

  function reopen(): void {
    try {
      output?.reopen();
      if (!isReopened) log.info('audit file reopened');
      isReopened = true;
    } catch (error) {
      log.error({ err: error }, 'audit file could not be reopened');
      isReopened = false;
      options.onWrite(false);
    }
  }

  /** @param mayWait true for a record after a change, which cannot be refused any more. */
  function write(record: object, mayWait: boolean): boolean {
    if (!isReopened) reopen();
    let failure: unknown;
    try {
      output?.append({ level: 'info', time: new Date().toISOString(), log: 'audit', instance, ...record }, mayWait);
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

  /** Writes a record with the user if it is known. Otherwise another record follows if IAM names the user later. */
  function writeNow(phase: 'before' | 'after', record: ChangeRecord, token: string, end: object): boolean {
    const found = users?.find(token);
    const user = found instanceof Promise ? null : (found ?? null);
    const named = users ? { user } : {};
    const caller = callerHash(token);
    if (phase === 'after' && found instanceof Promise) {
      const { changeId, certificateId } = record;
      const late = found.then((it: IamUser | undefined) => {
        if (it) write({ phase: 'user', changeId, certificateId, caller, user: it }, true);
      });
      pending.add(late);
      void late.then(() => pending.delete(late));
    }
    return write({ phase, caller, ...named, ...record, ...end }, phase === 'after');
  }

  return {
    before: (record, caller) => {
      const written = writeNow('before', record, caller.token, {});
      if (!written && options.required) throw ApigFailure.of('GATEWAY.AUDIT_UNAVAILABLE', 'NOT_SENT');
    },
    after: (record, caller, { result, code, outcome, states = {} }) => {
      const { before: stateBefore, after: stateAfter, createdId } = states;
      writeNow('after', record, caller.token, { createdId, result, code, outcome, stateBefore, stateAfter });
    },
    get isWritable() {
      return isWritable && isReopened;
    },
    reopen,
    close: async () => {
      await Promise.all(pending);
      output.close();
    },
  };
}

function openOutput({ target, key, log, writeToStandardOutput }: AuditOptions): AuditOutput | undefined {
  if (target === undefined) return undefined;
  return target === 'stdout' ? new AuditStream(key, writeToStandardOutput) : new AuditFile(target, key, log);
}
