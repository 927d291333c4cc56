import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Starts to listen. @returns the base URL. @throws Error of the system if the address cannot be bound. */
export async function listenOn(app: FastifyInstance, port: number, host: string): Promise<string> {
  await app.ready();
  const { server } = app;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port: taken } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
}
