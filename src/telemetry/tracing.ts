import { randomUUID } from 'node:crypto';
import { type Context, DiagLogLevel, diag, ROOT_CONTEXT, type Tracer, trace } from '@opentelemetry/api';
import {
  type ExportResult,
  ExportResultCode,
  getBooleanFromEnv,
  getStringFromEnv,
  parseTraceParent,
  setGlobalErrorHandler,
  TraceState,
} from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { Logger } from 'pino';
import type { ApigFailure } from '../apig/failure';
import { RequestSpans } from './request-spans';
import type { TracedRequest, Tracing } from './request-trace';
import { TraceProblems } from './trace-problems';

/** The maximum time for sending the remaining spans when the server stops, in milliseconds. */
const CLOSE_MS = 3_000;

/** The maximum length of a caller's `tracestate`, in characters (W3C Trace Context, 3.3.1.5). */
const MAX_STATE_LENGTH = 512;

/** The options of the traces. */
export interface TracingOptions {
  /** The URL to which spans are posted, in the format OTLP over HTTP with protobuf. */
  readonly url: string;
  readonly version: string;
  readonly log: Logger;
  /** Returns true for a failure of the upstream, rather than one of the caller. Only the former has an error status. */
  readonly isUpstreamFailure: (failure: ApigFailure) => boolean;
}

/**
 * Starts the traces. This file and those that it imports load the SDK of OpenTelemetry, so it is loaded only if an endpoint is configured.
 * The SDK reads the standard variables itself: `OTEL_TRACES_SAMPLER` (default: parent-based), `OTEL_SERVICE_NAME`,
 * `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_BSP_*`, the limits of spans, and the headers, timeout, compression and certificates of the exporter.
 * @returns undefined if `OTEL_SDK_DISABLED=true` or `OTEL_TRACES_EXPORTER=none`.
 */
export function startTracing(options: TracingOptions): Tracing | undefined {
  if (getBooleanFromEnv('OTEL_SDK_DISABLED') || getStringFromEnv('OTEL_TRACES_EXPORTER') === 'none') return undefined;
  const problems = new TraceProblems(options.log);
  logProblems(problems);
  const provider = new BasicTracerProvider({
    resource: resourceOf(options.version),
    spanProcessors: [new BatchSpanProcessor(new Exporter({ url: options.url }, problems))],
  });
  const tracer = provider.getTracer('apig-certificate-gateway', options.version);
  return {
    startRequest: (request) => startRequest(tracer, request, options),
    close: async () => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, CLOSE_MS);
      });
      await Promise.race([provider.shutdown().catch(() => {}), late]);
      clearTimeout(timer);
      diag.disable();
    },
  };
}

/** The SDK's exporter, which also notices that spans are sent again after a failure. */
class Exporter extends OTLPTraceExporter {
  constructor(
    options: { readonly url: string },
    private readonly problems: TraceProblems,
  ) {
    super(options);
  }

  override export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    super.export(spans, (result) => {
      if (result.code === ExportResultCode.SUCCESS) this.problems.exported();
      done(result);
    });
  }
}

function startRequest(tracer: Tracer, request: TracedRequest, { isUpstreamFailure }: TracingOptions): RequestSpans {
  return new RequestSpans(tracer, parentOf(request), request, isUpstreamFailure);
}

/** Returns the context with the caller's span as the parent, if the caller sent a valid one. */
function parentOf({ headers, token }: TracedRequest): Context {
  const { traceparent, tracestate } = headers;
  const parent = typeof traceparent === 'string' ? parseTraceParent(traceparent) : null;
  if (!parent) return ROOT_CONTEXT;
  const state = Array.isArray(tracestate) ? tracestate.join(',') : tracestate;
  const isUsable = state !== undefined && state.length <= MAX_STATE_LENGTH && !(token && state.includes(token));
  const traceState = isUsable ? { traceState: new TraceState(state) } : {};
  return trace.setSpanContext(ROOT_CONTEXT, { ...parent, ...traceState, isRemote: true });
}

/** Returns the description of this process. The standard variables take precedence. */
function resourceOf(version: string) {
  const own = resourceFromAttributes({
    'service.name': 'apig-certificate-gateway',
    'service.version': version,
    'service.instance.id': randomUUID(),
  });
  return defaultResource()
    .merge(own)
    .merge(detectResources({ detectors: [envDetector] }));
}

/** Logs the problems that the SDK reports. */
function logProblems(problems: TraceProblems): void {
  setGlobalErrorHandler((error) => problems.exportFailed(error));
  const warn = (message: string) => problems.reported(message);
  const ignore = () => {};
  diag.setLogger(
    { error: warn, warn, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
