/** The upstream's behaviour at one call. Plain data, so that a trace can print it and a seed can generate it. */
export interface Behaviour {
  /**
   * When a change takes effect: as it is received (unless said), never, or so many milliseconds later. `never` and a delay need
   * a `reply` that does not claim success: an upstream that says 204 and does nothing can be found out by nobody.
   */
  readonly effect?: 'never' | number;
  /** The change takes effect on the first placement alone that it would move. */
  readonly part?: true;
  /** The response. Default: the upstream's own. */
  readonly reply?: 'none' | 'broken' | 'unreachable' | FixedReply;
  /** The fault in a read's own response: a name in `EDITS`. */
  readonly edit?: EditName;
  /** Milliseconds before the reply. */
  readonly afterMs?: number;
  /** What befell it between the client and here, by its name: the upstream's reply did not reach the client as it was sent. */
  readonly wire?: string;
}

/** A reply that does not depend on the call. */
export interface FixedReply {
  readonly status: number;
  readonly text?: string;
  readonly type?: string;
}

type Json = Record<string, unknown>;

/** The names under which lists stand in the upstream's pages. */
const LISTS = ['certs', 'bound_domains', 'instances', 'groups'] as const;

const rowsOf = (body: Json, change: (rows: unknown[]) => unknown): Json => {
  const list = LISTS.find((name) => Array.isArray(body[name]));
  return list === undefined ? body : { ...body, [list]: change(body[list] as unknown[]) };
};

const withoutFields = (row: unknown, names: readonly string[]): unknown =>
  Object.fromEntries(Object.entries(Object(row)).filter(([name]) => !names.includes(name)));

/** Faults of a 200 response of a read. */
export const EDITS = {
  'empty object': () => ({}),
  'error body': () => ({ error_code: 'APIG.9999', error_msg: 'System error' }),
  'null rows': (body) => rowsOf(body, (rows) => rows.map(() => null)),
  'no rows': (body) => rowsOf(body, () => []),
  'rows null': (body) => rowsOf(body, () => null),
  'rows an object': (body) => rowsOf(body, () => ({})),
  'last row missing': (body) => rowsOf(body, (rows) => rows.slice(0, -1)),
  'first row repeated': (body) => rowsOf(body, (rows) => [...rows.slice(0, 1), ...rows]),
  'names missing': (body) =>
    rowsOf(body, (rows) => rows.map((row) => withoutFields(row, ['url_domain', 'domain', 'name']))),
  'ids missing': (body) => rowsOf(body, (rows) => rows.map((row) => withoutFields(row, ['id', 'instance_id']))),
  'numbers for texts': (body) =>
    rowsOf({ ...body, id: 7, name: 7 }, (rows) =>
      rows.map((row) => ({ ...Object(row), id: 7, url_domain: 7, name: 7 })),
    ),
  'total missing, half a page': (body) => {
    const { total: _, ...rest } = rowsOf(body, (rows) => rows.slice(0, Math.ceil(rows.length / 2)));
    return rest;
  },
  'total 1e12': (body) => ({ ...body, total: 1e12 }),
  'total 1.5': (body) => ({ ...body, total: 1.5 }),
  'total a text': (body) => ({ ...body, total: 'many' }),
  'total null': (body) => ({ ...body, total: null }),
  'an array': () => [],
} as const satisfies Record<string, (body: Json) => unknown>;

/** The name of an edit. */
export type EditName = keyof typeof EDITS;

/** Edits that hide rows, and that `total` alone gives away: where pages never tell it, nobody can know. */
export const GIVEN_AWAY_BY_TOTAL: ReadonlySet<EditName> = new Set([
  'no rows',
  'last row missing',
  'first row repeated',
]);

/** Returns the text of a 200 response with a fault in it. */
export function edited(name: EditName, text: string): string {
  return JSON.stringify(EDITS[name](JSON.parse(text) as Json));
}

const json = (code: string, message = 'System error') => JSON.stringify({ error_code: code, error_msg: message });

/** Replies to a change that leave open whether it takes effect: the upstream may have applied it, may yet, or never. */
export const UNSURE_REPLIES: Readonly<Record<string, NonNullable<Behaviour['reply']>>> = {
  'no reply': 'none',
  'connection broken': 'broken',
  '500 APIG.9999': { status: 500, text: json('APIG.9999') },
  '500 APIG.2012': { status: 500, text: json('APIG.2012', 'Invalid parameter value,parameterName:domains.') },
  '500 APIG.2011': { status: 500, text: json('APIG.2011', 'Invalid parameter value') },
  '500 APIG.2000': { status: 500, text: json('APIG.2000', 'Parameter error, no valid domain name') },
  '500 APIG.1005': { status: 500, text: json('APIG.1005', 'No permissions to request this method') },
  '500 APIG.3325': { status: 500, text: json('APIG.3325', 'The name already exists') },
  '500 APIG.3097': { status: 500, text: json('APIG.3097', 'The binding record does not exist') },
  '500 APIG.3025': { status: 500, text: json('APIG.3025', 'The certificate does not exist') },
  '500 HTML': { status: 500, text: '<html><h1>Internal Server Error</h1></html>', type: 'text/html' },
  '502 HTML': { status: 502, text: '<html><h1>Bad Gateway</h1></html>', type: 'text/html' },
  '503 empty': { status: 503 },
  '504 nested': { status: 504, text: '{"error":{"code":"APIGW.0201","message":"Backend timeout"}}' },
  '408 APIG.9999': { status: 408, text: json('APIG.9999', 'Request timeout') },
  '421 readable': { status: 421, text: json('APIG.2012', 'Misdirected request') },
  '425 readable': { status: 425, text: json('APIG.2012', 'Too early') },
  '499 readable': { status: 499, text: json('APIG.2012', 'Client closed request') },
  '400 HTML': { status: 400, text: '<html><h1>Bad Request</h1></html>', type: 'text/html' },
  '403 text': { status: 403, text: 'forbidden', type: 'text/plain' },
  '404 empty': { status: 404 },
  '202 empty': { status: 202 },
  '202 object': { status: 202, text: '{}' },
  '200 error_code': { status: 200, text: json('APIG.9999') },
  '200 object': { status: 200, text: '{}' },
  '302': { status: 302 },
};

/** Refusals of a change in the upstream's own words: then nothing was changed, and that is certain. */
export const REFUSALS: readonly FixedReply[] = [
  { status: 400, text: json('APIG.2103', 'The certificate does not match') },
  { status: 400, text: json('APIG.2012', 'Invalid parameter value,parameterName:domains.') },
  { status: 401, text: json('APIG.1002', 'Incorrect token or token resolution failed') },
  { status: 403, text: json('APIG.1005', 'No permissions to request this method') },
  { status: 409, text: json('APIG.3325', 'The name already exists') },
];

/** Replies to a read that are no reply to go by. */
export const FAILED_READS: Readonly<Record<string, NonNullable<Behaviour['reply']>>> = {
  'no reply': 'none',
  'connection broken': 'broken',
  unreachable: 'unreachable',
  '500 APIG.9999': { status: 500, text: json('APIG.9999') },
  '502 HTML': { status: 502, text: '<html><h1>Bad Gateway</h1></html>', type: 'text/html' },
  '403 text': { status: 403, text: 'forbidden', type: 'text/plain' },
  '404 HTML': { status: 404, text: '<html><h1>Not Found</h1></html>', type: 'text/html' },
  '200 cut': { status: 200, text: '{"id": "a27be8' },
  '200 HTML': { status: 200, text: '<html>Welcome</html>', type: 'text/html' },
  '204': { status: 204 },
};

/** A reply with which the upstream turns a call away unread. */
export const TOO_MANY: FixedReply = { status: 429, text: json('APIG.0308', 'Too many requests') };
