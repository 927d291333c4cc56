// `npm run demo`: starts the server, the simulator, the expiry exporter, a collector that prints the spans of changes, and, where it is
// installed, Prometheus with the shipped rules.
// `npm run demo -- --free-ports` takes free ports instead of the usual ones.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import otlp from './otlp.cjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HOST = '127.0.0.1';
const TOKEN = 'simulator-admin-token';
const PROJECT = '73d69ae0cfcf460190522d06b60f05ad';
const CERTIFICATE = 'a27be832f2e9441c8127fe48e3b5ac67';
const DOMAIN = 'www.shop.example.com';
const USUAL_PORTS = { server: 4000, simulator: 4100, prometheus: 9090, metrics: 9464, exporter: 9465, collector: 4318 };

const ports = process.argv.includes('--free-ports') ? await freePorts() : USUAL_PORTS;
const url = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, `http://${HOST}:${port}`]));
const taken = [];
for (const port of Object.values(ports)) if (!(await isFree(port))) taken.push(port);
if (taken.length > 0) {
  console.error(`These ports are in use: ${taken.join(', ')}. Try npm run demo -- --free-ports`);
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'certificate-gateway-demo-'));
const audit = join(folder, 'audit.log');
const hasPrometheus = spawnSync('prometheus', ['--version']).status === 0;
const names = [
  'the simulator',
  'a collector of traces',
  'the server',
  'the exporter',
  ...(hasPrometheus ? ['Prometheus'] : []),
];
const children = new Map();
let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop(0));

const upstream = { APIG_ENDPOINT: url.simulator, APIG_PROJECT_ID: PROJECT, LOG_LEVEL: 'warn' };
const iam = { IAM_ENDPOINT: url.simulator, IAM_DOMAIN: 'simulator', IAM_USER: 'simulator-reader' };
console.log(`Starting ${names.join(', ')} ...`);
startNode('simulator', ['dist/simulator/main.js', String(ports.simulator)]);
const collector = startCollector();
startNode('server', ['dist/main.js'], {
  ...upstream,
  ...portsOf('server', 'metrics'),
  AUDIT_LOG: `file:${audit}`,
  OTEL_EXPORTER_OTLP_ENDPOINT: url.collector,
  OTEL_BSP_SCHEDULE_DELAY: '500',
});
startNode('exporter', ['dist/main.js', 'exporter'], {
  ...upstream,
  ...iam,
  IAM_PASSWORD: 'simulator-password',
  METRICS_PORT: String(ports.exporter),
  EXPORTER_INTERVAL: '5',
});
if (hasPrometheus) start('prometheus', 'prometheus', prometheusArguments());
for (const path of [`${url.server}/readyz`, `${url.exporter}/healthz`]) await untilOk(path);
if (hasPrometheus) await untilOk(`${url.prometheus}/-/ready`);
if (!isStopping) console.log(instructions());

function instructions() {
  const query = `mutation { detachCertificateDomains(certificateId: "${CERTIFICATE}", domains: [{ domain: "${DOMAIN}" }]) { __typename } }`;
  const prometheus = hasPrometheus
    ? `Prometheus   ${url.prometheus}/alerts
             Its alerts fire after seconds here, not after minutes. A query to paste into ${url.prometheus}/graph:
             sum by (change, outcome) (gateway_changes_total) > 0`
    : 'Prometheus   is not installed (apt-get install prometheus)';
  return `
Console      ${url.server}/console
GraphQL      ${url.server}/graphql, with the explorer at ${url.server}/explorer
Simulator    ${url.simulator}
Metrics      ${url.metrics}/metrics, of the certificates ${url.exporter}/metrics
${prometheus}
Audit trail  ${audit}
Traces       each change prints its spans here, in the order in which they began

Detach a certificate, then look at its record:
curl -s ${url.server}/graphql -H 'Content-Type: application/json' -H 'X-Auth-Token: ${TOKEN}' -d '${JSON.stringify({ query })}'
node dist/main.js audit show ${audit} --certificate ${CERTIFICATE}

Ctrl+C stops everything.`;
}

/** Prints the spans of mutations and of the upstream calls that change something, in the order in which they began. */
function startCollector() {
  const traces = new Map();
  const server = createHttpServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const sent = Buffer.concat(chunks);
      const spans = otlp.decodeSpans(request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent);
      for (const span of spans) {
        const trace = traces.get(span.traceId) ?? [];
        traces.set(span.traceId, [...trace, span]);
        // The span of the request is the first to begin and the last to end.
        if (span.kind !== 'server') continue;
        traces.delete(span.traceId);
        printChanges([...trace, span]);
      }
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  return server.listen(ports.collector, HOST);
}

function printChanges(spans) {
  for (const { name, kind, traceId, attributes, start: begin, end } of spans.sort((a, b) =>
    Number(a.start - b.start),
  )) {
    const isChange = attributes['graphql.operation.type'] === 'mutation';
    const isSent = kind === 'client' && attributes['http.request.method'] !== 'GET';
    if (isChange || isSent) console.log(`span  ${name}  ${(end - begin) / 1_000_000n} ms  trace ${traceId}`);
  }
}

/** Writes Prometheus' configuration and the rules, with short waits. */
function prometheusArguments() {
  const rules = join(folder, 'rules');
  mkdirSync(rules);
  for (const name of readdirSync(join(ROOT, 'deploy/prometheus'))) {
    const text = readFileSync(join(ROOT, 'deploy/prometheus', name), 'utf8');
    writeFileSync(join(rules, name), text.replace(/^( +for:) \d+m$/gm, '$1 2s'));
  }
  const job = (name, port) => ({ job_name: name, static_configs: [{ targets: [`${HOST}:${port}`] }] });
  const configuration = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [join(rules, '*.rules.yaml')],
    scrape_configs: [job('gateway', ports.metrics), job('exporter', ports.exporter)],
  };
  const file = join(folder, 'prometheus.yml');
  writeFileSync(file, JSON.stringify(configuration));
  const address = `--web.listen-address=${HOST}:${ports.prometheus}`;
  return [`--config.file=${file}`, `--storage.tsdb.path=${join(folder, 'data')}`, address, '--log.level=error'];
}

function portsOf(server, metrics) {
  return { PORT: String(ports[server]), METRICS_PORT: String(ports[metrics]) };
}

/** Starts a program of the server with only these variables, so that the shell's cannot lead it to a real upstream. */
function startNode(name, args, env = {}) {
  start(name, process.execPath, args, { PATH: process.env.PATH, ...env });
}

function start(name, command, args, env = process.env) {
  // In a group of its own: Ctrl+C in a terminal reaches this process alone, which stops the others.
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'inherit'], detached: true });
  const ended = new Promise((resolve) => child.once('close', resolve));
  children.set(name, { child, ended });
  void ended.then((code) => {
    if (isStopping) return;
    console.error(`${name} ended with ${code}.`);
    void stop(1);
  });
  child.once('error', (error) => console.error(`${name}: ${error.message}`));
}

async function stop(code) {
  if (isStopping) return;
  isStopping = true;
  for (const { child } of children.values()) child.kill('SIGTERM');
  await Promise.all([...children.values()].map(({ ended }) => ended));
  collector?.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}

async function untilOk(path) {
  while (
    !isStopping &&
    !(await fetch(path).then(
      ({ ok }) => ok,
      () => false,
    ))
  )
    await sleep(100);
}

async function freePorts() {
  const servers = await Promise.all(Object.keys(USUAL_PORTS).map(() => listen(0)));
  const found = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return Object.fromEntries(Object.keys(USUAL_PORTS).map((name, index) => [name, found[index]]));
}

async function isFree(port) {
  try {
    const server = await listen(port);
    await new Promise((resolve) => server.close(resolve));
    return true;
  } catch {
    return false;
  }
}

function listen(port) {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => resolve(server));
  });
}
