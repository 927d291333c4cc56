import { parseArgs } from 'node:util';
import { ChangesOfCertificate, changeInWords } from './audit-show';
import { type Verification, verifyAudit } from './audit-verify';

const USAGE = `Checks and reads the audit trail (docs/audit.md).

Usage: apig-certificate-gateway audit verify [--stdout] [--last HASH] FILE...
       apig-certificate-gateway audit show [--stdout] --certificate ID FILE...

  verify       checks the hash chain of the files, oldest first. With AUDIT_KEY, it checks the seals too
  show         prints the changes of a certificate, with their outcome
  --stdout     the files are captured standard output: skips the lines of the log
  --last HASH  requires a record with this hash, to notice that the end of a file is missing

Exit code: 0 if the files are intact, 1 if they are not, 2 if they cannot be read
`;

/** The output of the command. */
export interface CommandOutput {
  readonly print: (text: string) => void;
  readonly warn: (text: string) => void;
}

/**
 * Runs the command `audit`.
 * @param args the arguments after `audit`.
 * @param key the key of the seals, from AUDIT_KEY.
 * @returns the exit code.
 */
export async function auditCommand(
  args: readonly string[],
  key: string | undefined,
  { print, warn }: CommandOutput,
): Promise<number> {
  const parsed = parse(args);
  if (parsed === 'help') {
    print(USAGE);
    return 0;
  }
  if (typeof parsed === 'string') {
    warn(`${parsed}\n\n${USAGE}`);
    return 2;
  }
  const { action, files, isStream, certificate, last } = parsed;
  const changes = new ChangesOfCertificate(certificate ?? '');
  let hasLast = last === undefined;
  try {
    const verification = await verifyAudit(files, {
      key,
      isStream,
      onRecord: (record) => {
        hasLast ||= record.hash === last;
        if (action === 'show') changes.add(record);
      },
    });
    const problems = [...verification.problems];
    if (!hasLast) problems.push(`${files.at(-1)}: the record with the hash ${last} is missing`);
    if (action === 'show') {
      const shown = changes.all();
      if (problems.length > 0) print('The files are not intact: changes may be missing or wrong.\n\n');
      for (const change of shown) print(`${changeInWords(change)}\n\n`);
      if (shown.length === 0) warn(`no change of ${certificate} in ${verification.records} records\n`);
    }
    for (const note of verification.notes) warn(`${note}\n`);
    for (const problem of problems) warn(`${problem}\n`);
    if (action === 'verify' && problems.length === 0) print(summaryOf(verification, key !== undefined));
    return problems.length === 0 ? 0 : 1;
  } catch (error) {
    warn(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

function summaryOf({ records, lastHash, sealed }: Verification, hasKey: boolean): string {
  const seals = hasKey ? 'all seals are good' : sealed > 0 ? 'seals were not checked: set AUDIT_KEY' : 'without seals';
  return `intact: ${records} records, ${seals}; last hash ${lastHash ?? 'none'}\n`;
}

interface Arguments {
  readonly action: 'verify' | 'show';
  readonly files: readonly string[];
  readonly isStream: boolean;
  readonly certificate: string | undefined;
  readonly last: string | undefined;
}

const OPTIONS = {
  certificate: { type: 'string' },
  last: { type: 'string' },
  stdout: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the arguments. @returns `help`, or what is wrong with them as a sentence. */
function parse(args: readonly string[]): Arguments | string {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    const [action, ...files] = positionals;
    if (values.help) return 'help';
    if (action !== 'verify' && action !== 'show') return 'Give verify or show.';
    if (files.length === 0) return 'Give a file.';
    if (action === 'show' && values.certificate === undefined) return 'Give --certificate and the id of a certificate.';
    return {
      action,
      files,
      isStream: values.stdout ?? false,
      certificate: values.certificate,
      last: values.last,
    };
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}
