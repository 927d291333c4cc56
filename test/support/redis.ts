import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { onTestEnd } from './cleanup';
import { needs } from './needs';
import { freePort } from './process';

/** Describes tests that need a real Redis. */
export const needsRedis = needs('redis-server', () => execFileSync('redis-server', ['--version']));

/** Starts a Redis without persistence, on this port or a free one. It is stopped after the tests of the file. */
export async function startRedis(port?: number): Promise<{ child: ChildProcess; port: number; url: string }> {
  const taken = port ?? (await freePort());
  const child = spawn(
    'redis-server',
    ['--port', String(taken), '--save', '', '--appendonly', 'no', '--bind', '127.0.0.1'],
    { stdio: 'pipe' },
  );
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      if (String(chunk).includes('Ready to accept connections')) resolve();
    });
  });
  onTestEnd(() => stopRedis(child));
  return { child, port: taken, url: `redis://127.0.0.1:${taken}` };
}

/** Kills a Redis, and waits for its end. */
export async function stopRedis(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
