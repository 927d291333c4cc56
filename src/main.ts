#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCommandLine } from './config/command-line';
import { type Config, readConfig, UNNAMED_REGION } from './config/config';
import { helpText } from './config/help';
import { loggableValues } from './config/loggable-values';
import { startErrorLine } from './config/start-error';
import { unreadVariables } from './config/unread-variables';
import { type RunningServer, type SuppliedUpstream, startServer } from './server';
import type { EmbeddedSimulator } from './simulator/embedded';

/** Milliseconds beyond the longest stop of the server before the process ends all the same. */
const STOP_MARGIN_MS = 5_000;

void main();

async function main(): Promise<void> {
  let config: Config | undefined;
  try {
    const command = readCommandLine(process.argv.slice(2));
    if (command === 'help') return void process.stdout.write(helpText());
    if (command === 'version') return void process.stdout.write(`${version()}\n`);
    config = readConfig(process.env);
    await run(config);
  } catch (error) {
    fail(error, config);
  }
}

/** Starts the server, and the simulator where no endpoint is configured; stops both on a signal. */
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
  // Without a listener, Node opens its inspector on this signal: whoever may send it could read every token in memory.
  if (config.production) process.on('SIGUSR1', () => server.log.warn('SIGUSR1 ignored: no inspector in production'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop(server, close, signal));
  }
}

/** Loads the simulator only where it runs. */
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

function announce({ log, url }: RunningServer, { explorer }: Config, simulator: EmbeddedSimulator | undefined): void {
  if (simulator) {
    const { token, certificateId } = simulator.sample;
    log.warn(
      { simulator: simulator.url },
      `APIG_ENDPOINT is not set: the upstream is the embedded simulator. Send X-Auth-Token: ${token}, and try certificate ${certificateId}`,
    );
  }
  if (explorer) log.info(`A browser finds the explorer at ${url}/explorer`);
  log.info({ url: `${url}/graphql`, version: version() }, `GraphQL is served at ${url}/graphql`);
}

function warnOfUnread(log: RunningServer['log']): void {
  for (const { name, similar } of unreadVariables(process.env)) {
    const hint = similar === undefined ? '--help lists the variables' : `did you mean ${similar}?`;
    log.warn({ variable: name }, `${name} is set, but the server reads no such variable: ${hint}`);
  }
}

/**
 * Stops once all requests and changes under way have ended. A second signal, or a stop that takes too long, ends the process at
 * once; the audit trail says of the changes under way that their outcome is unknown.
 */
async function stop(server: RunningServer, close: () => Promise<void>, signal: string): Promise<void> {
  server.log.info({ signal }, 'stopping: requests and changes under way finish first');
  const endNow = () => {
    server.abandonChanges();
    process.exit(1);
  };
  for (const again of ['SIGINT', 'SIGTERM'] as const) process.once(again, endNow);
  setTimeout(endNow, server.longestStopMs + STOP_MARGIN_MS).unref();
  await close();
  process.exit(0);
}

/** The operator gets one line, with a stack only for a bug. */
function fail(error: unknown, config: Config | undefined): void {
  const line = startErrorLine(error, config) ?? (error instanceof Error ? error.stack : error);
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

function version(): string {
  const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string };
  return version;
}
