// `npm run supergraph`: starts the certificate gateway on its simulator, the services subgraph, and the supergraph.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const HOST = '127.0.0.1';
const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const PROGRAMS = [
  // The example must not call an endpoint that is set in the shell.
  {
    script: path('../../dist/main.js'),
    port: 4000,
    env: { LOG_LEVEL: 'warn', SIMULATOR: 'on', APIG_ENDPOINT: '', APIG_REGIONS: '' },
  },
  { script: path('services.mjs'), port: 4001 },
  { script: path('gateway.mjs'), port: 4002 },
];

const taken = [];
for (const { port } of PROGRAMS) if (!(await isFree(port))) taken.push(port);
if (taken.length > 0) {
  console.error(`The example needs the ports 4000, 4001 and 4002 on ${HOST}. These are in use: ${taken.join(', ')}.`);
  process.exit(1);
}
const children = PROGRAMS.map(start);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
console.log(
  'Send queries to http://127.0.0.1:4002 with the header X-Auth-Token: simulator-admin-token. Ctrl+C stops all three.',
);

function isFree(port) {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, HOST, () => server.close(() => resolve(true)));
  });
}

function start({ script, port, env }) {
  const child = spawn(process.execPath, [script], {
    // Apollo Gateway sends usage data to Apollo otherwise.
    env: { ...process.env, APOLLO_TELEMETRY_DISABLED: 'true', ...env, HOST, PORT: String(port) },
    stdio: 'inherit',
  });
  child.once('exit', (code) => {
    // If one program fails, stop the others and exit with its code.
    if (code) process.exitCode = code;
    stop();
  });
  return child;
}

function stop() {
  for (const child of children) child.kill('SIGTERM');
}
