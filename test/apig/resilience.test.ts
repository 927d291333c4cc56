import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { ApigFailure } from '../../src/apig/failure';
import { RetryBudget } from '../../src/apig/retry';
import type { Caller } from '../../src/apig/types';
import { Upstream, type UpstreamOptions } from '../../src/apig/upstream';
import { systemClock } from '../../src/lib/clock';
import { Disconnect } from '../../src/lib/disconnect';
import { onTestEnd } from '../support/cleanup';
import { startUpstream } from '../support/upstream';

type Answer = (response: ServerResponse, count: number, request: IncomingMessage) => void;

const CERTIFICATE = { id: 'c', name: 'name', not_after: '2030-01-01T00:00:00Z' };
const GOOD: Answer = (response) => response.end(JSON.stringify(CERTIFICATE));
const status =
  (code: number, headers: Record<string, string> = {}, body: object = {}): Answer =>
  (response) =>
    response.writeHead(code, headers).end(JSON.stringify(body));
const coded = (code: number, error_code: string) => status(code, {}, { error_code, error_msg: 'no' });
const broken: Answer = (response) => response.destroy();

/** Returns a client and its upstream, which sends these responses in order and then repeats the last one. */
async function start(answers: Answer[], options: Partial<UpstreamOptions> = {}) {
  const arrivals: number[] = [];
  const endpoint = await startUpstream((request, response) => {
    request.resume();
    const count = arrivals.push(Date.now());
    answers[Math.min(count, answers.length) - 1]?.(response, count, request);
  });
  const upstream = new Upstream({ timeoutMs: 2_000, ...options });
  onTestEnd(() => upstream.close());
  const caller: Caller = { token: 'token', projectId: 'p', endpoint, requestId: 'r' };
  const limits = (deadlineMs = 10_000) => ({ deadline: Date.now() + deadlineMs });
  return {
    upstream,
    endpoint,
    arrivals,
    read: (deadlineMs?: number) =>
      upstream.call('showCertificate', { path: { certificate_id: 'c' } }, caller, limits(deadlineMs)),
    change: (deadlineMs?: number) =>
      upstream.call('deleteCertificate', { path: { certificate_id: 'c' } }, caller, limits(deadlineMs)),
  };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no failure',
    (error: unknown) => (error instanceof ApigFailure ? error.details.code : String(error)),
  );
}

describe('a read', () => {
  it.each<[string, Answer]>([
    ['a broken connection', broken],
    ['a 502', status(502)],
    ['a 503', status(503)],
    ['a 504', status(504)],
    ['a 429', status(429)],
    ['a transient code', coded(500, 'APIG.9999')],
    ['a transient code under 401', coded(401, 'APIG.1010')],
    ['a 429, whatever its code', coded(429, 'APIG.1005')],
    ['an unknown code under 503', coded(503, 'APIG.0000')],
  ])('is retried after %s', async (_, answer) => {
    const { read, arrivals } = await start([answer, answer, GOOD]);
    expect(await read()).toEqual(CERTIFICATE);
    expect(arrivals).toHaveLength(3);
  });

  it.each<[string, Answer, string]>([
    ['a refusal', coded(400, 'APIG.2012'), 'APIG.2012'],
    ['a 500 without a known code', status(500), 'GATEWAY.HTTP_500'],
    ['a code that no retry helps, under 503', coded(503, 'APIG.2012'), 'APIG.2012'],
    ['a reply that cannot be read', (response) => response.end('<html>'), 'GATEWAY.UNREADABLE_REPLY'],
  ])('is not retried after %s', async (_, answer, code) => {
    const { read, arrivals } = await start([answer]);
    expect(await codeOf(read())).toBe(code);
    expect(arrivals).toHaveLength(1);
  });

  it('is sent three times at most, with growing delays', async () => {
    const { read, arrivals } = await start([status(503)]);
    expect(await codeOf(read())).toBe('GATEWAY.HTTP_503');
    expect(arrivals).toHaveLength(3);
  });

  it('waits as long as Retry-After says, if that is within its deadline', async () => {
    const { read, arrivals } = await start([status(429, { 'retry-after': '1' }), GOOD]);
    await read();
    const [first = 0, second = 0] = arrivals;
    expect(second - first).toBeGreaterThanOrEqual(1_000);
    const late = await start([status(429, { 'retry-after': '60' }), GOOD]);
    const begin = Date.now();
    expect(await codeOf(late.read(5_000))).toBe('GATEWAY.HTTP_429');
    expect(Date.now() - begin).toBeLessThan(1_000);
  });

  it('is not retried after its caller has disconnected', async () => {
    const { upstream, endpoint, arrivals } = await start([status(429, { 'retry-after': '1' }), GOOD]);
    const disconnect = new Disconnect();
    const call = upstream.call(
      'showCertificate',
      { path: { certificate_id: 'c' } },
      { token: 't', projectId: 'p', endpoint, requestId: 'r' },
      { deadline: Date.now() + 10_000, disconnect },
    );
    setTimeout(() => disconnect.abort(), 200);
    expect(await codeOf(call)).toBe('GATEWAY.HTTP_429');
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(arrivals).toHaveLength(1);
  });
});

describe('a change', () => {
  it.each<[string, Answer]>([['a 429', status(429)]])(
    'is sent again after %s, since the upstream did not process it',
    async (_, answer) => {
      const { change, arrivals } = await start([answer, status(204)]);
      expect(await change()).toBeUndefined();
      expect(arrivals).toHaveLength(2);
    },
  );

  it.each<[string, Answer]>([
    ['a broken connection', broken],
    ['a 502', status(502)],
    ['a 503', status(503)],
    ['a transient code under 500', coded(500, 'APIG.3500')],
    ['a code that says too many requests, under 500', coded(500, 'APIG.9008')],
    ['a transient code under 409', coded(409, 'APIG.3718')],
    ['a failed synchronization under 409', coded(409, 'APIG.3500')],
    ['a failed synchronization under 400', coded(400, 'APIG.3500')],
    ['an internal error under 400', coded(400, 'APIG.9999')],
    ['a transient code under 408', coded(408, 'APIG.3718')],
    ['a 409 that is not its own', status(409)],
  ])('is sent once after %s, since the upstream may have processed it', async (_, answer) => {
    const { change, arrivals } = await start([answer, status(204)]);
    expect(await codeOf(change())).not.toBe('no failure');
    expect(arrivals).toHaveLength(1);
  });

  it('is sent again if no connection was established', async () => {
    const upstream = new Upstream({ timeoutMs: 2_000 });
    onTestEnd(() => upstream.close());
    const reports: number[] = [];
    const watched = new Upstream({ timeoutMs: 2_000, onCall: ({ retries }) => reports.push(retries) });
    onTestEnd(() => watched.close());
    const caller = { token: 't', projectId: 'p', endpoint: 'http://127.0.0.1:1', requestId: 'r' };
    const input = { path: { certificate_id: 'c' } };
    expect(await codeOf(watched.call('deleteCertificate', input, caller, { deadline: Date.now() + 5_000 }))).toBe(
      'GATEWAY.UNREACHABLE',
    );
    expect(reports).toEqual([0, 1, 2]);
  });
});

describe('the retry budget', () => {
  it('is the larger of ten and a fifth of the calls of the last minute', () => {
    const budget = new RetryBudget(systemClock);
    const take = (tries: number) => Array.from({ length: tries }, () => budget.takeRetry()).filter(Boolean).length;
    budget.countCall();
    expect(take(20)).toBe(10);
    for (let call = 1; call < 200; call++) budget.countCall();
    expect(take(200)).toBe(30);
    expect(take(200)).toBe(0);
  });

  it('limits the calls to an upstream that always fails', async () => {
    const { read, arrivals } = await start([status(503)], { circuitBreaker: false });
    await Promise.all(Array.from({ length: 100 }, () => codeOf(read())));
    expect(arrivals.length).toBe(120);
  });
});

describe('the circuit breaker', () => {
  it('fails calls at once while an upstream does not respond, and sends a probe after 5 seconds', async () => {
    let isUp = false;
    const { read, change, arrivals, upstream, endpoint } = await start(
      [(response, count, request) => (isUp ? GOOD(response, count, request) : broken(response, count, request))],
      { retries: 0 },
    );
    for (let call = 0; call < 20; call++) expect(await codeOf(read())).toBe('GATEWAY.CONNECTION_LOST');
    expect(upstream.stateOf(endpoint).circuit).toBe('open');
    const begin = Date.now();
    expect([await codeOf(read()), await codeOf(change())]).toEqual(['GATEWAY.CIRCUIT_OPEN', 'GATEWAY.CIRCUIT_OPEN']);
    expect(Date.now() - begin).toBeLessThan(100);
    expect(arrivals).toHaveLength(20);
    await new Promise((resolve) => setTimeout(resolve, 5_050));
    expect(upstream.stateOf(endpoint).circuit).toBe('half-open');
    expect((await Promise.all([codeOf(read()), codeOf(read())])).sort()).toEqual([
      'GATEWAY.CIRCUIT_OPEN',
      'GATEWAY.CONNECTION_LOST',
    ]);
    expect(upstream.stateOf(endpoint).circuit).toBe('open');
    isUp = true;
    await new Promise((resolve) => setTimeout(resolve, 5_050));
    expect(await read()).toEqual(CERTIFICATE);
    expect(upstream.stateOf(endpoint).circuit).toBe('closed');
    expect(await read()).toEqual(CERTIFICATE);
  }, 20_000);

  it('counts a call with retries once', async () => {
    const { read, upstream, endpoint, arrivals } = await start([broken]);
    for (let call = 0; call < 8; call++) await codeOf(read());
    expect(arrivals.length).toBeGreaterThanOrEqual(18);
    expect(upstream.stateOf(endpoint).circuit).toBe('closed');
  });

  it('stays closed for an upstream that responds with errors', async () => {
    const { read, upstream, endpoint } = await start([coded(500, 'APIG.3500')], { retries: 0 });
    for (let call = 0; call < 30; call++) expect(await codeOf(read())).toBe('APIG.3500');
    expect(upstream.stateOf(endpoint).circuit).toBe('closed');
  });
});

describe('the gate', () => {
  it('limits concurrent calls, lets four times as many wait, and refuses the rest at once', async () => {
    let running = 0;
    let most = 0;
    const slow: Answer = (response) => {
      most = Math.max(most, ++running);
      setTimeout(() => {
        running--;
        response.end(JSON.stringify(CERTIFICATE));
      }, 100);
    };
    const { read, upstream } = await start([slow], { concurrency: 2 });
    const calls = Array.from({ length: 13 }, () => codeOf(read()));
    expect(upstream.waiting).toBe(8);
    const results = await Promise.all(calls);
    expect(results.filter((it) => it === 'no failure')).toHaveLength(10);
    expect(results.filter((it) => it === 'GATEWAY.OVERLOADED')).toHaveLength(3);
    expect(most).toBe(2);
    expect(upstream.waiting).toBe(0);
  });

  it('does not let a call wait beyond its timeout', async () => {
    const { read } = await start([() => {}], { concurrency: 1, timeoutMs: 300 });
    const begin = Date.now();
    expect(await Promise.all([codeOf(read()), codeOf(read())])).toEqual(['GATEWAY.TIMEOUT', 'GATEWAY.TIMEOUT']);
    expect(Date.now() - begin).toBeLessThan(700);
  });
});

describe('a compressed reply', () => {
  it('is read, and its size counts after inflation', async () => {
    const zipped =
      (text: string): Answer =>
      (response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text));
    const small = await start([zipped(JSON.stringify(CERTIFICATE))]);
    expect(await small.read()).toEqual(CERTIFICATE);
    const bomb = await start([zipped(`{"id":"${'0'.repeat(50 * 1024 * 1024)}"}`)]);
    expect(await codeOf(bomb.read())).toBe('GATEWAY.UNREADABLE_REPLY');
    const broken = await start([(response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip')], {
      retries: 0,
    });
    expect(await codeOf(broken.read())).toMatch(/^GATEWAY\.(UNREADABLE_REPLY|CONNECTION_LOST)$/);
  });
});
