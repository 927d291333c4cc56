import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppendOnlyFile } from '../../src/lib/append-only-file';
import { onTestEnd } from '../support/cleanup';
import { ROOT } from '../support/process';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'append-'));
  onTestEnd(async () => rmSync(folder, { recursive: true }));
  return folder;
}

/** A process that opens a file for each path that it is sent, at a given time, and sends back the error's code. */
const REPLICA = `
  const { AppendOnlyFile } = require(${JSON.stringify(join(ROOT, 'dist/lib/append-only-file.js'))});
  process.on('message', ({ path, at }) => {
    while (Date.now() < at);
    try {
      new AppendOnlyFile(path).append('line\\n');
      process.send('opened');
    } catch (error) {
      process.send(error.code);
    }
  });
  process.send('ready');
`;

describe('a file to append to', () => {
  it('is opened by replicas that create the same missing folders at the same moment', async () => {
    const folder = newFolder();
    const script = join(folder, 'replica.cjs');
    writeFileSync(script, REPLICA);
    const replicas: ChildProcess[] = [0, 1].map(() => fork(script));
    onTestEnd(async () => {
      for (const replica of replicas) replica.kill('SIGKILL');
    });
    await Promise.all(replicas.map((replica) => once(replica, 'message')));
    const found = new Set<unknown>();
    for (let round = 0; round < 50; round++) {
      const path = join(folder, `${round}`, 'a', 'b', 'c', 'd', 'e', 'f', 'audit.log');
      const at = Date.now() + 5;
      const results = replicas.map((replica) => once(replica, 'message'));
      for (const replica of replicas) replica.send({ path, at });
      for (const [result] of await Promise.all(results)) found.add(result);
      expect(readFileSync(path, 'utf8')).toBe('line\nline\n');
    }
    expect([...found]).toEqual(['opened']);
  }, 30_000);

  it('is readable by its owner only', () => {
    const path = join(newFolder(), 'new', 'audit.log');
    new AppendOnlyFile(path).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['a folder that nobody can create', '/proc/x/y'],
    ['a file in place of a folder', '/etc/hostname/audit.log'],
    ['a folder in place of the file', tmpdir()],
  ])('is refused in %s', (_, path) => {
    expect(() => new AppendOnlyFile(path)).toThrow(/ENOENT|ENOTDIR|EISDIR|EACCES/);
  });
});
