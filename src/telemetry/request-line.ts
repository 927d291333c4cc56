import build from 'fast-json-stringify';

const text = { type: 'string' } as const;
/** A text that needs no escaping: a name or an id of this server, or a text that matched such a pattern. Escaping takes half of the time. */
const safe = { type: 'string', format: 'unsafe' } as const;
const count = { type: 'integer' } as const;
const milliseconds = { type: 'number' } as const;

function listOf<Item>(items: Item) {
  return { type: 'array', items } as const;
}

function object<Properties>(properties: Properties) {
  return { type: 'object', properties } as const;
}

/**
 * The fields of the line of a request, in their order. docs/log.md describes them; a test compares the two. The line is serialized by
 * code that is generated from this table, because it is written for every request.
 */
export const REQUEST_LINE = object({
  requestId: safe,
  traceId: safe,
  method: text,
  route: safe,
  status: count,
  code: text,
  durationMs: milliseconds,
  complete: { type: 'boolean' },
  operationType: safe,
  operationName: text,
  results: listOf(object({ field: safe, result: safe })),
  errors: listOf(text),
  changes: listOf(object({ change: safe, outcome: safe, certificateId: text })),
  projectId: text,
  region: text,
  caller: safe,
  upstreamCalls: count,
  upstreamMs: milliseconds,
});

/** The outcome of a change. */
interface LoggedChange {
  readonly change: string;
  readonly outcome: string;
  readonly certificateId?: string | undefined;
}

/** The line of a request. Undefined fields are omitted. */
export interface RequestLine {
  readonly requestId?: string | undefined;
  readonly traceId?: string | undefined;
  readonly method?: string | undefined;
  /** The route, or `other`. */
  readonly route: string;
  readonly status: number;
  /** The system's code of the error of a malformed request. */
  readonly code?: string | undefined;
  readonly durationMs?: number | undefined;
  readonly complete: boolean;
  readonly operationType?: string | undefined;
  readonly operationName?: string | undefined;
  readonly results?: readonly { readonly field: string; readonly result: string }[] | undefined;
  readonly errors?: readonly string[] | undefined;
  readonly changes?: readonly LoggedChange[] | undefined;
  readonly projectId?: string | undefined;
  readonly region?: string | undefined;
  readonly caller?: string | undefined;
  readonly upstreamCalls?: number | undefined;
  readonly upstreamMs?: number | undefined;
}

/** Returns the JSON text of a line, without the fields that every line of the log has. */
export const serializeRequestLine: (line: RequestLine) => string = build(REQUEST_LINE);
