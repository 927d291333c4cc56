#!/usr/bin/env node
import { readCommandLine } from './config/command-line';
import { type Config, readConfig, UNNAMED_REGION } from './config/config';
import { exporterHelpText, helpText } from './config/help';
import { loggableValues } from './config/loggable-values';
import { readValues } from './config/read-values';
import { startErrorLine } from './config/start-error';
import { unreadVariables } from './config/unread-variables';
import { VERSION } from './lib/version';
import { type RunningServer, type SuppliedUpstream, startServer } from './server';
import type { EmbeddedSimulator } from './simulator/embedded';

void main();

async function main(): Promise<void> {
  let config: Config | undefined;
  try {
    const [subcommand, ...args] = process.argv.slice(2);
    if (subcommand === 'audit') return await audit(args);
    const isExporter = subcommand === 'exporter';
    const command = readCommandLine(isExporter ? args : process.argv.slice(2));
    if (command === 'help') return void process.stdout.write(isExporter ? exporterHelpText() : helpText());
    if (command === 'version') return void process.stdout.write(`${VERSION}\n`);
    config = readConfig(process.env);
    await (isExporter ? runExporter(config) : run(config));
  } catch (error) {
    fail(error, config);
  }
}

/** Runs the command `audit`, whose code is loaded only here. */
async function audit(args: readonly string[]): Promise<void> {
  const { auditCommand } = require('./telemetry/audit-command') as typeof import('./telemetry/audit-command');
  process.exitCode = await auditCommand(args, readValues(process.env).AUDIT_KEY, {
    print: (text) => process.stdout.write(text),
    warn: (text) => process.stderr.write(text),
  });
}

/** Runs the exporter, whose code is loaded only here. Without an endpoint, it reads the embedded simulator. Stops on a signal. */
async function runExporter(config: Config): Promise<void> {
  const { startExporter } = require('./start-exporter') as typeof import('./start-exporter');
  const simulator = config.endpoints.size === 0 ? await startSimulator() : undefined;
  const readAgain = () => readConfig({ ...process.env, ...simulator?.environment });
  const exporter = await startExporter(readAgain(), { readAgain });
  if (simulator) exporter.log.warn('APIG_ENDPOINT is not set: the exporter reads the embedded simulator');
  warnOfUnread(exporter.log);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      for (const again of ['SIGINT', 'SIGTERM'] as const) process.once(again, () => process.exit(1));
      exporter.log.info({ signal }, 'stopping');
      await exporter.close();
      await simulator?.close();
      process.exit(0);
    });
  }
}

/** Starts the server, and the simulator if no endpoint is configured. Stops both on a signal. */
async function run(config: Config): Promise<void> {
  const simulator = config.endpoints.size === 0 ? await startSimulator() : undefined;
  const server = await startServer(config, simulator ? { upstream: suppliedUpstream(config, simulator) } : {});
  announce(server, config, simulator);
  server.log.debug({ configuration: loggableValues(process.env) }, 'configuration in use');
  warnOfUnread(server.log);
  const close = async () => {
    await server.close();
    await simulator?.close();
  };
  process.on('SIGHUP', () => server.reopenFiles());
  // Without a listener, Node opens its inspector on this signal, and anyone who may send it could read every token in memory.
  if (config.production) process.on('SIGUSR1', () => server.log.warn('SIGUSR1 ignored: no inspector in production'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop(server, close, signal));
  }
}

/** Starts the simulator, whose code is loaded only here. */
function startSimulator(): Promise<EmbeddedSimulator> {
  const { startEmbeddedSimulator } = require('./simulator/embedded') as typeof import('./simulator/embedded');
  return startEmbeddedSimulator();
}

function suppliedUpstream(config: Config, { url, projectId, sample }: EmbeddedSimulator): SuppliedUpstream {
  const region = config.defaultRegion ?? UNNAMED_REGION;
  const defaults = {
    endpoints: new Map([[region, url]]),
    defaultRegion: region,
    defaultProjectId: config.defaultProjectId ?? projectId,
  };
  return { defaults, sample };
}

function announce(
  { log, url }: RunningServer,
  { console, explorer }: Config,
  simulator: EmbeddedSimulator | undefined,
): void {
  if (simulator) {
    const { token, certificateId } = simulator.sample;
    log.warn(
      { simulator: simulator.url },
      `APIG_ENDPOINT is not set: the upstream is the embedded simulator. Send X-Auth-Token: ${token}, and try certificate ${certificateId}`,
    );
  }
  if (console) log.info(`The certificate console is served at ${url}/console`);
  if (explorer) log.info(`The explorer is served at ${url}/explorer`);
  log.info({ url: `${url}/graphql`, version: VERSION }, `GraphQL is served at ${url}/graphql`);
}

function warnOfUnread(log: RunningServer['log']): void {
  for (const { name, similar } of unreadVariables(process.env)) {
    const hint = similar === undefined ? '--help lists the variables' : `did you mean ${similar}?`;
    log.warn({ variable: name }, `${name} is set, but is not a variable of the server: ${hint}`);
  }
}

/**
 * Stops after all requests and changes in progress have ended. A second signal or a timeout exits immediately; the audit trail then
 * records the outcome of changes in progress as unknown.
 */
async function stop(server: RunningServer, close: () => Promise<void>, signal: string): Promise<void> {
  server.log.info({ signal }, 'stopping: waiting for requests and changes in progress');
  const endNow = () => {
    server.abandonChanges();
    process.exit(1);
  };
  for (const again of ['SIGINT', 'SIGTERM'] as const) process.once(again, endNow);
  setTimeout(endNow, server.longestStopMs).unref();
  await close();
  process.exit(0);
}

/** Prints one line about an error and exits. An unexpected error is printed with its stack. */
function fail(error: unknown, config: Config | undefined): void {
  const line = startErrorLine(error, config) ?? (error instanceof Error ? error.stack : error);
  process.stderr.write(`${line}\n`);
  process.exit(1);
}
