import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Issued } from './certificates';
import { onTestEnd } from './cleanup';

async function listen(server: Server, port = 0): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestEnd(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        for (const socket of sockets) socket.destroy();
      }),
  );
  return (server.address() as AddressInfo).port;
}

/** Starts an HTTPS server with a certificate. Returns its port on 127.0.0.1. */
export function startTlsUpstream(
  { pem, key }: Issued,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<number> {
  return listen(createHttpsServer({ cert: pem, key }, answer));
}

/** Starts a TCP server with the test's own handler of connections, on a free port unless one is given. Returns its port on 127.0.0.1. */
export function startTcpUpstream(onConnection: (socket: Socket) => void, port?: number): Promise<number> {
  return listen(
    createServer((socket) => {
      socket.on('error', () => {});
      onConnection(socket);
    }),
    port,
  );
}
