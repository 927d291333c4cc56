import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { onTestEnd } from './cleanup';

export const ROOT = join(__dirname, '..', '..');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a Node.js program with only PATH and these variables in its environment. It is killed after the tests of the file. */
export function spawnProgram(script: string, env: Record<string, string>, args: string[] = []) {
  const child = spawn(process.execPath, [join(ROOT, script), ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  onTestEnd(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await finished;
  });
  return { child, finished, output: () => stdout + stderr };
}

/** Starts the built server with these variables and arguments. */
export function spawnServer(env: Record<string, string>, args: string[] = []) {
  return spawnProgram('dist/main.js', env, args);
}

/** Starts the built server on a free port, and returns it with its URL once it has logged that. */
export async function startServerProcess(env: Record<string, string> = {}) {
  const server = spawnServer({ PORT: '0', ...env });
  return { ...server, url: await printed(server, /"url":"(http:[^"]+)\/graphql"/) };
}

/** Resolves with the first group of the pattern once a program's output matches it. */
export function printed(
  { child, output }: { child: ChildProcess; output: () => string },
  pattern: RegExp,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const check = () => {
      const found = pattern.exec(output())?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout?.on('data', check);
    child.on('close', (code) => reject(new Error(`the program ended with ${code}: ${output()}`)));
    check();
  });
}

/** Returns a port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
