import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { TOKENS } from '../../src/simulator/tokens';
import { onTestEnd } from '../support/cleanup';
import { freePort, printed, ROOT, spawnServer } from '../support/process';
import { startTestServer } from '../support/server';
import { startUpstream } from '../support/upstream';

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

const get = async (url: string) => {
  const response = await fetch(url);
  return { status: response.status, headers: response.headers, text: await response.text() };
};

describe('with METRICS_PORT', () => {
  it('the metrics are served on that port alone, and health on both', async () => {
    const { url, metricsUrl } = await startTestServer({ env: { METRICS_PORT: '0' } });
    expect(metricsUrl).not.toBe(url);
    expect((await get(`${url}/metrics`)).status).toBe(404);
    const metrics = await get(`${metricsUrl}/metrics`);
    expect(metrics.status).toBe(200);
    expect(metrics.headers.get('cache-control')).toBe('no-store');
    expect(metrics.text).toContain('gateway_build_info');
    for (const path of ['/healthz', '/readyz']) {
      expect((await get(metricsUrl + path)).text).toBe((await get(url + path)).text);
    }
    for (const path of ['/graphql', '/explorer', '/']) {
      const { status, text } = await get(metricsUrl + path);
      expect({ status, text }).toEqual({
        status: 404,
        text: expect.stringContaining('/metrics, /healthz and /readyz'),
      });
      expect(text).not.toContain('GraphQL');
    }
  });

  it('the server does not start if the port is that of PORT, or is in use, and says which variable', async () => {
    const port = String(await freePort());
    const same = await spawnServer({ PORT: port, METRICS_PORT: port }).finished;
    expect(same).toMatchObject({ code: 1, stderr: expect.stringMatching(/^METRICS_PORT="\d+" is also PORT: .*\n$/) });
    const first = spawnServer({ PORT: '0', METRICS_PORT: port });
    await printed(first, /(Metrics are served)/);
    const second = await spawnServer({ PORT: '0', METRICS_PORT: port }).finished;
    expect(second).toMatchObject({ code: 1, stderr: expect.stringMatching(/^METRICS_PORT="\d+" is in use: .*\n$/) });
  });

  it('a stopping server serves metrics until its last request has ended, and is not ready', async () => {
    let release = () => {};
    const endpoint = await startUpstream((_, response) => {
      release = () => void response.writeHead(200).end('{"total":0,"size":0,"certs":[]}');
    });
    const unset = release;
    const server = spawnServer({
      PORT: '0',
      METRICS_PORT: '0',
      APIG_ENDPOINT: endpoint,
      APIG_PROJECT_ID: 'p',
      SHUTDOWN_DELAY_MS: '300',
    });
    const url = await printed(server, /"url":"(http:[^"]+)\/graphql"/);
    const metricsUrl = await printed(server, /Metrics are served at (http:\S+)\/metrics/);
    const response = fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': TOKENS.admin },
      body: '{"query":"{ certificates(first: 1) { __typename } }"}',
    });
    while (release === unset) await new Promise((resolve) => setTimeout(resolve, 5));
    server.child.kill('SIGTERM');
    await printed(server, /(stopping: waiting)/);
    for (const base of [url, metricsUrl]) {
      const { status, text } = await get(`${base}/readyz`);
      expect({ status, body: JSON.parse(text) }).toEqual({
        status: 503,
        body: { status: 'stopping', version: expect.stringContaining(version) },
      });
      expect((await get(`${base}/healthz`)).status).toBe(200);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await get(`${metricsUrl}/metrics`)).text).toMatch(/^gateway_requests_in_flight 1$/m);
    release();
    expect((await response).status).toBe(200);
    expect((await server.finished).code).toBe(0);
  });
});

describe('a server that rejects work is not ready', () => {
  it('while the calls of many callers fill the queue to an upstream', async () => {
    const waiting: (() => void)[] = [];
    const endpoint = await startUpstream((_, response) => {
      waiting.push(() => response.writeHead(200).end('{"total":0,"size":0,"certs":[]}'));
    });
    const server = await startTestServer({ endpoint, env: { UPSTREAM_CONCURRENCY: '1' } });
    const readiness = async () => {
      const { status, text } = await get(`${server.url}/readyz`);
      return { status, body: JSON.parse(text) as unknown };
    };
    // One caller's calls alone do not fill it: at most 4 of them wait.
    const send = (token: string) =>
      server.run(
        '{ a: certificates(first: 1) { __typename } b: certificates(first: 2) { __typename } }',
        {},
        { token },
      );
    const sent = Array.from({ length: 10 }, () => send('only'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await readiness()).status).toBe(200);
    sent.push(...Array.from({ length: 80 }, (_, index) => send(`token-${index}`)));
    const deadline = Date.now() + 5_000;
    let seen = await readiness();
    while (seen.status === 200 && Date.now() < deadline) seen = await readiness();
    expect(seen).toEqual({ status: 503, body: { status: 'overloaded', version, overload: ['calls:default'] } });
    expect((await get(`${server.url}/healthz`)).status).toBe(200);
    const timer = setInterval(() => {
      for (const release of waiting.splice(0)) release();
    }, 5);
    await Promise.all(sent);
    clearInterval(timer);
    expect((await readiness()).status).toBe(200);
  }, 30_000);

  it('while all connections are in use', async () => {
    const server = await startTestServer({ env: { METRICS_PORT: '0', MAX_CONNECTIONS: '2' } });
    const { port } = new URL(server.url);
    const sockets = [1, 2].map(() => connect(Number(port), '127.0.0.1'));
    onTestEnd(async () => {
      for (const socket of sockets) socket.destroy();
    });
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { status, text } = await get(`${server.metricsUrl}/readyz`);
    expect([status, JSON.parse(text)]).toEqual([503, { status: 'overloaded', version, overload: ['connections'] }]);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await get(`${server.metricsUrl}/readyz`)).status).toBe(200);
  });
});
