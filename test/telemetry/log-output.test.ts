import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestEnd } from '../support/cleanup';
import { freePort, ROOT } from '../support/process';

/** Sends requests one after the other. @returns their statuses, each once. */
async function ask(url: string, count: number): Promise<number[]> {
  const statuses = new Set<number>();
  for (let i = 0; i < count; i++) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
      signal: AbortSignal.timeout(2_000),
    });
    statuses.add(response.status);
  }
  return [...statuses];
}

async function startWithOutput(stdout: 'pipe' | number) {
  const port = await freePort();
  const child = spawn(process.execPath, [join(ROOT, 'dist/main.js')], {
    env: { PATH: process.env['PATH'] ?? '', PORT: String(port), LOG_LEVEL: 'trace', RATE_LIMIT: 'off' },
    stdio: ['ignore', stdout, 'inherit'],
  });
  onTestEnd(async () => {
    if (child.exitCode === null) child.kill('SIGKILL');
  });
  const url = `http://127.0.0.1:${port}`;
  for (let i = 0; i < 100; i++) {
    if (
      await fetch(`${url}/healthz`).then(
        () => true,
        () => false,
      )
    )
      break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { child, url, ended };
}

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
}

describe('standard output', () => {
  it('that nobody reads delays no request and no shutdown', async () => {
    // The pipe is never read: it is full after 64 KB.
    const { child, url, ended } = await startWithOutput('pipe');
    child.stdout?.pause();
    expect(await ask(url, 1_500)).toEqual([200]);
    expect(await metric(url, 'gateway_log_lines_dropped_total')).toBe(0);
    const start = Date.now();
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(Date.now() - start).toBeLessThan(5_000);
  }, 60_000);

  it('on a full disk counts the failures, and requests continue', async () => {
    const full = openSync('/dev/full', 'w');
    const { child, url, ended } = await startWithOutput(full);
    closeSync(full);
    expect(await ask(url, 50)).toEqual([200]);
    expect(await metric(url, 'gateway_log_write_errors_total')).toBeGreaterThan(0);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  }, 60_000);

  it('to a file is appended completely', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-'));
    onTestEnd(async () => rmSync(folder, { recursive: true }));
    const path = join(folder, 'out.log');
    const file = openSync(path, 'a');
    const { child, url, ended } = await startWithOutput(file);
    closeSync(file);
    await ask(url, 200);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    const count = execFileSync('grep', ['-c', '"route":"/graphql"', path]).toString().trim();
    expect(Number(count)).toBe(200);
  }, 60_000);
});
