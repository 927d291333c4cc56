import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Caller } from '../../src/apig/types';
import { createAuditTrail, type OpenAuditTrail } from '../../src/telemetry/audit';
import { callerHashWith } from '../../src/telemetry/caller-hash';
import { onTestEnd } from '../support/cleanup';

export const KEY = 'a key for tests, longer than 32 characters';

const CALLER: Caller = { token: 'the-token', projectId: 'p', endpoint: 'http://x', requestId: 'r' };

/** Returns a folder that is removed after the tests of the file. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'audit-'));
  onTestEnd(async () => rmSync(path, { recursive: true }));
  return path;
}

/** Opens the trail of a process that writes to the file. */
export function openTrail(path: string, options: { key?: string; log?: string[] } = {}): OpenAuditTrail {
  const log = pino({ level: 'info' }, { write: (line: string) => void options.log?.push(line) });
  return createAuditTrail({
    target: path,
    required: true,
    key: options.key,
    callerHash: callerHashWith(options.key),
    log,
    writeToStandardOutput: () => 'written',
    onWrite: () => {},
  });
}

/** Writes the records of finished changes, two for each certificate. */
export function record(trail: OpenAuditTrail, ...certificateIds: string[]): void {
  for (const certificateId of certificateIds) {
    const change = { changeId: `change of ${certificateId}`, requestId: 'r', change: 'deleteCertificate' };
    const facts = { ...change, projectId: 'p', certificateId };
    trail.before(facts, CALLER);
    trail.after(facts, CALLER, { result: 'DeleteCertificateSuccess', code: null, outcome: null });
  }
}

export function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n').slice(0, -1);
}

export function writeLines(path: string, lines: readonly string[]): void {
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
}
