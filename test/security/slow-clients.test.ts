import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServerProcess } from '../support/process';
import { startUpstream } from '../support/upstream';

const open = (url: string) =>
  new Promise<{ socket: Socket; closed: Promise<{ ms: number; reply: string }> }>((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => {
      const begin = Date.now();
      let reply = '';
      socket.on('data', (chunk) => {
        reply += chunk;
      });
      socket.on('error', () => {});
      resolve({
        socket,
        closed: new Promise((end) => socket.on('close', () => end({ ms: Date.now() - begin, reply }))),
      });
    });
  });

const POST = 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

function graphql(query: string, headers = ''): string {
  const body = JSON.stringify({ query });
  return `${POST}${headers}Content-Length: ${body.length}\r\n\r\n${body}`;
}

async function residentMb(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Math.round(Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]) / 1024 / 1024);
}

describe('slow or numerous clients', () => {
  const SLOW: readonly [what: string, start: string, drop: string, mostMs: number][] = [
    ['headers', 'POST /graphql HTTP/1.1\r\nHost: x\r\n', 'X: y\r\n', 15_000],
    ['a request line', 'POST /gra', 'p', 15_000],
    ['empty lines before the request', '\r\n', '\r\n', 15_000],
    ['a body', `${POST}Content-Length: 100\r\n\r\n{`, ' ', 25_000],
    ['a body in chunks', `${POST}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`, '1\r\n \r\n', 25_000],
    ['a second request', 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /hea', 'l', 15_000],
  ];

  it.concurrent('are disconnected in time, whatever they send slowly', async () => {
    const { url } = await startServerProcess();
    await Promise.all(
      SLOW.map(async ([what, start, drop, mostMs]) => {
        const { socket, closed } = await open(url);
        socket.write(start);
        const drip = setInterval(() => socket.write(drop), 1_000);
        const { ms, reply } = await closed;
        clearInterval(drip);
        expect([what, reply]).toEqual([
          what,
          expect.stringMatching(/HTTP\/1\.1 408 [\s\S]*"The request took too long to arrive\."/),
        ]);
        expect([what, ms < mostMs]).toEqual([what, true]);
      }),
    );
  }, 60_000);

  it.concurrent('that never read are disconnected 30 seconds after their responses do not fit into the buffers of the system any more', async () => {
    const { url } = await startServerProcess({ RATE_LIMIT: 'off' });
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname).pause();
    await once(socket, 'connect');
    const failed = once(socket, 'error');
    const begin = Date.now();
    // Every request is small and its response is large.
    const drip = setInterval(() => socket.write('GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(20)), 200);
    let slowest = 0;
    const watch = setInterval(async () => {
      const start = Date.now();
      await (await fetch(`${url}/healthz`)).text();
      slowest = Math.max(slowest, Date.now() - start);
    }, 500);
    await failed;
    clearInterval(drip);
    clearInterval(watch);
    expect(Date.now() - begin).toBeLessThan(60_000);
    expect(slowest).toBeLessThan(1_000);
  }, 90_000);

  it('are disconnected at once above MAX_CONNECTIONS, until others disconnect', async () => {
    const { url } = await startServerProcess({ MAX_CONNECTIONS: '3' });
    const held = [await open(url), await open(url), await open(url)];
    const extra = await open(url);
    expect(await extra.closed).toEqual({ ms: expect.any(Number), reply: '' });
    for (const { socket } of held) socket.destroy();
    await sleep(50);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});

describe('clients that never read', () => {
  it('and send thousands of requests at once are disconnected at once, without holding up others or filling the memory', async () => {
    const { url } = await startServerProcess({ RATE_LIMIT: 'off' });
    const { hostname, port } = new URL(url);
    const before = await residentMb(url);
    const sockets = Array.from({ length: 20 }, () => connect(Number(port), hostname).pause());
    const ends = sockets.map((socket) => new Promise((end) => socket.on('error', () => {}).on('close', end)));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    for (const socket of sockets) socket.write('GET /metrics HTTP/1.1\r\nHost:\r\n\r\n'.repeat(4_000));
    const start = Date.now();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const gap = Date.now() - start;
    await sleep(1_000);
    const grown = (await residentMb(url)) - before;
    for (const socket of sockets) socket.resume();
    await Promise.all(ends);
    process.stdout.write(`20 clients with 4000 requests each: /healthz after ${gap} ms, ${grown} MB more memory.\n`);
    expect(gap).toBeLessThan(2_000);
    expect(grown).toBeLessThan(200);
  }, 60_000);
});

describe('pipelined requests', () => {
  it('are handled one after the other and get their responses in order', async () => {
    let active = 0;
    let most = 0;
    const endpoint = await startUpstream((request, response) => {
      most = Math.max(most, ++active);
      request.resume();
      setTimeout(() => {
        active--;
        response.writeHead(404).end(JSON.stringify({ error_code: 'APIG.2000', error_msg: String(request.url) }));
      }, 5);
    });
    const { url } = await startServerProcess({ APIG_ENDPOINT: endpoint, APIG_PROJECT_ID: 'p', RATE_LIMIT: 'off' });
    const { socket, closed } = await open(url);
    const ids = Array.from({ length: 30 }, (_, index) => `certificate-${index}-`);
    for (const id of ids) {
      socket.write(graphql(`{ certificate(id: "${id}") { ... on ApigError { message } } }`, 'X-Auth-Token: token\r\n'));
    }
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const { reply } = await closed;
    expect(reply.match(/certificate-\d+-/g)).toEqual(ids);
    expect(reply).toMatch(/\{"status":"ok"[^}]*\}$/);
    expect(most).toBe(1);
  }, 30_000);

  it('get their responses before the one for garbage that follows', async () => {
    const endpoint = await startUpstream((_, response) => void setTimeout(() => response.writeHead(500).end(), 300));
    const { url } = await startServerProcess({ APIG_ENDPOINT: endpoint, APIG_PROJECT_ID: 'p', UPSTREAM_RETRIES: '0' });
    const { socket, closed } = await open(url);
    socket.write(`${graphql('{ certificate(id: "c") { __typename } }', 'X-Auth-Token: token\r\n')}garbage\r\n\r\n`);
    const { reply } = await closed;
    expect(reply.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400']);
    expect(reply).toMatch(/ApigUpstreamError[\s\S]*The request is not valid HTTP\./);
  });
});
