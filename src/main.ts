#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from './config/config';
import { helpText } from './config/help';
import { type RunningServer, startServer } from './server';
import { SAMPLE_IDS } from './simulator/seed';
import { TOKENS } from './simulator/tokens';

/** Milliseconds beyond the longest request that the process takes to stop. */
const STOP_MARGIN_MS = 5_000;

void main();

async function main(): Promise<void> {
  try {
    const { values } = parseArgs({
      options: { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } },
    });
    if (values.help) return void process.stdout.write(helpText());
    if (values.version) return void process.stdout.write(`${version()}\n`);
    const config = readConfig(process.env);
    const server = await startServer(config);
    announce(server, config.explorer);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void stop(server, signal, config.requestTimeoutMs + STOP_MARGIN_MS));
    }
  } catch (error) {
    fail(error);
  }
}

function announce({ log, url, simulatorUrl }: RunningServer, explorer: boolean): void {
  if (simulatorUrl !== undefined) {
    log.warn(
      { simulator: simulatorUrl },
      `APIG_ENDPOINT is not set: the upstream is the embedded simulator. Send X-Auth-Token: ${TOKENS.admin}, and try certificate ${SAMPLE_IDS.shopCertificate}`,
    );
  }
  if (explorer) log.info(`A browser finds the explorer at ${url}/explorer`);
  log.info({ url: `${url}/graphql`, version: version() }, `GraphQL is served at ${url}/graphql`);
}

/** A second signal, or a stop that takes too long, ends the process at once. */
async function stop({ log, close }: RunningServer, signal: string, withinMs: number): Promise<void> {
  log.info({ signal }, 'stopping: requests under way finish first');
  for (const again of ['SIGINT', 'SIGTERM'] as const) process.once(again, () => process.exit(1));
  setTimeout(() => process.exit(1), withinMs).unref();
  await close();
  process.exit(0);
}

function fail(error: unknown): void {
  const isExpected = error instanceof ConfigError || (error instanceof Error && 'code' in error);
  process.stderr.write(`${isExpected ? error.message : error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
}

function version(): string {
  const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string };
  return version;
}
