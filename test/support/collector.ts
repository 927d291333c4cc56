import { gunzipSync } from 'node:zlib';
import { startUpstream } from './upstream';

const { decodeSpans } = require('../../examples/demo/otlp.cjs') as { decodeSpans(body: Buffer): ReceivedSpan[] };

/** A span as a collector receives it. */
export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root span. */
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly kind: 'internal' | 'server' | 'client' | 'other';
  /** Nanoseconds since the Unix epoch. */
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly { readonly name: string; readonly attributes: Readonly<Record<string, unknown>> }[];
  readonly status: 'unset' | 'ok' | 'error';
  /** The attributes of the resource. */
  readonly resource: Readonly<Record<string, unknown>>;
}

/** A collector that received spans. */
export interface Collector {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  /** The headers and raw bodies of the requests. */
  readonly requests: {
    readonly path: string;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly body: Buffer;
  }[];
}

/** Starts a collector, which decodes OTLP over HTTP with protobuf. */
export async function startCollector(): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const requests: Collector['requests'] = [];
  const url = await startUpstream((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const sent = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
      requests.push({ path: request.url ?? '', headers: request.headers, body });
      spans.push(...decodeSpans(body));
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  return { url, spans, requests };
}
