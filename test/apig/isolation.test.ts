import type { ServerResponse } from 'node:http';
import { ApigFailure } from '../../src/apig/failure';
import type { CallLimits } from '../../src/apig/types';
import { Upstream, type UpstreamOptions } from '../../src/apig/upstream';
import { Disconnect } from '../../src/lib/disconnect';
import { onTestEnd } from '../support/cleanup';
import { startUpstream } from '../support/upstream';

const CERTIFICATE = JSON.stringify({ id: 'c', name: 'name', not_after: '2030-01-01T00:00:00Z' });

/** The upstream's behaviour for the requests of a token: `hold` responds when the test releases them. */
type Manner = 'answer' | 'hold' | 'break';

/** Returns a client and its upstream, whose behaviour depends on the caller. */
async function start(manners: Record<string, Manner>, options: Partial<UpstreamOptions> = {}) {
  const arrivals: string[] = [];
  const held: (() => void)[] = [];
  const endpoint = await startUpstream((request, response) => {
    const token = String(request.headers['x-auth-token']);
    request.resume();
    arrivals.push(token);
    const manner = manners[token.split('-')[0] ?? ''] ?? 'answer';
    if (manner === 'break') response.destroy();
    else if (manner === 'hold') held.push(() => answer(request.method, response));
    else answer(request.method, response);
  });
  const upstream = new Upstream({ timeoutMs: 10_000, retries: 0, ...options });
  onTestEnd(() => upstream.close());
  const callerOf = (token: string) => ({ token, projectId: 'p', endpoint, requestId: 'r' });
  const input = { path: { certificate_id: 'c' } };
  const call =
    (operation: 'showCertificate' | 'deleteCertificate') =>
    async (token: string, limits: Partial<CallLimits> = {}): Promise<string> => {
      try {
        await upstream.call(operation, input, callerOf(token), { deadline: Date.now() + 20_000, ...limits });
        return 'done';
      } catch (error) {
        return error instanceof ApigFailure ? `${error.details.code} ${error.details.delivery}` : String(error);
      }
    };
  return {
    upstream,
    arrivals,
    held,
    accepts: (token: string) => upstream.accepts(endpoint, callerOf(token))?.details.code,
    circuit: () => upstream.stateOf(endpoint).circuit,
    read: call('showCertificate'),
    change: call('deleteCertificate'),
    release: () => {
      for (const go of held.splice(0)) go();
    },
  };
}

function answer(method: string | undefined, response: ServerResponse): void {
  if (method === 'GET') response.end(CERTIFICATE);
  else response.writeHead(204).end();
}

async function msOf(promise: Promise<unknown>): Promise<number> {
  const begin = Date.now();
  await promise;
  return Date.now() - begin;
}

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const until = async (isTrue: () => boolean) => {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('no caller is delayed', () => {
  it('in a change or a read by 300 slow reads of another caller', async () => {
    const { read, change, arrivals, held, release } = await start({ slow: 'hold' });
    const slow = times(300, () => read('slow'));
    await until(() => held.length === 64);
    expect(await msOf(expect(change('owner')).resolves.toBe('done'))).toBeLessThan(1_000);
    expect(await msOf(expect(read('owner')).resolves.toBe('done'))).toBeLessThan(1_000);
    expect(arrivals.filter((token) => token === 'slow')).toHaveLength(64);
    const timer = setInterval(release, 5);
    const results = await Promise.all(slow);
    clearInterval(timer);
    expect(results.filter((it) => it === 'done')).toHaveLength(300);
  }, 20_000);

  it('by 450 slow changes with invented tokens', async () => {
    const { change, held, release } = await start({ invented: 'hold' });
    const invented = times(450, (index) => change(`invented-${index}`));
    await until(() => held.length >= 64);
    expect(await msOf(expect(change('owner')).resolves.toBe('done'))).toBeLessThan(2_000);
    await until(() => held.length === 450);
    release();
    expect(new Set(await Promise.all(invented))).toEqual(new Set(['done']));
  }, 20_000);

  it('by 30 failing reads of another caller, which has its own circuit', async () => {
    const { read, change, accepts, circuit } = await start({ failing: 'break' });
    expect(await change('owner')).toBe('done');
    const results = [];
    for (let time = 0; time < 30; time++) results.push(await read('failing'));
    expect(results.filter((it) => it === 'GATEWAY.CIRCUIT_OPEN NOT_SENT')).toHaveLength(10);
    expect([accepts('failing'), accepts('owner'), accepts('newcomer')]).toEqual([
      'GATEWAY.CIRCUIT_OPEN',
      undefined,
      undefined,
    ]);
    expect(circuit()).toBe('closed');
    expect([await change('owner'), await read('newcomer')]).toEqual(['done', 'done']);
  });
});

describe('waiting callers', () => {
  it('take turns, however many calls each makes', async () => {
    const { read, arrivals, held, release } = await start({ busy: 'hold', other: 'hold' }, { concurrency: 4 });
    const calls = [...times(12, () => read('busy')), read('other'), read('other')];
    await until(() => held.length === 4);
    while (arrivals.length < 14) {
      release();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    release();
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['done']));
    expect(arrivals.slice(4, 8).filter((token) => token === 'other')).toHaveLength(2);
  });

  it('do not fill the queue for others', async () => {
    const { change, upstream, accepts, release, held } = await start({ busy: 'hold' }, { concurrency: 2 });
    const calls = times(20, () => change('busy'));
    expect(upstream.waiting).toBe(8);
    expect([accepts('busy'), accepts('owner')]).toEqual(['GATEWAY.OVERLOADED', undefined]);
    expect(await change('owner')).toBe('done');
    const timer = setInterval(release, 5);
    const results = await Promise.all(calls);
    clearInterval(timer);
    expect(results.filter((it) => it === 'GATEWAY.OVERLOADED NOT_SENT')).toHaveLength(10);
    expect([upstream.waiting, held.length, accepts('busy')]).toEqual([0, 0, undefined]);
  });
});

describe('an urgent call', () => {
  it('passes the gate and the circuit, and no disconnect ends it', async () => {
    const manners: Record<string, Manner> = { busy: 'hold' };
    const { change, read, accepts, release, circuit } = await start(manners, { concurrency: 1 });
    const calls = times(5, () => change('busy'));
    expect(await change('busy')).toBe('GATEWAY.OVERLOADED NOT_SENT');
    manners['busy'] = 'answer';
    const disconnect = new Disconnect();
    disconnect.abort();
    expect(await change('busy', { urgent: true, disconnect })).toBe('done');
    expect(await change('busy', { disconnect })).toBe('GATEWAY.CANCELLED NOT_SENT');
    release();
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['done']));

    manners['gone'] = 'break';
    for (const token of times(20, (index) => `gone-${index % 4}`)) await read(token);
    expect([circuit(), accepts('newcomer')]).toEqual(['open', 'GATEWAY.CIRCUIT_OPEN']);
    expect(await change('newcomer')).toBe('GATEWAY.CIRCUIT_OPEN NOT_SENT');
    expect(await change('newcomer', { urgent: true })).toBe('done');
    expect(circuit()).toBe('closed');
  });
});

describe('a change that waits for its turn', () => {
  it('is not sent if hardly any of its time is left', async () => {
    const { change, arrivals, release, held } = await start({ owner: 'hold' }, { concurrency: 1, timeoutMs: 2_000 });
    const first = change('owner');
    await until(() => held.length === 1);
    // At least 200 ms must be left: a tenth of the timeout.
    const second = change('owner', { deadline: Date.now() + 1_000 });
    setTimeout(release, 900);
    expect([await first, await second]).toEqual(['done', 'GATEWAY.TIMEOUT NOT_SENT']);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(arrivals).toHaveLength(1);
  });

  it('is not sent if its caller has disconnected', async () => {
    const { change, read, arrivals, release, held, upstream } = await start({ owner: 'hold' }, { concurrency: 1 });
    const first = [change('owner'), read('owner')];
    await until(() => held.length === 2);
    const disconnect = new Disconnect();
    const second = [change('owner', { disconnect }), read('owner', { disconnect })];
    expect(upstream.waiting).toBe(2);
    disconnect.abort();
    expect(await Promise.all(second)).toEqual(['GATEWAY.CANCELLED NOT_SENT', 'GATEWAY.CANCELLED NOT_SENT']);
    expect(upstream.waiting).toBe(0);
    release();
    expect(await Promise.all(first)).toEqual(['done', 'done']);
    expect(arrivals).toHaveLength(2);
  });
});
