import { setTimeout as sleep } from 'node:timers/promises';
import { print } from 'graphql';
import * as operations from '../../schema/generated/operations';
import { SAMPLE_IDS } from '../../src/simulator/seed';
import { SIMULATOR_PROJECT_ID, TOKENS } from '../../src/simulator/tokens';
import { LoadCaller } from '../support/load';
import { startServerProcess } from '../support/process';
import { startTestSimulator } from '../support/simulator';
import { FAULTS, startFaultServer } from './fault-server';

/** `npm run soak`: a steady mix for SOAK_SECONDS, 180 unless given, with a fault in one upstream call of a hundred. */
const SECONDS = Number(process.env['SOAK_SECONDS'] ?? 180);
const CALLERS = 16;
const SAMPLES = 12;

const SHOP = SAMPLE_IDS.shopCertificate;
const domains = [{ domain: 'www.shop.example.com' }];
/** How often each is asked, of ten. */
const MIX: [weight: number, document: unknown, variables: object][] = [
  [4, operations.CertificateDocument, { id: SHOP, firstDomains: 20 }],
  [2, operations.CertificatesDocument, { first: 20 }],
  [1, operations.DetachPreviewDocument, { certificateId: SHOP, domains }],
  [1, operations.GatewaysDocument, { first: 20, firstDomains: 20 }],
  [1, operations.DetachCertificateDomainsDocument, { certificateId: SHOP, domains, ifNotAttached: 'SKIP' }],
  [1, operations.AttachCertificateDomainsDocument, { certificateId: SHOP, domains }],
];
const REQUESTS = MIX.flatMap(([weight, document, variables]) =>
  Array.from({ length: weight }, () => ({ query: print(document as never), variables })),
);
/** Those that end soon: a soak measures steadiness, not patience. */
const SOME_FAULTS = [
  'reset before',
  'reset after',
  'HTML 502 after',
  '500 before',
  'malformed JSON',
  '429 without Retry-After',
  'body cut',
];

describe('the soak', () => {
  it(
    `runs for ${SECONDS} seconds: every answer is well formed, and memory levels off`,
    async () => {
      const { simulator } = await startTestSimulator();
      const faults = await startFaultServer(simulator.url);
      faults.rule = () =>
        Math.random() < 0.01 ? FAULTS[SOME_FAULTS[Math.floor(Math.random() * SOME_FAULTS.length)] ?? ''] : undefined;
      // Recorded for other tests, and not needed here.
      faults.forwarded.push = () => 0;
      const server = await startServerProcess({
        APIG_ENDPOINT: faults.url,
        APIG_PROJECT_ID: SIMULATOR_PROJECT_ID,
        NODE_ENV: 'production',
        RATE_LIMIT: 'off',
        LOG_LEVEL: 'info',
      });
      const metric = async (name: string) => {
        const text = await (await fetch(`${server.url}/metrics`)).text();
        return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
      };
      const memory = async () => (await metric('process_resident_memory_bytes')) / 1024 / 1024;

      const results = new Map<string, number>();
      const malformed: string[] = [];
      let stopped = false;
      let next = 0;
      const load = Promise.all(
        Array.from({ length: CALLERS }, async () => {
          const caller = new LoadCaller(server.url, `${TOKENS.admin}.${'x'.repeat(2_000)}`);
          while (!stopped) {
            const { query, variables } = REQUESTS[next++ % REQUESTS.length] ?? { query: '', variables: {} };
            const { status, body } = await caller.send(query, variables, `soak-${next}`);
            const type = /"data":\{"\w+":\{"__typename":"(\w+)"/.exec(body)?.[1];
            if (status !== 200 || type === undefined) malformed.push(`${status} ${body.slice(0, 300)}`);
            const kind = type !== undefined && /^Apig.*Error$/.test(type) ? type : 'success';
            results.set(kind, (results.get(kind) ?? 0) + 1);
          }
          caller.close();
        }),
      );
      const samples: number[] = [];
      // Each reading starts the measurement anew.
      const lags: number[] = [];
      for (let sample = 0; sample < SAMPLES; sample++) {
        await sleep((SECONDS * 1000) / SAMPLES);
        lags.push((await metric('nodejs_eventloop_lag_p99_seconds')) * 1000);
        samples.push(Math.round(await memory()));
      }
      const descriptors = await metric('process_open_fds');
      const handles = await metric('nodejs_active_handles_total');
      stopped = true;
      await load;
      const total = [...results.values()].reduce((sum, count) => sum + count, 0);
      const errors = [...results].filter(([kind]) => kind !== 'success').map(([kind, count]) => `${kind} ${count}`);
      process.stdout.write(`
requests          ${total} in ${SECONDS} s, ${Math.round(total / SECONDS)}/s
errors            ${errors.join(', ') || 'none'}
memory, MB        ${samples.join(' ')} (RSS, ${SAMPLES} samples)
open descriptors  ${descriptors}, active handles ${handles}
event loop, p99   ${lags.map((lag) => Math.round(lag)).join(' ')} ms of delay
`);
      expect(malformed).toEqual([]);
      expect(total).toBeGreaterThan(SECONDS * 50);
      // The last third against the one before it: more than a tenth on top of it has not levelled off.
      const third = SAMPLES / 3;
      const mean = (part: number[]) => part.reduce((sum, it) => sum + it, 0) / part.length;
      expect(mean(samples.slice(-third))).toBeLessThan(mean(samples.slice(third, 2 * third)) * 1.1 + 10);
      expect(descriptors).toBeLessThan(CALLERS + 200);
    },
    (SECONDS + 60) * 1000,
  );
});
