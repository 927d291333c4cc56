import { SAMPLE_IDS } from '../../src/simulator/seed';

/** The members of a GraphQL request over HTTP. */
export interface Sent {
  readonly query: string;
  readonly variables?: unknown;
  readonly operationName?: unknown;
  readonly extensions?: unknown;
}

interface ErrorEntry {
  readonly message: string;
  readonly path?: readonly (string | number)[];
}

/** A response as a client sees it, without random ids and the current time, which differ from one request to the next. */
export interface SeenResponse {
  readonly status: number;
  readonly headers: readonly (string | null)[];
  /** The members of the body, in order. */
  readonly members: readonly string[];
  /** The body without its errors, as text, since the order of fields counts. */
  readonly data: string;
  /**
   * The errors, sorted. Where an error makes a whole object null, its other errors may be reported or not (GraphQL, 6.4.4), so
   * that one stands for them all: the path of what is null.
   */
  readonly errors: readonly string[];
}

const HEADERS = ['content-type', 'cache-control', 'x-request-id', 'x-content-type-options', 'vary'];
const KNOWN_IDS = new Set<string>(Object.values(SAMPLE_IDS));
/** Milliseconds after which a response counts as missing. */
const HANG_MS = 10_000;
const RECENT_MS = 60_000;

/** Sends a GraphQL request by POST, and returns the response as a client sees it. @throws Error after 10 seconds without one. */
export async function responseTo(url: string, sent: Sent, headers: Record<string, string>): Promise<SeenResponse> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': 'same', ...headers },
    body: JSON.stringify(sent),
    signal: AbortSignal.timeout(HANG_MS),
  });
  const text = withoutChance(await response.text());
  const { errors = [], ...rest } = JSON.parse(text) as { errors?: ErrorEntry[]; data?: unknown };
  return {
    status: response.status,
    headers: HEADERS.map((name) => response.headers.get(name)),
    members: Object.keys(JSON.parse(text) as object),
    data: JSON.stringify(rest),
    errors: [...new Set(errors.map((error) => seenError(error, rest.data)))].sort(),
  };
}

function withoutChance(body: string): string {
  return body
    .replace(/"[0-9a-f]{32}"/g, (id) => (KNOWN_IDS.has(id.slice(1, -1)) ? id : '"id"'))
    .replace(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, (time) =>
      Math.abs(Date.now() - Date.parse(time.slice(1, -1))) < RECENT_MS ? '"now"' : time,
    );
}

function seenError(error: ErrorEntry, data: unknown): string {
  const { path = [] } = error;
  let value = data;
  for (const [index, key] of path.entries()) {
    if (value === null || value === undefined) return `below data.${path.slice(0, index).join('.')}`;
    value = Object(value)[key];
  }
  return JSON.stringify(error);
}
