import { onOff, output, secret } from './value-kinds';
import { type Variable, variable } from './variable';

/** The rows of the audit trail in the table of variables: see `VARIABLES`. */
export const AUDIT_VARIABLES = {
  AUDIT_LOG: variable({
    ...output,
    default: undefined,
    unset: 'none: no records',
    meaning:
      'The destination of the audit trail, with a record before and after each change; {host} in the path stands for the name of the host',
    inReadme: true,
  }),
  AUDIT_KEY: variable({
    ...secret(32),
    default: undefined,
    unset: 'none: caller hashes change at each start, and records have no seal',
    meaning:
      'The key of the hashes of callers and of the seals of audit records, the same for all replicas; or AUDIT_KEY_FILE, the path of a file with it',
    isSecret: true,
    mayBeFile: true,
  }),
  AUDIT_REQUIRED: variable({
    ...onOff,
    default: true,
    meaning: 'Rejects a change if its audit record cannot be written',
  }),
} as const satisfies Record<string, Variable>;
