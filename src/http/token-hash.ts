import type { FastifyRequest } from 'fastify';
import { tokenHash } from '../telemetry/caller-hash';

/** Returns the hash of a request's token with a key of this process. It is computed once per request. */
export function tokenHashOf(request: FastifyRequest, token: string): string {
  request.tokenHash ??= tokenHash(token);
  return request.tokenHash;
}
