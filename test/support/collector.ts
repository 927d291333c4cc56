import { gunzipSync } from 'node:zlib';
import { startUpstream } from './upstream';

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
      spans.push(...decode(body));
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  return { url, spans, requests };
}

type Field = bigint | Buffer;
type Message = ReadonlyMap<number, readonly Field[]>;

/** Decodes an `ExportTraceServiceRequest` (opentelemetry-proto 1.x). */
function decode(body: Buffer): ReceivedSpan[] {
  return messages(read(body), 1).flatMap((resourceSpans) => {
    const [resource] = messages(resourceSpans, 1);
    const attributes = resource ? attributesOf(resource, 1) : {};
    return messages(resourceSpans, 2).flatMap((scope) => messages(scope, 2).map((span) => toSpan(span, attributes)));
  });
}

function toSpan(span: Message, resource: ReceivedSpan['resource']): ReceivedSpan {
  const [status] = messages(span, 15);
  return {
    name: text(span, 5),
    traceId: bytes(span, 1).toString('hex'),
    spanId: bytes(span, 2).toString('hex'),
    parentSpanId: bytes(span, 4).toString('hex'),
    traceState: text(span, 3),
    kind: (['other', 'internal', 'server', 'client'] as const)[Number(number(span, 6))] ?? 'other',
    start: number(span, 7),
    end: number(span, 8),
    attributes: attributesOf(span, 9),
    events: messages(span, 11).map((event) => ({ name: text(event, 2), attributes: attributesOf(event, 3) })),
    status: (['unset', 'ok', 'error'] as const)[status ? Number(number(status, 3)) : 0] ?? 'unset',
    resource,
  };
}

function attributesOf(message: Message, field: number): Record<string, unknown> {
  return Object.fromEntries(
    messages(message, field).map((pair) => {
      const [value] = messages(pair, 2);
      return [text(pair, 1), value ? attributeValue(value) : undefined];
    }),
  );
}

function attributeValue(value: Message): unknown {
  if (value.has(1)) return text(value, 1);
  if (value.has(2)) return number(value, 2) === 1n;
  if (value.has(3)) return Number(BigInt.asIntN(64, number(value, 3)));
  if (value.has(4)) {
    const double = Buffer.alloc(8);
    double.writeBigUInt64LE(number(value, 4));
    return double.readDoubleLE();
  }
  const [list] = messages(value, 5);
  return list ? messages(list, 1).map(attributeValue) : undefined;
}

/** Reads the fields of a protobuf message. */
function read(buffer: Buffer): Message {
  const fields = new Map<number, Field[]>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = buffer.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Buffer => {
    if (at + length > buffer.length) throw new Error('the message is cut');
    at += length;
    return buffer.subarray(at - length, at);
  };
  while (at < buffer.length) {
    const tag = Number(varint());
    const value = [varint, () => take(8).readBigUInt64LE(), () => take(Number(varint()))][tag & 7];
    const field = (tag & 7) === 5 ? BigInt(take(4).readUInt32LE()) : value?.();
    if (field === undefined) throw new Error(`unknown wire type ${tag & 7}`);
    const number = tag >> 3;
    fields.set(number, [...(fields.get(number) ?? []), field]);
  }
  return fields;
}

function messages(message: Message, field: number): Message[] {
  return (message.get(field) ?? []).map((value) => read(asBuffer(value)));
}

function text(message: Message, field: number): string {
  return bytes(message, field).toString('utf8');
}

function bytes(message: Message, field: number): Buffer {
  return asBuffer(message.get(field)?.at(-1) ?? Buffer.alloc(0));
}

function number(message: Message, field: number): bigint {
  const value = message.get(field)?.at(-1) ?? 0n;
  if (typeof value !== 'bigint') throw new Error(`field ${field} is not a number`);
  return value;
}

function asBuffer(value: Field): Buffer {
  if (typeof value === 'bigint') throw new Error('the field is a number');
  return value;
}
