// mercurius, doing what the gateway does for every request beside GraphQL: a line in the log, a limit by the token's keyed hash, a histogram.
import { hash, randomBytes } from 'node:crypto';
import Fastify from 'fastify';
import mercurius from 'mercurius';
import { destination, pino } from 'pino';
import { Histogram, register } from 'prom-client';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { contextOf, resolvers, typeDefs } from './schema.mjs';

// As fast as pino gets: it joins lines, and does not wait until they are written.
const log = pino({}, destination({ sync: false, minLength: 4096 }));
const limiter = new RateLimiterMemory({ points: 1_000_000, duration: 60 });
const key = randomBytes(32).toString('base64url');
const durations = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time from a request to the end of its response',
  labelNames: ['route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25],
});

const app = Fastify();
app.addHook('onRequest', async (request, reply) => {
  const token = hash('sha256', `${key} ${request.headers['x-auth-token']}`, 'base64url');
  await limiter.consume(token).catch(() => reply.code(429).send({ errors: [{ message: 'Too many requests' }] }));
});
app.addHook('onResponse', async (request, reply) => {
  const { id, method, routeOptions } = request;
  const { statusCode, elapsedTime } = reply;
  durations.observe({ route: routeOptions.url, status: String(statusCode) }, elapsedTime / 1000);
  log.info({ requestId: id, method, route: routeOptions.url, status: statusCode, durationMs: elapsedTime }, 'request');
});
app.get('/metrics', async (_, reply) => reply.type(register.contentType).send(await register.metrics()));
await app.register(mercurius, {
  schema: typeDefs,
  resolvers,
  jit: 1,
  context: (request) => contextOf(request.headers),
});
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
