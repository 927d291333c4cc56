import crypto from 'node:crypto';
import { parseCertificate } from '../../src/simulator/x509';
import { issue } from '../support/certificates';

import type { KnownContent } from './handlers';
import { MUTANTS } from './mutants';
import { runHistory, type World } from './run-history';
import { Operations } from './server';
import type { replaceSystemTime } from './system-time';
import { Tally } from './tally';
import { traceOf } from './trace';

/** Options of a simulation. */
export interface Options {
  /** The seed of the first history; each further one has the next. */
  readonly seed: number;
  readonly histories: number;
  /** Prints each history. */
  readonly trace: boolean;
  /** Goes on after the first history that fails, and counts the complaints. */
  readonly all: boolean;
  readonly time: ReturnType<typeof replaceSystemTime>;
  /** The system's own time in milliseconds, for figures. */
  readonly realNow: () => number;
  /** The name of a mistake to put in, and to look for. */
  readonly mutant?: string;
}

/**
 * Runs histories and prints what became of them.
 * @returns false where the oracle has something against one, or does not find out a mistake that was put in.
 */
export async function simulate(options: Options): Promise<boolean> {
  const contents = await contentsOf();
  rememberCertificates();
  // Most errors here are expected ones, and half of the time went into their stacks.
  if (!options.trace) Error.stackTraceLimit = 0;
  const world: World = { operations: await Operations.build(), contents, setClock: options.time.set };
  const { mutant } = options;
  return mutant === undefined ? runAll(options, world) : findOut(options, world, mutant);
}

async function runAll({ seed, histories, trace, all, time, realNow }: Options, world: World): Promise<boolean> {
  const tally = new Tally();
  const begin = realNow();
  const cpu = process.cpuUsage();
  for (let index = 0; index < histories; index++) {
    const run = await runHistory(seed + index, world);
    const isFirst = tally.failed === undefined && run.complaints.length > 0;
    tally.add(run);
    if (trace || isFirst) process.stdout.write(traceOf(run));
    if (isFirst && !all) break;
  }
  const seconds = (realNow() - begin) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const perMinute = (of: number) => Math.round((tally.histories / of) * 60);
  const { failed } = tally;
  const lines = [
    `${tally.histories} histories from seed ${seed} in ${seconds.toFixed(1)} s: ${perMinute(seconds)} a minute, ${perMinute((user + system) / 1e6)} a minute of processor time`,
    ...tally.lines(),
    ...(time.uses.size > 0
      ? [`time and chance that did not come from the clock: ${JSON.stringify([...time.uses])}`]
      : []),
    failed === undefined
      ? 'no history fails'
      : `seed ${failed} fails after ${failed - seed + 1} histories: npm run simulate -- --seed ${failed} --histories 1 --trace`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return failed === undefined;
}

/** Runs histories with a mistake put in, until the oracle has against one what it has not without the mistake. */
async function findOut({ seed, histories, trace }: Options, world: World, name: string): Promise<boolean> {
  const mutant = MUTANTS[name];
  if (!mutant) throw new Error(`no such mutant: ${name}; there are: ${Object.keys(MUTANTS).join(', ')}`);
  for (let index = 0; index < histories; index++) {
    const run = await runHistory(seed + index, world, mutant);
    const found = run.complaints.find((why) => mutant.foundAs.test(why));
    if (found === undefined) continue;
    const { complaints } = await runHistory(seed + index, world);
    if (complaints.includes(found)) continue;
    if (trace) process.stdout.write(traceOf(run));
    process.stdout.write(
      `mutant "${name}" is found out after ${index + 1} histories, at seed ${seed + index}: ${found}\n`,
    );
    return true;
  }
  process.stdout.write(`mutant "${name}" is not found out in ${histories} histories from seed ${seed}\n`);
  return false;
}

/** Two certificates that can be created or put in: real, since the server parses them before it sends them. */
async function contentsOf(): Promise<KnownContent[]> {
  const names = { san: ['*.example.com', 'xn--bcher-kva.example.com'] };
  return Promise.all(
    ['0a01', '0a02'].map(async (serialNumber) => {
      const { pem, key } = await issue({ ...names, serialNumber });
      const parsed = await parseCertificate(pem, key, new Date());
      return { pem, key, serial: parsed.serial_number, parsed };
    }),
  );
}

/** Has the few certificates and keys of the simulation read once: to read them anew for each change would be a tenth of the time. */
function rememberCertificates(): void {
  const { createPrivateKey, X509Certificate } = crypto;
  const keys = new Map<unknown, crypto.KeyObject>();
  const certificates = new Map<unknown, crypto.X509Certificate>();
  crypto.createPrivateKey = (input) => {
    const known = keys.get(input) ?? createPrivateKey(input);
    if (typeof input === 'string') keys.set(input, known);
    return known;
  };
  const remembered = new Proxy(X509Certificate, {
    construct: (_, [input]: [string | Buffer]) => {
      const known = certificates.get(String(input)) ?? new X509Certificate(input);
      certificates.set(String(input), known);
      return known;
    },
  });
  Object.assign(crypto, { X509Certificate: remembered });
}
