import { Agent, request as httpRequest } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { onTestEnd } from '../support/cleanup';

/** A request as the fault server read it off the wire. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A reply of the real upstream. */
export interface WireReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Handles a request. `forward` sends it to the real upstream, which applies it. */
export type Fault = (socket: Socket, forward: () => Promise<WireReply>) => Promise<void> | void;

const MB = 1024 * 1024;
const BOMB = gzipSync(Buffer.alloc(100 * MB));

/** Every fault by name. `before`: the upstream does not see the request; `after`: it has applied it. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  'hang before': () => {},
  'hang after': async (_, forward) => void (await forward()),
  'reset before': (socket) => void socket.resetAndDestroy(),
  'reset after': async (socket, forward) => {
    await forward();
    socket.resetAndDestroy();
  },
  'reset, applied later': async (socket, forward) => {
    socket.resetAndDestroy();
    await sleep(150);
    await forward();
  },
  'body cut': async (socket, forward) => {
    const bytes = render(await forward());
    socket.end(bytes.subarray(0, Math.floor(bytes.length * 0.6)));
  },
  'body dripped': async (socket, forward) => {
    for (const byte of render(await forward())) {
      if (socket.destroyed) return;
      socket.write(Buffer.of(byte));
      await sleep(20);
    }
  },
  'malformed JSON': answer(200, { 'content-type': 'application/json' }, '{"id": '),
  'HTML 502 before': answer(502, { 'content-type': 'text/html' }, '<html><h1>Bad Gateway</h1></html>', 'before'),
  'HTML 502 after': answer(502, { 'content-type': 'text/html' }, '<html><h1>Bad Gateway</h1></html>'),
  '500 before': answer(500, {}, '{"error_code":"APIG.9999","error_msg":"System error"}', 'before'),
  '500 after': answer(500, {}, '{"error_code":"APIG.9999","error_msg":"System error"}'),
  '503 before': answer(503, {}, '', 'before'),
  '204 with a body': async (socket, forward) => {
    await forward();
    socket.write('HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\nhello');
  },
  '200 for 204, 204 for 200': async (socket, forward) => {
    const { status } = await forward();
    socket.write(status === 204 ? `${head(200, { 'content-length': '2' })}{}` : head(204, {}));
  },
  redirect: answer(302, { location: 'http://127.0.0.1:9/stolen' }, '', 'before'),
  'wrong content type': async (socket, forward) => {
    const reply = await forward();
    socket.write(render({ ...reply, headers: { 'content-type': 'image/png' } }));
  },
  'gzip bomb': async (socket, forward) => {
    await forward();
    socket.write(head(200, { 'content-encoding': 'gzip', 'content-length': String(BOMB.length) }));
    socket.write(BOMB);
  },
  '100 MB': async (socket, forward) => {
    await forward();
    socket.write(head(200, { 'content-length': String(100 * MB) }));
    const chunk = Buffer.alloc(MB, 0x20);
    for (let sent = 0; sent < 100 && !socket.destroyed; sent++) {
      if (!socket.write(chunk))
        await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), sleep(1_000)]);
    }
  },
  'oversized headers': async (socket, forward) => {
    const reply = await forward();
    socket.write(render({ ...reply, headers: { 'x-long': 'x'.repeat(200 * 1024) } }));
  },
  '429 with Retry-After': answer(
    429,
    { 'retry-after': '1' },
    '{"error_code":"APIG.0308","error_msg":"slow down"}',
    'before',
  ),
  '429 without Retry-After': answer(429, {}, '', 'before'),
};

/** Chooses the fault for a request, if any. */
export type Rule = (request: WireRequest) => Fault | undefined;

/** A running fault server. */
export interface FaultServer {
  readonly url: string;
  /** Responses of the real upstream with their requests: the record of the changes that were applied. */
  readonly forwarded: { readonly request: WireRequest; readonly status: number }[];
  rule: Rule;
  /** Refuses new connections and breaks the open ones, until `listen` is called. */
  refuse(): Promise<void>;
  listen(): Promise<void>;
}

/** A TCP server in front of a real upstream, which can respond in ways that an HTTP server does not. */
export async function startFaultServer(target: string): Promise<FaultServer> {
  const sockets = new Set<Socket>();
  const agent = new Agent({ keepAlive: true });
  const forwarded: FaultServer['forwarded'] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    let buffer = Buffer.alloc(0);
    let turn = Promise.resolve();
    socket.on('data', (chunk) => {
      buffer = Buffer.concat([buffer, chunk]);
      for (let parsed = parse(buffer); parsed; parsed = parse(buffer)) {
        const { request, length } = parsed;
        buffer = buffer.subarray(length);
        turn = turn.then(() => handle(socket, request)).catch(() => void socket.destroy());
      }
    });
  });
  let port = 0;
  const listen = () =>
    new Promise<void>((resolve) => {
      server.listen(port, '127.0.0.1', () => {
        port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  const refuse = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await listen();
  onTestEnd(async () => {
    agent.destroy();
    if (server.listening) await refuse();
  });
  const self: FaultServer = { url: `http://127.0.0.1:${port}`, forwarded, rule: () => undefined, refuse, listen };
  return self;

  async function handle(socket: Socket, request: WireRequest): Promise<void> {
    const forward = async () => {
      const reply = await send(target, agent, request);
      forwarded.push({ request, status: reply.status });
      return reply;
    };
    const fault = self.rule(request);
    if (fault) return fault(socket, forward);
    socket.write(render(await forward()));
  }
}

function answer(
  status: number,
  headers: Record<string, string>,
  body: string,
  when: 'before' | 'after' = 'after',
): Fault {
  return async (socket, forward) => {
    if (when === 'after') await forward();
    socket.write(render({ status, headers, body }));
  };
}

function head(status: number, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Status\r\n${lines.join('')}\r\n`;
}

function render({ status, headers, body }: WireReply): Buffer {
  const length: Record<string, string> = status === 204 ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return Buffer.from(head(status, { ...headers, ...length }) + (status === 204 ? '' : body));
}

/** The first complete request in the buffer, and its length in bytes. */
function parse(buffer: Buffer): { request: WireRequest; length: number } | undefined {
  const end = buffer.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = buffer.subarray(0, end).toString('latin1').split('\r\n');
  const [method = '', path = ''] = first.split(' ');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const length = end + 4 + Number(headers['content-length'] ?? 0);
  if (buffer.length < length) return undefined;
  return { request: { method, path, headers, body: buffer.subarray(end + 4, length).toString('utf8') }, length };
}

function send(target: string, agent: Agent, { method, path, headers, body }: WireRequest): Promise<WireReply> {
  return new Promise((resolve, reject) => {
    const { host: _, connection: __, ...rest } = headers;
    const request = httpRequest(target + path, { method, agent, headers: rest }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { 'content-type': type = 'application/json', 'x-request-id': id = '' } = response.headers;
        const reply = { 'content-type': type, 'x-request-id': String(id) };
        resolve({ status: response.statusCode ?? 0, headers: reply, body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}
