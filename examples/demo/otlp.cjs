// Reads traces as an OpenTelemetry collector does: for the demo, and for the tests of the server's traces.

module.exports = { decodeSpans };

/** Returns the spans of an `ExportTraceServiceRequest` in protobuf (opentelemetry-proto 1.x). @throws Error if it is anything else. */
function decodeSpans(body) {
  return messages(read(body), 1).flatMap((resourceSpans) => {
    const [resource] = messages(resourceSpans, 1);
    const attributes = resource ? attributesOf(resource, 1) : {};
    return messages(resourceSpans, 2).flatMap((scope) => messages(scope, 2).map((span) => toSpan(span, attributes)));
  });
}

function toSpan(span, resource) {
  const [status] = messages(span, 15);
  return {
    name: text(span, 5),
    traceId: bytes(span, 1).toString('hex'),
    spanId: bytes(span, 2).toString('hex'),
    parentSpanId: bytes(span, 4).toString('hex'),
    traceState: text(span, 3),
    kind: ['other', 'internal', 'server', 'client'][Number(number(span, 6))] ?? 'other',
    start: number(span, 7),
    end: number(span, 8),
    attributes: attributesOf(span, 9),
    events: messages(span, 11).map((event) => ({ name: text(event, 2), attributes: attributesOf(event, 3) })),
    status: ['unset', 'ok', 'error'][status ? Number(number(status, 3)) : 0] ?? 'unset',
    resource,
  };
}

function attributesOf(message, field) {
  return Object.fromEntries(
    messages(message, field).map((pair) => {
      const [value] = messages(pair, 2);
      return [text(pair, 1), value ? attributeValue(value) : undefined];
    }),
  );
}

function attributeValue(value) {
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
function read(buffer) {
  const fields = new Map();
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = buffer.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length) => {
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

function messages(message, field) {
  return (message.get(field) ?? []).map((value) => read(asBuffer(value)));
}

function text(message, field) {
  return bytes(message, field).toString('utf8');
}

function bytes(message, field) {
  return asBuffer(message.get(field)?.at(-1) ?? Buffer.alloc(0));
}

function number(message, field) {
  const value = message.get(field)?.at(-1) ?? 0n;
  if (typeof value !== 'bigint') throw new Error(`field ${field} is not a number`);
  return value;
}

function asBuffer(value) {
  if (typeof value === 'bigint') throw new Error('the field is a number');
  return value;
}
