import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { ApigFailure } from '../../src/apig/failure';
import type { Caller } from '../../src/apig/types';
import { BoundedOutput } from '../../src/lib/bounded-output';
import { createAuditTrail } from '../../src/telemetry/audit';
import type { ChangeRecord } from '../../src/telemetry/audit-trail';
import { verifyAudit } from '../../src/telemetry/audit-verify';
import { callerHashWith } from '../../src/telemetry/caller-hash';
import { onTestEnd } from '../support/cleanup';
import { folder } from './audit-records';

const CALLER: Caller = { token: 'the-token', projectId: 'p', endpoint: 'http://x', requestId: 'r' };
const END = { result: 'DetachCertificateDomainsSuccess', code: null, outcome: 'APPLIED' };

/** A record of 25 KB, which is more than a pipe takes or refuses as a whole. */
const recordOf = (changeId: string): ChangeRecord => ({
  changeId,
  requestId: 'r',
  change: 'detachCertificateDomains',
  projectId: 'p',
  certificateId: 'c',
  domains: Array.from({ length: 100 }, (_, index) => `${'d'.repeat(240)}${index}.example.com`),
});

/** A pipe that is read only when the test does it. */
function openPipe(): { readonly fd: number; readonly read: () => string } {
  const path = join(folder(), 'fifo');
  execFileSync('mkfifo', [path]);
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  onTestEnd(async () => closeSync(fd));
  const buffer = Buffer.alloc(256 * 1024);
  const read = () => {
    try {
      return buffer.toString('utf8', 0, readSync(fd, buffer));
    } catch {
      return '';
    }
  };
  return { fd, read };
}

describe('the audit trail on a standard output that nobody reads', () => {
  it('keeps nothing of refused records, and its chain stays intact', async () => {
    const { fd, read } = openPipe();
    const output = new BoundedOutput(fd, { dropped: () => {}, failed: () => {} });
    const trail = createAuditTrail({
      target: 'stdout',
      required: true,
      callerHash: callerHashWith(undefined),
      log: pino({ level: 'silent' }),
      writeToStandardOutput: (...line) => output.writeNow(...line),
      onWrite: () => {},
    });
    const accepted: string[] = [];
    const tryChange = (changeId: string) => {
      try {
        trail.before(recordOf(changeId), CALLER);
        accepted.push(changeId);
      } catch (error) {
        expect(error).toBeInstanceOf(ApigFailure);
      }
    };
    for (let index = 0; index < 500; index++) tryChange(`change ${index}`);
    expect(accepted.length).toBeLessThan(20);
    // The record after a change that was made is not lost.
    trail.after(recordOf(accepted[0] ?? ''), CALLER, END);

    const readAll = () => {
      let text = '';
      for (let more = read(); more !== ''; more = read()) {
        text += more;
        output.flushNow();
      }
      return text;
    };
    let text = readAll();
    tryChange('a later change');
    text += readAll();

    const records = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { sequence: number; phase: string; changeId: string });
    expect(records.map(({ sequence }) => sequence)).toEqual(records.map((_, index) => index + 1));
    const before = records.filter(({ phase }) => phase === 'before').map(({ changeId }) => changeId);
    expect(before).toEqual(expect.arrayContaining(accepted));
    // Of the refused records, only the one whose beginning was written is there.
    expect(before.length).toBeLessThanOrEqual(accepted.length + 1);
    expect(records.filter(({ phase }) => phase === 'after').map(({ changeId }) => changeId)).toEqual([accepted[0]]);
    expect(accepted.at(-1)).toBe('a later change');

    const path = join(folder(), 'stdout.log');
    writeFileSync(path, text);
    expect(await verifyAudit([path], { isStream: true })).toMatchObject({ problems: [], records: records.length });
  });
});
