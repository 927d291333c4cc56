import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pinned } from './process.mjs';

const run = promisify(execFile);

/**
 * Loads a server with requests that take turns, with wrk.
 * @returns requests per second, latencies in ms, and how many requests in all; `failed` counts those without a 2xx status.
 */
export async function load(url, requests, headers, { connections, seconds, core, folder }) {
  const script = join(folder, 'requests.lua');
  const fields = Object.entries(headers).map(([name, value]) => `[${lua(name)}] = ${lua(value)}`);
  const formatted = requests.map(
    ({ method, path, body }) =>
      `wrk.format(${lua(method)}, ${lua(path)}, headers, ${body === undefined ? 'nil' : lua(body)})`,
  );
  writeFileSync(
    script,
    `local headers = { ${fields.join(', ')} }\nlocal requests = {}\n${INIT.replace('FORMATTED', formatted.join(',\n'))}${DONE}`,
  );
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', script, url];
  const { stdout } = await run(...pinned(core, 'wrk', args));
  const [, facts] = /RESULT (.*)/.exec(stdout);
  const [count, microseconds, p50, p99, failed] = facts.split(' ').map(Number);
  return { requests: count, perSecond: count / (microseconds / 1e6), p50: p50 / 1000, p99: p99 / 1000, failed };
}

/** Requests are put together before the load begins: they cost nothing during it. */
const INIT = `
local next = 0
init = function()
  wrk.headers["Host"] = wrk.host
  headers["Host"] = wrk.host
  requests = {
FORMATTED
  }
end
request = function()
  next = next % #requests + 1
  return requests[next]
end
`;

const DONE = `
done = function(summary, latency)
  local e = summary.errors
  print(string.format("RESULT %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), e.status + e.connect + e.read + e.write + e.timeout))
end`;

function lua(text) {
  return `"${text.replace(/[\\"\n]/g, (it) => (it === '\n' ? '\\n' : `\\${it}`))}"`;
}
