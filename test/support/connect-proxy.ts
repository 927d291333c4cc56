import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Issued } from './certificates';
import { onTestEnd } from './cleanup';

/** The reaction of a proxy to CONNECT: a tunnel, or anything else that the test does with the socket. */
export type OnConnect = (client: Socket, request: IncomingMessage, tunnel: () => Socket) => void;

/** A running proxy. */
export interface ConnectProxy {
  readonly port: number;
  /** The requests for tunnels, in order. */
  readonly tunnels: { readonly authority: string; readonly authorization: string | undefined }[];
  /** The requests that were not CONNECT. */
  readonly others: string[];
}

/**
 * Starts an HTTP proxy on 127.0.0.1. It resolves every host name to 127.0.0.1.
 * @param onConnect default: opens a tunnel.
 * @param tls the certificate of the proxy; without one, it is reached by http.
 */
export async function startConnectProxy(
  onConnect: OnConnect = (_, __, tunnel) => void tunnel(),
  tls?: Issued,
): Promise<ConnectProxy> {
  const tunnels: ConnectProxy['tunnels'][number][] = [];
  const others: string[] = [];
  const sockets = new Set<Socket>();
  const follow = (socket: Socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
    return socket;
  };
  const listener: RequestListener = (request, response) => {
    others.push(`${request.method} ${request.url}`);
    response.writeHead(400).end();
  };
  const server = tls ? createHttpsServer({ cert: tls.pem, key: tls.key }, listener) : createServer(listener);
  server.on('connection', follow);
  server.on('connect', (request: IncomingMessage, client: Socket, head: Buffer) => {
    tunnels.push({ authority: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    const port = Number(/:(\d+)$/.exec(request.url ?? '')?.[1]);
    onConnect(follow(client), request, () => {
      const upstream = follow(connect(port, '127.0.0.1'));
      upstream.on('connect', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.write(head);
        client.pipe(upstream).pipe(client);
      });
      upstream.on('close', () => client.destroy());
      client.on('close', () => upstream.destroy());
      return upstream;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestEnd(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        for (const socket of sockets) socket.destroy();
      }),
  );
  return { port: (server.address() as AddressInfo).port, tunnels, others };
}
