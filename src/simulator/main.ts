#!/usr/bin/env node
import { SAMPLE_IDS } from './seed';
import { startSimulator } from './server';
import { SIMULATOR_PROJECT_ID, TOKENS } from './tokens';

const HELP = `Runs the APIG simulator as a separate process, with sample data in memory.

Usage: npm run simulator [-- PORT]      PORT: default 4100; 0 for a free port
It listens on 127.0.0.1. Set APIG_ENDPOINT of the server to its URL.`;

async function main(argument: string | undefined): Promise<void> {
  if (argument === '--help' || argument === '-h') return console.log(HELP);
  const port = Number(argument ?? 4100);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    console.error(`PORT=${JSON.stringify(argument)} is not accepted: give a whole number from 0 to 65535.`);
    process.exitCode = 1;
    return;
  }
  const simulator = await startSimulator({ port, host: '127.0.0.1' });
  console.log(`APIG simulator: ${simulator.url}
project     ${SIMULATOR_PROJECT_ID}
token       ${TOKENS.admin}   (read only: ${TOKENS.reader})
certificate ${SAMPLE_IDS.shopCertificate}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void simulator.close());
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
