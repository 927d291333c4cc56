import type { FastifyRequest } from 'fastify';
import { type CallerHash, cachedCallerHash } from '../telemetry/caller-hash';
import type { HttpMetrics } from '../telemetry/http-metrics';
import type { RequestLogger } from '../telemetry/log';
import { loggableName } from '../telemetry/operation-names';
import { tokenOf, traceIdOf } from './caller';
import { tokenHashOf } from './token-hash';

/** The routes that are labels of metrics. Any other is `other`. */
const ROUTES: ReadonlySet<string> = new Set(['/graphql', '/healthz', '/readyz', '/metrics', '/']);

/** The end of an HTTP request. */
export interface RequestEnd {
  readonly status: number;
  readonly durationMs: number;
  /** True if the whole response was sent. */
  readonly complete: boolean;
}

/** Writes the line of each request to the log, and counts it. docs/log.md describes the line. */
export class RequestLog {
  readonly #log: RequestLogger;
  readonly #metrics: HttpMetrics;
  readonly #callerHash: ReturnType<typeof cachedCallerHash>;

  constructor(log: RequestLogger, metrics: HttpMetrics, callerHash: CallerHash) {
    this.#callerHash = cachedCallerHash(callerHash);
    this.#log = log;
    this.#metrics = metrics;
  }

  /** Records the end of a request. A GraphQL request that is still being executed is recorded when that ends. */
  ended(request: FastifyRequest, end: RequestEnd): void {
    const { facts } = request;
    if (facts?.isRunning) facts.whenEnded(() => this.#record(request, end));
    else this.#record(request, end);
  }

  /** Records a request that is malformed or too slow, for which there is no request object. */
  malformed(status: number, code: string | undefined): void {
    this.#metrics.request(undefined, 'other', status, 0, undefined);
    if (this.#log.isEnabled('info')) this.#log.write('info', { route: 'other', status, code, complete: false });
  }

  #record(request: FastifyRequest, { status, durationMs, complete }: RequestEnd): void {
    const { facts, method } = request;
    const { url } = request.routeOptions;
    const route = url !== undefined && ROUTES.has(url) ? url : 'other';
    request.trace?.end(status, facts);
    const failure = facts?.failure ?? (status >= 500 ? String(status) : undefined);
    this.#metrics.request(method, route, status, durationMs, failure);
    const level = route === '/graphql' || route === 'other' ? 'info' : 'debug';
    if (!this.#log.isEnabled(level)) return;
    const token = facts && tokenOf(request.headers);
    // One literal, because spreading objects takes ten times as long.
    this.#log.write(level, {
      requestId: request.id,
      traceId: request.trace?.traceId ?? traceIdOf(request.headers),
      method,
      route,
      status,
      durationMs: rounded(durationMs),
      complete,
      operationType: facts?.operation?.type,
      operationName: loggableName(facts?.operation?.name, token),
      results: facts?.fields,
      errors: facts?.errors.length ? facts.errors : undefined,
      changes: facts?.changes.length ? facts.changes : undefined,
      projectId: facts?.target?.projectId,
      region: facts?.target?.region,
      caller: token === undefined ? undefined : this.#callerHash(token, tokenHashOf(request, token)),
      upstreamCalls: facts?.calls,
      upstreamMs: facts && rounded(facts.upstreamMs),
    });
  }
}

/** Rounds milliseconds to microseconds. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
