import { OPERATIONS, type OperationId } from '../contract/operations';
import { type Clock, systemClock } from '../lib/clock';
import { Disconnect } from '../lib/disconnect';
import { callerKey } from './caller-key';
import type { Proxies } from './dispatcher';
import { ApigFailure } from './failure';
import { type Lane, Origin, type OriginState } from './origin';
import { PathTemplate, type Query } from './path';
import { type AnsweredCall, readReply } from './read-reply';
import { type Secrets, secretsOf } from './redact';
import { delayBefore, mayRetry } from './retry';
import type { RawRequest, Transport } from './transport';
import type { Caller, CallLimits, CallReport, InputOf, OutputOf, TraceContext } from './types';
import { UndiciTransport } from './undici-transport';

const MAX_LEAST_FOR_CHANGE_MS = 1_000;

/** The time limit for establishing a connection, in milliseconds. It leaves time for a retry. */
const MAX_CONNECT_MS = 5_000;

const PATHS = Object.fromEntries(
  Object.entries(OPERATIONS).map(([operation, [, template]]) => [operation, new PathTemplate(template)]),
) as Readonly<Record<OperationId, PathTemplate>>;

/** The options of the upstream client. */
export interface UpstreamOptions {
  /** The time limit of one upstream call, in milliseconds. */
  readonly timeoutMs: number;
  /** The maximum number of retries of a call. Default: 2. */
  readonly retries?: number;
  /** The maximum number of concurrent reads to one origin, and of concurrent changes. Default: 64. */
  readonly concurrency?: number;
  /** True if calls to an unresponsive origin fail immediately. Default: true. */
  readonly circuitBreaker?: boolean;
  /** Called after every attempt of a call. Must not throw. */
  readonly onCall?: (report: CallReport) => void;
  /** Default: none. */
  readonly proxies?: Proxies;
  /** Default: the system clock. */
  readonly clock?: Clock;
  /** Creates the transport to an origin, with a maximum number of connections. Default: HTTP. */
  readonly createTransport?: (origin: string, connections: number) => Transport;
}

/**
 * The client of the upstream REST API, in all configured regions. Connections are shared by all callers, but nothing of a caller
 * is kept between two calls.
 */
export class Upstream {
  readonly #options: Required<Omit<UpstreamOptions, 'onCall'>> & Pick<UpstreamOptions, 'onCall'>;
  readonly #seed: number;
  readonly #origins = new Map<string, Origin>();
  /** The origin and path prefix of each endpoint. */
  readonly #endpoints = new Map<string, { readonly origin: Origin; readonly prefix: string }>();

  constructor(options: UpstreamOptions) {
    const { clock = systemClock, proxies = {} } = options;
    const connectTimeoutMs = Math.min(MAX_CONNECT_MS, options.timeoutMs);
    const createTransport = (origin: string, connections: number) =>
      new UndiciTransport(origin, connections, { clock, connectTimeoutMs, proxies });
    this.#options = { retries: 2, concurrency: 64, circuitBreaker: true, clock, proxies, createTransport, ...options };
    this.#seed = Math.floor(clock.random() * 2 ** 32);
  }

  /**
   * Makes an upstream call, and retries it if that is safe and may succeed.
   * @returns the body of the 200 reply, or undefined for a 204.
   * @throws ApigFailure of the last attempt, in every other case. Nothing else is thrown.
   */
  call<Op extends OperationId>(
    operation: Op,
    input: InputOf<Op>,
    caller: Caller,
    limits: CallLimits,
  ): Promise<OutputOf<Op>> {
    try {
      return this.#try(this.#prepare(operation, input, caller, limits), 0) as Promise<OutputOf<Op>>;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Checks, before a change of several steps, if its first step would be sent now.
   * @returns the failure if it would not: `GATEWAY.CIRCUIT_OPEN` or `GATEWAY.OVERLOADED`; undefined if it would be sent.
   */
  accepts(endpoint: string, caller: Caller): ApigFailure | undefined {
    return this.#endpoint(endpoint).origin.refusal(callerKey(caller.token, this.#seed));
  }

  /** Returns the state to report for an endpoint: its circuit, and the calls that run and wait. */
  stateOf(endpoint: string): OriginState {
    return this.#endpoint(endpoint).origin.state;
  }

  /** The number of waiting calls, over all origins. */
  get waiting(): number {
    return [...this.#origins.values()].reduce((sum, origin) => sum + origin.waiting, 0);
  }

  /** Closes all connections after the calls in progress have ended. */
  async close(): Promise<void> {
    await Promise.all([...this.#origins.values()].map((origin) => origin.close()));
  }

  /** Builds the request. @throws ApigFailure if a path parameter is not an id. */
  #prepare<Op extends OperationId>(operation: Op, input: InputOf<Op>, caller: Caller, limits: CallLimits): Call {
    const [method] = OPERATIONS[operation];
    const { origin, prefix } = this.#endpoint(caller.endpoint);
    const lane = origin.lane(method);
    const parameters = input.path as Record<string, string> | undefined;
    const path = prefix + PATHS[operation].fill(caller.projectId, parameters, input.query as Query | undefined);
    const body = input.body === undefined ? undefined : JSON.stringify(input.body);
    const headers = headersOf(caller, body !== undefined);
    const disconnect = limits.urgent ? undefined : limits.disconnect;
    const request = { method, path, headers, body, leastMs: this.#leastTime(method), disconnect };
    const secrets = () => secretsOf(caller.token, input.body);
    lane.budget.countCall();
    const key = callerKey(caller.token, this.#seed);
    return { operation, path: parameters, request, origin, lane, key, caller, limits, secrets };
  }

  /** Makes a call and its retries. @param retries the number of earlier attempts. */
  async #try(call: Call, retries: number): Promise<unknown> {
    const { operation, request, origin, key, caller, limits, secrets } = call;
    const timeoutMs = Math.min(this.#options.timeoutMs, limits.deadline - this.#options.clock.now());
    if (timeoutMs <= request.leastMs) throw ApigFailure.of('GATEWAY.TIMEOUT', 'NOT_SENT', { operation });
    if (request.disconnect?.aborted) throw ApigFailure.of('GATEWAY.CANCELLED', 'NOT_SENT', { operation });
    const start = this.#options.clock.monotonic();
    const { observer } = limits;
    const trace = observer?.callStarted({ operation, origin: origin.name, path: request.path, retries });
    let status: number | undefined;
    let failure: ApigFailure | undefined;
    try {
      const isUrgent = limits.urgent ?? false;
      const reply = await origin.send(traced(request, trace), {
        caller: key,
        isUrgent,
        timeoutMs,
        counts: retries === 0,
      });
      status = reply.status;
      return readReply(reply, call, secrets, this.#options.clock);
    } catch (error) {
      const known =
        error instanceof ApigFailure ? error : ApigFailure.of('GATEWAY.CONNECTION_LOST', 'UNKNOWN', {}, error);
      failure = known.with({ operation });
    } finally {
      const durationMs = this.#options.clock.monotonic() - start;
      const { requestId, region } = caller;
      const report = { operation, requestId, region, origin: origin.name, durationMs, retries, status, failure };
      observer?.callEnded(report, trace);
      this.#options.onCall?.(report);
    }
    if (await this.#mayTryAgain(call, failure, retries)) return this.#try(call, retries + 1);
    throw failure;
  }

  /** Waits until a failed call may be retried. @returns false if it must not be retried, or the caller has disconnected. */
  async #mayTryAgain({ request, lane, limits }: Call, failure: ApigFailure, retries: number): Promise<boolean> {
    if (retries >= this.#options.retries || !mayRetry(failure, request.method === 'GET')) return false;
    const delayMs = delayBefore(failure, retries, this.#options.clock);
    const isInTime = limits.deadline - this.#options.clock.now() - delayMs > request.leastMs;
    if (!isInTime || !lane.budget.takeRetry()) return false;
    return (request.disconnect ?? new Disconnect()).sleep(delayMs, this.#options.clock);
  }

  /** Returns the minimum time left, in milliseconds, for a call to be sent. A change with less could not report its outcome. */
  #leastTime(method: string): number {
    return method === 'GET' ? 0 : Math.min(MAX_LEAST_FOR_CHANGE_MS, this.#options.timeoutMs / 10);
  }

  #endpoint(url: string): { readonly origin: Origin; readonly prefix: string } {
    const known = this.#endpoints.get(url);
    if (known) return known;
    const { origin: name, pathname } = new URL(url);
    const origin = this.#origins.get(name) ?? new Origin(name, this.#options);
    const endpoint = { origin, prefix: pathname.replace(/\/+$/, '') };
    this.#origins.set(name, origin);
    this.#endpoints.set(url, endpoint);
    return endpoint;
  }
}

/** A call, ready to be sent. */
interface Call extends AnsweredCall {
  readonly request: RawRequest;
  readonly origin: Origin;
  readonly lane: Lane;
  /** The caller's number, from `callerKey`. */
  readonly key: number;
  readonly caller: Caller;
  readonly limits: CallLimits;
  readonly secrets: () => Secrets;
}

/** Returns the request with the trace context of its attempt instead of the caller's. */
function traced(request: RawRequest, trace: TraceContext | undefined): RawRequest {
  if (!trace) return request;
  const headers = request.headers.filter((_, index, all) => !TRACE_HEADERS.has(all[index - (index % 2)] ?? ''));
  headers.push('traceparent', trace.traceparent);
  if (trace.tracestate !== undefined) headers.push('tracestate', trace.tracestate);
  return { ...request, headers };
}

const TRACE_HEADERS: ReadonlySet<string> = new Set(['traceparent', 'tracestate']);

function headersOf(caller: Caller, hasBody: boolean): string[] {
  const headers = ['accept', 'application/json', 'user-agent', 'apig-certificate-gateway'];
  headers.push('x-auth-token', caller.token, 'x-request-id', caller.requestId);
  if (hasBody) headers.push('content-type', 'application/json');
  if (caller.traceparent !== undefined) headers.push('traceparent', caller.traceparent);
  if (caller.tracestate !== undefined) headers.push('tracestate', caller.tracestate);
  return headers;
}
