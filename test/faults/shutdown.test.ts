import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { print } from 'graphql';
import { DetachCertificateDomainsDocument } from '../../schema/generated/operations';
import { SIMULATOR_PROJECT_ID, TOKENS } from '../../src/simulator/tokens';
import { estateOf } from '../oracle/estates';
import { onTestEnd } from '../support/cleanup';
import { LoadCaller, type Outcome } from '../support/load';
import { startServerProcess } from '../support/process';
import { startTestSimulator } from '../support/simulator';
import { type FaultServer, startFaultServer } from './fault-server';

const DETACH = print(DetachCertificateDomainsDocument);
const CALLERS = 24;
const CELLS = 5_000;

/** The time after the last response in which a stopped process must exit, in milliseconds. */
const EXIT_MS = 2_000;

/** An estate in which every change has a domain of its own, on an upstream that takes 30 ms for each. */
async function startUpstream() {
  const certificates = Array.from({ length: 50 }, (_, index) => ({ id: `cert-${index}` }));
  const domains = Array.from({ length: CELLS }, (_, index) => ({
    name: `d${index}.example.com`,
    holds: `cert-${index % 50}`,
  }));
  const project = estateOf(SIMULATOR_PROJECT_ID, certificates, domains);
  // Looking a domain up in a list of thousands would be the load.
  const { simulator } = await startTestSimulator({ projects: [project] });
  const faults = await startFaultServer(simulator.url);
  faults.rule = () => async (socket, forward) => {
    await sleep(30);
    const { status, body } = await forward();
    socket.write(
      `HTTP/1.1 ${status} x\r\n${status === 204 ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`}\r\n${status === 204 ? '' : body}`,
    );
  };
  return { faults, project };
}

/** Each caller detaches one domain after the other, until it is stopped. */
function load(url: string) {
  const outcomes: Outcome[] = [];
  let stopped = false;
  let next = 0;
  const done = Promise.all(
    Array.from({ length: CALLERS }, async () => {
      const caller = new LoadCaller(url, TOKENS.admin);
      while (!stopped && next < CELLS) {
        const index = next++;
        const variables = {
          certificateId: `cert-${index % 50}`,
          domains: [{ domain: `d${index}.example.com` }],
          ifNotAttached: 'FAIL',
        };
        outcomes.push(await caller.send(DETACH, variables, `load-${index}`));
      }
      caller.close();
    }),
  );
  return {
    outcomes,
    stop: () => {
      stopped = true;
      return done;
    },
  };
}

/** How often the change of each request was applied. */
function applied(faults: FaultServer): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { request, status } of faults.forwarded) {
    const id = request.headers['x-request-id'] ?? '';
    if (request.method === 'POST' && status < 300) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

const isSuccess = ({ body }: Outcome) => body.includes('DetachCertificateDomainsSuccess');

describe('SIGTERM under load', () => {
  it('completes every accepted request, and exits right after the last response', async () => {
    const { faults, project } = await startUpstream();
    const { url, child, finished } = await startServerProcess({
      APIG_ENDPOINT: faults.url,
      APIG_PROJECT_ID: project.id,
      RATE_LIMIT: 'off',
    });
    const { outcomes, stop } = load(url);
    await sleep(1_000);
    child.kill('SIGTERM');
    const { code } = await finished;
    const exitedAt = Date.now();
    expect(code).toBe(0);
    await stop();
    const lastResponseAt = Math.max(...outcomes.filter(isSuccess).map(({ endedAt }) => endedAt));
    expect(exitedAt - lastResponseAt).toBeLessThan(EXIT_MS);
    const counts = applied(faults);
    const succeeded = new Set(outcomes.filter(isSuccess).map(({ requestId }) => requestId));
    expect(succeeded.size).toBeGreaterThan(10);
    for (const [requestId, count] of counts)
      expect([requestId, count, succeeded.has(requestId)]).toEqual([requestId, 1, true]);
    expect(counts.size).toBe(succeeded.size);
  }, 30_000);
});

describe('two replicas behind a plain proxy', () => {
  it('survive a kill of one under load: nothing is applied twice, and only its requests in progress fail', async () => {
    const { faults, project } = await startUpstream();
    const env = { APIG_ENDPOINT: faults.url, APIG_PROJECT_ID: project.id, RATE_LIMIT: 'off' };
    const replicas = [await startServerProcess(env), await startServerProcess(env)];
    const proxy = await startProxy(replicas.map(({ url }) => Number(new URL(url).port)));
    const { outcomes, stop } = load(proxy.url);
    await sleep(1_000);
    const killedAt = Date.now();
    replicas[0]?.child.kill('SIGKILL');
    await replicas[0]?.finished;
    // Until then, its socket takes connections that nobody serves.
    const goneAt = Date.now();
    await sleep(1_000);
    await stop();

    const counts = applied(faults);
    for (const count of counts.values()) expect(count).toBe(1);
    const succeeded = outcomes.filter(isSuccess);
    for (const { requestId } of succeeded) expect(counts.get(requestId)).toBe(1);
    expect(succeeded.filter(({ startedAt }) => startedAt > goneAt).length).toBeGreaterThan(10);

    const failed = outcomes.filter((it) => !isSuccess(it));
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThanOrEqual(CALLERS);
    for (const { requestId, port, status, startedAt, endedAt } of failed) {
      expect({ requestId, status, replica: proxy.replicaOf(port) }).toEqual({
        requestId,
        status: undefined,
        replica: 0,
      });
      expect(startedAt).toBeLessThanOrEqual(goneAt);
      expect(endedAt).toBeGreaterThanOrEqual(killedAt);
    }
  }, 30_000);
});

/** A TCP proxy that hands connections out in turn, and passes over who does not take one. */
async function startProxy(ports: number[]) {
  const replicas = new Map<number, number>();
  let turn = 0;
  const server = createServer({ pauseOnConnect: true }, (client) => {
    client.on('error', () => {});
    const attempt = (replica: number, tries: number) => {
      const upstream = connect(ports[replica] ?? 0, '127.0.0.1');
      let isConnected = false;
      upstream.once('connect', () => {
        isConnected = true;
        replicas.set(client.remotePort ?? 0, replica);
        client.pipe(upstream).pipe(client);
        client.resume();
        client.once('close', () => upstream.destroy());
      });
      upstream.on('error', () => {});
      upstream.once('close', () => {
        if (isConnected || tries === 1) client.destroy();
        else attempt((replica + 1) % ports.length, tries - 1);
      });
    };
    attempt(turn++ % ports.length, ports.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestEnd(() => new Promise((resolve) => server.close(resolve)));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    replicaOf: (port: number | undefined) => replicas.get(port ?? 0),
  };
}
