import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BoundedOutput } from '../../src/lib/bounded-output';
import { onTestEnd } from '../support/cleanup';

describe('an output that nobody reads', () => {
  it('keeps lines up to a bound, counts those beyond it, and writes the kept ones in order once it is read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fifo-'));
    const path = join(folder, 'fifo');
    execFileSync('mkfifo', [path]);
    const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    onTestEnd(async () => {
      closeSync(fd);
      rmSync(folder, { recursive: true });
    });
    let dropped = 0;
    const failures: string[] = [];
    const output = new BoundedOutput(fd, {
      dropped: (lines) => {
        dropped += lines;
      },
      failed: (code) => failures.push(code),
    });
    const line = (i: number) => `${i} ${'x'.repeat(990)}\n`;
    const begin = performance.now();
    for (let i = 0; i < 6_000; i++) output.write(line(i));
    expect(performance.now() - begin).toBeLessThan(1_000);
    expect(dropped).toBeGreaterThan(1_000);
    expect(failures).toEqual([]);

    let text = '';
    const buffer = Buffer.alloc(256 * 1024);
    for (let idle = 0; idle < 5; ) {
      try {
        text += buffer.toString('utf8', 0, readSync(fd, buffer));
        idle = 0;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 60));
        idle++;
      }
      // The pipe takes 64 KB at a time. Lines that are written as soon as it is read do not wait for the timer.
      output.flushNow();
    }
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(6_000 - dropped);
    expect(lines.map((it) => Number(it.split(' ')[0]))).toEqual(lines.map((_, i) => i));
    output.write(line(7));
    output.flushNow();
    expect(readSync(fd, buffer)).toBe(line(7).length);
  }, 30_000);
});
