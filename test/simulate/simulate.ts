import crypto from 'node:crypto';
import type { Content } from '../oracle/requests';
import { issue } from '../support/certificates';
import { labelsOf, runHistory } from './run-history';
import { Operations } from './server';
import type { replaceSystemTime } from './system-time';
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
}

/** Runs histories and prints their results. @returns false if the oracle complains about one. */
export async function simulate({ seed, histories, trace, all, time, realNow }: Options): Promise<boolean> {
  const contents = await contentsOf();
  rememberCertificates();
  // Most errors here are expected ones, and half of the time went into their stacks.
  if (!trace) Error.stackTraceLimit = 0;
  const operations = await Operations.build();
  const outcomes = new Map<string, number>();
  const complaints = new Map<string, { count: number; seed: number }>();
  let requests = 0;
  let calls = 0;
  let failed: number | undefined;
  const begin = realNow();
  const cpu = process.cpuUsage();
  let ran = 0;
  for (; ran < histories; ran++) {
    const run = await runHistory(seed + ran, operations, contents, time.set);
    for (const label of labelsOf(run)) outcomes.set(label, (outcomes.get(label) ?? 0) + 1);
    requests += run.exchanges.length;
    calls += run.plane.journal.received.length;
    if (trace) process.stdout.write(traceOf(run));
    if (run.complaints.length === 0) continue;
    if (failed === undefined && !trace) process.stdout.write(traceOf(run));
    failed ??= seed + ran;
    for (const why of run.complaints) {
      const kind = why.replace(/^r\d+: /, '').replace(/(: |\d+ ms).*/, '');
      const known = complaints.get(kind);
      complaints.set(kind, { count: (known?.count ?? 0) + 1, seed: known?.seed ?? seed + ran });
    }
    if (!all) {
      ran++;
      break;
    }
  }
  const seconds = (realNow() - begin) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const perMinute = (of: number) => Math.round((ran / of) * 60);
  const lines = [
    `${ran} histories from seed ${seed} in ${seconds.toFixed(1)} s: ${perMinute(seconds)} a minute, ${perMinute((user + system) / 1e6)} a minute of processor time`,
    `${requests} requests, ${calls} upstream calls`,
    ...table(outcomes),
    ...(time.uses.size > 0
      ? [`time and chance that did not come from the clock: ${JSON.stringify([...time.uses])}`]
      : []),
    ...[...complaints].map(([why, { count, seed: first }]) => `${count} x ${why}, first at seed ${first}`),
    failed === undefined
      ? 'no history fails'
      : `seed ${failed} fails after ${failed - seed + 1} histories: npm run simulate -- --seed ${failed} --histories 1 --trace`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return failed === undefined;
}

/** Kinds of requests down, labels across. */
function table(outcomes: ReadonlyMap<string, number>): string[] {
  const byKind = new Map<string, string[]>();
  for (const [label, count] of [...outcomes].sort(([one], [other]) => one.localeCompare(other))) {
    const [kind = '', ...rest] = label.split(' ');
    byKind.set(kind, [...(byKind.get(kind) ?? []), `${rest.join(' ')} ${count}`]);
  }
  return [...byKind].map(([kind, labels]) => `  ${kind.padEnd(14)} ${labels.join(', ')}`);
}

/** Two certificates that can be created or put in: real, since the server parses them before it sends them. */
async function contentsOf(): Promise<Content[]> {
  const names = { san: ['*.example.com', 'xn--bcher-kva.example.com'] };
  return Promise.all(
    ['0a01', '0a02'].map(async (serialNumber) => {
      const { pem, key } = await issue({ ...names, serialNumber });
      return { pem, key, serial: BigInt(`0x${new crypto.X509Certificate(pem).serialNumber}`).toString() };
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
