import type { FastifyCorsOptions } from '@fastify/cors';

/** Apollo Sandbox, which runs on its own site. */
const SANDBOX_ORIGIN = 'https://studio.apollographql.com';
const LOCALHOST = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;

/** The caller's headers that a browser may send, with those that clients and tracers add by themselves. */
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
 * @param origins allowed browser origins; undefined: Sandbox's and localhost's.
 * @param moreHeaders request headers that a browser may send beside ours.
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
