import type { IncomingMessage } from 'node:http';
import cors from 'cors';
import type { Answer } from './send';

/** Apollo Sandbox, which runs on its own site. */
const SANDBOX_ORIGIN = 'https://studio.apollographql.com';
const LOCALHOST = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** The caller's headers that a browser may send. */
const ALLOWED_HEADERS = [
  'content-type',
  'authorization',
  'x-auth-token',
  'x-project-id',
  'x-region',
  'x-request-id',
  'traceparent',
  'apollo-require-preflight',
  'x-apollo-operation-name',
];

/** Answers a preflight, and lets allowed origins read the answers. Returns true where the answer is complete. */
export type CorsGuard = (request: IncomingMessage, response: Answer) => boolean;

/** @param origins allowed browser origins; undefined: Sandbox's and localhost's. */
export function createCorsGuard(origins: readonly string[] | undefined): CorsGuard {
  const guard = cors({
    origin: origins ? [...origins] : [SANDBOX_ORIGIN, LOCALHOST],
    methods: ['GET', 'POST'],
    allowedHeaders: ALLOWED_HEADERS,
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: 600,
  });
  return (request, response) => {
    if (request.headers.origin === undefined) return false;
    // The answer to a preflight is sent by the library.
    response.setHeader('x-request-id', response.requestId);
    let passedOn = false;
    guard(request as never, response as never, () => {
      passedOn = true;
    });
    return !passedOn;
  };
}
