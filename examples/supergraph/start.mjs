// `npm run supergraph`: the certificate gateway on its simulator, the services, and the supergraph over both.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const children = [
  start(path('../../dist/main.js'), { PORT: '4000', LOG_LEVEL: 'warn' }),
  start(path('services.mjs'), { PORT: '4001' }),
  start(path('gateway.mjs'), { PORT: '4002' }),
];

console.log('Ask http://127.0.0.1:4002 with the header X-Auth-Token: simulator-admin-token. Ctrl+C ends all three.');

function start(script, env) {
  const child = spawn(process.execPath, [script], {
    // Apollo Gateway would report itself to its maker.
    env: { ...process.env, APOLLO_TELEMETRY_DISABLED: 'true', ...env },
    stdio: 'inherit',
  });
  child.once('exit', stop);
  return child;
}

function stop() {
  for (const child of children ?? []) child.kill('SIGTERM');
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
