import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestEnd } from './cleanup';

export const ROOT = join(__dirname, '..', '..');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built gateway in a process of its own, with nothing of this process's environment but the path. */
export function spawnGateway(env: Record<string, string>, args: string[] = []) {
  const child = spawn(process.execPath, [join(ROOT, 'dist', 'main.js'), ...args], {
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
  return { child, finished, output: () => stdout };
}

/** A started gateway process: its URL, once it has logged it. */
export async function startGatewayProcess(env: Record<string, string> = {}) {
  const gateway = spawnGateway({ PORT: '0', ...env });
  const url = await urlOf(gateway.child, gateway.output);
  return { ...gateway, url };
}

function urlOf(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const url = /"url":"(http:[^"]+)\/graphql"/.exec(output())?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on('data', look);
    child.on('close', (code) => reject(new Error(`the gateway ended with ${code}: ${output()}`)));
  });
}
