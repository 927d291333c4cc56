import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestEnd } from '../support/cleanup';
import type { ControlPlane } from './control-plane';

/** Control planes behind one address, each under its project's id. */
export interface PlaneServer {
  /** Base URL, to be given as `APIG_ENDPOINT`. */
  readonly url: string;
  add(plane: ControlPlane): void;
}

/** Serves control planes over HTTP on a free port until the tests of the file end. */
export async function startPlaneServer(): Promise<PlaneServer> {
  const planes = new Map<string, ControlPlane>();
  const server = createServer({ maxHeaderSize: 128 * 1024, keepAliveTimeout: 65_000 }, (request, response) => {
    const plane = planes.get(request.url?.split('/')[2] ?? '');
    if (!plane) return void response.writeHead(404).end();
    answer(plane, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestEnd(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add: (plane) => void planes.set(plane.project.id, plane),
  };
}

async function answer(plane: ControlPlane, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const carried = await plane.receive({
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: request.headers as Record<string, string>,
    body: Buffer.concat(chunks).toString('utf8'),
    isGone: () => request.socket.destroyed,
  });
  // The client waits for nothing, until its own time is over.
  if (carried === 'none') return;
  if (carried === 'broken' || carried === 'unreachable') return void request.socket.destroy();
  const { status, text, type } = carried;
  response.writeHead(status, text === '' ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
