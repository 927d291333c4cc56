import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Attributes,
  type Context,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { ApigFailure } from '../apig/failure';
import type { CallAttempt, CallReport, TraceContext } from '../apig/types';
import { OPERATIONS } from '../contract/operations';
import { loggableName } from './operation-names';
import type { ChangeResult, RequestResults } from './request-results';
import type { RequestTrace, TracedRequest } from './request-trace';
import { addressOf, failureType, rejectionOf } from './upstream-metrics';

/** The path and the only route of the requests that are traced. */
const ROUTE = '/graphql';

/** The results with an error status. All others are the caller's business, or part of the normal operation. */
const ERRORS: ReadonlySet<string> = new Set(['ApigUpstreamError', 'INTERNAL_SERVER_ERROR']);

/** The span of a root field. */
interface FieldSpan {
  readonly span: Span;
  readonly context: Context;
  /** The start of the span, in milliseconds since the Unix epoch, and by `performance.now()`. */
  readonly startedAt: number;
  readonly start: number;
  /** The time of the last end of a resolver of the field or below it, by `performance.now()`. */
  lastEnd: number;
}

/** The trace context of an attempt, with its span and the parent of that. */
class CallTrace implements TraceContext {
  readonly traceparent: string;
  readonly tracestate: string | undefined;

  constructor(
    readonly span: Span,
    readonly parent: Span,
  ) {
    const { traceId, spanId, traceFlags, traceState } = span.spanContext();
    this.traceparent = `00-${traceId}-${spanId}-${traceFlags & TraceFlags.SAMPLED ? '01' : '00'}`;
    this.tracestate = traceState?.serialize() || undefined;
  }
}

/** The root field whose resolvers are running. */
const currentField = new AsyncLocalStorage<FieldSpan>();

/** Creates the spans of one request, with attributes of the stable semantic conventions for HTTP. */
export class RequestSpans implements RequestTrace {
  readonly traceId: string;
  readonly #tracer: Tracer;
  readonly #span: Span;
  readonly #context: Context;
  readonly #fields = new Map<unknown, FieldSpan>();
  readonly #token: string | undefined;
  readonly #isUpstreamFailure: (failure: ApigFailure) => boolean;

  /** @param parent the context with the caller's span. */
  constructor(
    tracer: Tracer,
    parent: Context,
    request: TracedRequest,
    isUpstreamFailure: (failure: ApigFailure) => boolean,
  ) {
    this.#tracer = tracer;
    this.#token = request.token;
    this.#isUpstreamFailure = isUpstreamFailure;
    const attributes = serverAttributes(request);
    this.#span = tracer.startSpan(`${request.method} ${ROUTE}`, { kind: SpanKind.SERVER, attributes }, parent);
    this.#context = trace.setSpan(parent, this.#span);
    this.traceId = this.#span.spanContext().traceId;
  }

  inRootField<Result>(key: unknown, field: string, run: () => Result): Result {
    const [startedAt, start] = [Date.now(), performance.now()];
    const attributes = { 'graphql.field.name': field };
    const span = this.#tracer.startSpan(field, { attributes, startTime: startedAt }, this.#context);
    const entry = { span, context: trace.setSpan(this.#context, span), startedAt, start, lastEnd: start };
    this.#fields.set(key, entry);
    return this.#in(entry, run);
  }

  inNestedField<Result>(key: unknown, run: () => Result): Result {
    const entry = this.#fields.get(key);
    return entry ? this.#in(entry, run) : run();
  }

  fieldEnded(key: unknown, result: string, isFailure: boolean): void {
    const span = this.#fields.get(key)?.span;
    span?.setAttribute('apig.result_type', result);
    if (isFailure) span?.setAttribute('error.type', result);
    if (ERRORS.has(result)) span?.setStatus({ code: SpanStatusCode.ERROR });
  }

  changeEnded({ outcome, certificateId }: ChangeResult): void {
    const span = currentField.getStore()?.span;
    span?.setAttribute('apig.change.outcome', outcome);
    if (certificateId !== undefined) span?.setAttribute('apig.certificate_id', certificateId);
  }

  callStarted({ operation, origin, path, retries }: CallAttempt): CallTrace {
    const [method, template] = OPERATIONS[operation];
    const { hostname, port } = addressOf(origin);
    const attributes: Attributes = {
      'http.request.method': method,
      'server.address': hostname,
      'server.port': port,
      // The query string may contain text of the caller.
      'url.full': origin + path.replace(/\?.*$/s, ''),
      'url.template': template,
      'apig.operation': operation,
    };
    if (retries > 0) attributes['http.request.resend_count'] = retries;
    const parent = currentField.getStore();
    const options = { kind: SpanKind.CLIENT, attributes };
    const span = this.#tracer.startSpan(`${method} ${template}`, options, parent?.context ?? this.#context);
    return new CallTrace(span, parent?.span ?? this.#span);
  }

  callEnded(report: CallReport, started: TraceContext | undefined): void {
    if (!(started instanceof CallTrace)) return;
    const { span, parent } = started;
    const rejection = rejectionOf(report);
    if (rejection !== undefined) {
      // Nothing was sent, so there is no span: one that does not end is not exported.
      parent.addEvent('upstream call rejected', { 'apig.operation': report.operation, reason: rejection });
      return;
    }
    const { status, failure } = report;
    if (status !== undefined) span.setAttribute('http.response.status_code', status);
    if (failure) {
      span.setAttribute('error.type', failureType(report));
      span.setAttribute('apig.error_code', failure.details.code);
      if (this.#isUpstreamFailure(failure)) span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  }

  end(status: number, results: RequestResults | undefined): void {
    const { operation, failure, fields = [], errors = [] } = results ?? {};
    const name = loggableName(operation?.name, this.#token);
    for (const { span, startedAt, start, lastEnd } of this.#fields.values()) {
      if (operation) span.setAttribute('graphql.operation.type', operation.type);
      span.end(startedAt + lastEnd - start);
    }
    this.#span.setAttribute('http.response.status_code', status);
    if (operation) this.#span.setAttribute('graphql.operation.type', operation.type);
    if (name !== undefined) this.#span.setAttribute('graphql.operation.name', name);
    const type = failure ?? (status >= 500 ? String(status) : undefined);
    if (type !== undefined) this.#span.setAttribute('error.type', type);
    const types = [...fields.map(({ result }) => result), ...errors];
    if (status >= 500 || types.some((it) => ERRORS.has(it))) this.#span.setStatus({ code: SpanStatusCode.ERROR });
    this.#span.end();
  }

  /** Runs a resolver as a part of a root field, and notes when it ends. */
  #in<Result>(entry: FieldSpan, run: () => Result): Result {
    const end = () => {
      entry.lastEnd = performance.now();
    };
    const result = currentField.run(entry, run);
    if (result instanceof Promise) result.then(end, end);
    else end();
    return result;
  }
}

function serverAttributes({ method, token, httpVersion, ...request }: TracedRequest): Attributes {
  const agent = safeText(request.headers['user-agent'], token);
  return {
    'http.request.method': method,
    'http.route': ROUTE,
    'url.path': ROUTE,
    'url.scheme': 'http',
    'network.protocol.version': httpVersion,
    'client.address': request.clientAddress,
    ...(request.serverAddress === undefined ? {} : { 'server.address': request.serverAddress }),
    ...(request.serverPort === undefined ? {} : { 'server.port': request.serverPort }),
    ...(agent === undefined ? {} : { 'user_agent.original': agent }),
  };
}

/** The maximum length of a caller's text in an attribute, in characters. */
const MAX_TEXT_LENGTH = 200;

/** Returns a text of the caller, unless it contains its token or a key. */
function safeText(text: string | string[] | undefined, token: string | undefined): string | undefined {
  if (typeof text !== 'string' || text.includes('-----BEGIN') || (token && text.includes(token))) return undefined;
  return text.slice(0, MAX_TEXT_LENGTH);
}
