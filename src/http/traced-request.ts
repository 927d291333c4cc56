import type { FastifyRequest } from 'fastify';
import type { TracedRequest } from '../telemetry/request-trace';
import { tokenOf } from './caller';
import { clientAddress } from './client-address';

/** Returns the facts that the span of a request begins with. @param trustedProxies see `clientAddress`. */
export function tracedRequest({ raw, method, headers }: FastifyRequest, trustedProxies: number): TracedRequest {
  return {
    method,
    headers,
    token: tokenOf(headers),
    httpVersion: raw.httpVersion,
    clientAddress: clientAddress(raw, trustedProxies),
    serverAddress: raw.socket.localAddress,
    serverPort: raw.socket.localPort,
  };
}
