import { createHmac, randomBytes } from 'node:crypto';
import { type Logger, pino } from 'pino';
import type { AuditTrail } from '../request/context';

/** Tells callers apart within this process without keeping their tokens: the key is new at each start. */
const CALLER_KEY = randomBytes(32);

/**
 * The audit trail: one JSON line before and one after each change, written at once.
 * @param target `stdout`, the path of a file to append to, or undefined for no trail.
 * @param log told when a record cannot be written; the change goes on.
 * @throws Error when the file cannot be opened.
 */
export function createAuditTrail(target: string | undefined, log: Logger): AuditTrail {
  if (target === undefined) return { before: () => {}, after: () => {} };
  const destination = pino.destination({ dest: target === 'stdout' ? 1 : target, sync: true, mkdir: true });
  destination.on('error', (error: unknown) => log.error({ err: error }, 'an audit record could not be written'));
  const trail = pino(
    { base: { log: 'audit' }, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } },
    destination,
  );
  return {
    before: (record, caller) => trail.info({ phase: 'before', caller: callerHash(caller.token), ...record }),
    after: (record, caller, result, code, outcome) =>
      trail.info({ phase: 'after', caller: callerHash(caller.token), ...record, result, code, outcome }),
  };
}

function callerHash(token: string): string {
  return createHmac('sha256', CALLER_KEY).update(token).digest('hex').slice(0, 16);
}
