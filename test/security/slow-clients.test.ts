import { connect, type Socket } from 'node:net';
import { startServerProcess } from '../support/process';

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

describe('slow or numerous clients', () => {
  it('are disconnected in time for slow headers and slow bodies', async () => {
    const { url } = await startServerProcess();
    const headers = await open(url);
    headers.socket.write('POST /graphql HTTP/1.1\r\nHost: x\r\n');
    const body = await open(url);
    body.socket.write(
      'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
    const drip = setInterval(() => headers.socket.write('X: y\r\n'), 1_000);
    const [slowHeaders, slowBody] = await Promise.all([headers.closed, body.closed]);
    clearInterval(drip);
    expect(slowHeaders.reply).toMatch(/^HTTP\/1\.1 408 /);
    expect(slowHeaders.ms).toBeLessThan(15_000);
    expect(slowBody.reply).toMatch(/^HTTP\/1\.1 408 /);
    expect(slowBody.ms).toBeLessThan(25_000);
  }, 60_000);

  it('are disconnected at once above MAX_CONNECTIONS, until others disconnect', async () => {
    const { url } = await startServerProcess({ MAX_CONNECTIONS: '3' });
    const held = [await open(url), await open(url), await open(url)];
    const extra = await open(url);
    expect(await extra.closed).toEqual({ ms: expect.any(Number), reply: '' });
    for (const { socket } of held) socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});
