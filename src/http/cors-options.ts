import type { FastifyCorsOptions } from '@fastify/cors';

/** The origin of Apollo Sandbox. */
const SANDBOX_ORIGIN = 'https://studio.apollographql.com';
const LOCALHOST = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;

/** The request headers that a browser may send, including those that clients and tracers add themselves. */
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
  'apollographql-client-name',
  'apollographql-client-version',
  'tracestate',
  'baggage',
  'sentry-trace',
];

/**
 * Returns the cross-origin rules of `/graphql`.
 * @param origins the allowed browser origins. Default: Apollo Sandbox and localhost.
 * @param moreHeaders further request headers that a browser may send.
 */
export function corsOptions(
  origins: readonly string[] | undefined,
  moreHeaders: readonly string[] | undefined,
): FastifyCorsOptions {
  return {
    origin: origins ? [...origins] : [SANDBOX_ORIGIN, LOCALHOST],
    methods: ['GET', 'POST'],
    allowedHeaders: [...ALLOWED_HEADERS, ...(moreHeaders ?? [])],
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: 600,
    strictPreflight: false,
  };
}
