import { Pool } from 'undici';
import { ApigFailure } from './failure';
import type { RawReply } from './read-reply';

/** The largest reply that is read, in bytes: several times the largest page of the contract. */
export const MAX_REPLY_BYTES = 8 * 1024 * 1024;

/** Sockets for each upstream origin. */
const CONNECTIONS = 64;

/** Reply headers, in bytes: the upstream's are small, a front door's may not be. */
const MAX_REPLY_HEADER_BYTES = 64 * 1024;

/** An HTTP request to the upstream, complete but for its connection. */
export interface RawRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  /** Milliseconds from the start of the call to the last byte of the reply. */
  readonly timeoutMs: number;
  /** Ends the call early; not given for a change, which is never abandoned once sent. */
  readonly hangUp?: AbortSignal;
}

/** What undici and the system report when no connection came about, so that nothing was sent. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The connections to one upstream origin. */
export class Transport {
  readonly #pool: Pool;

  /** @param origin scheme, host and port, without a path. */
  constructor(origin: string) {
    this.#pool = new Pool(origin, { connections: CONNECTIONS, pipelining: 1, maxHeaderSize: MAX_REPLY_HEADER_BYTES });
  }

  /**
   * Sends once and reads the reply to its end. Redirects are not followed: the token must not travel.
   * @throws ApigFailure when there is no complete reply; `delivery` tells whether the upstream may have taken the request.
   */
  async send(request: RawRequest): Promise<RawReply> {
    const { method, path, headers, body, timeoutMs, hangUp } = request;
    const controller = new AbortController();
    const onHangUp = () => controller.abort(ApigFailure.own('GATEWAY.CANCELLED', 'UNKNOWN'));
    const timer = setTimeout(() => controller.abort(ApigFailure.own('GATEWAY.TIMEOUT', 'UNKNOWN')), timeoutMs);
    hangUp?.addEventListener('abort', onHangUp, { once: true });
    try {
      const reply = await this.#pool.request({
        method,
        path,
        headers,
        body: body ?? null,
        signal: controller.signal,
        // The one timer above bounds the call; undici's own two would end it with other errors.
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      return { status: reply.statusCode, headers: reply.headers, text: await readText(reply.body) };
    } catch (error) {
      throw failureOf(error);
    } finally {
      clearTimeout(timer);
      hangUp?.removeEventListener('abort', onHangUp);
    }
  }

  /** Closes the connections once the calls under way have ended. */
  close(): Promise<void> {
    return this.#pool.close();
  }
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_REPLY_BYTES) throw ApigFailure.own('GATEWAY.UNREADABLE_REPLY', 'UNKNOWN');
    chunks.push(chunk);
  }
  return (chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)).toString('utf8');
}

function failureOf(error: unknown): ApigFailure {
  if (error instanceof ApigFailure) return error;
  if (codesOf(error).some((code) => NEVER_CONNECTED.has(code))) {
    return ApigFailure.own('GATEWAY.UNREACHABLE', 'NOT_SENT', {}, error);
  }
  return ApigFailure.own('GATEWAY.CONNECTION_LOST', 'UNKNOWN', {}, error);
}

/** The system's codes in an error, or in each of its errors: Node tries several addresses of a host at once. */
function codesOf(error: unknown): string[] {
  const { code, errors } = Object(error) as { code?: unknown; errors?: unknown };
  return [...(typeof code === 'string' ? [code] : []), ...(Array.isArray(errors) ? errors.flatMap(codesOf) : [])];
}
