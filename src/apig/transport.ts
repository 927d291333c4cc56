import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Pool } from 'undici';
import { ApigFailure } from './failure';
import type { RawReply } from './read-reply';

/** The largest reply that is read, in bytes: several times the largest page of the contract. */
export const MAX_REPLY_BYTES = 8 * 1024 * 1024;

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

/** Connections to one upstream origin. */
export class Transport {
  readonly #pool: Pool;

  /** @param origin scheme, host and port, without a path; @param connections how many at most. */
  constructor(origin: string, connections: number) {
    this.#pool = new Pool(origin, { connections, pipelining: 1, maxHeaderSize: MAX_REPLY_HEADER_BYTES });
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
      return {
        status: reply.statusCode,
        headers: reply.headers,
        text: await readText(inflated(reply.body, reply.headers['content-encoding'])),
      };
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

/** We ask for no compression, but an upstream may compress all the same. undici's own interceptor is experimental. */
const DECODERS = new Map<unknown, () => NodeJS.ReadWriteStream>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/** @throws ApigFailure for an encoding that is not known. */
function inflated(body: Readable, encoding: string | string[] | undefined): AsyncIterable<Buffer> {
  if (encoding === undefined || encoding === 'identity') return body;
  const decoder = DECODERS.get(encoding)?.();
  if (!decoder) {
    body.destroy();
    throw ApigFailure.own('GATEWAY.UNREADABLE_REPLY', 'UNKNOWN');
  }
  // Ends the one with the other; the reader hears of what goes wrong.
  pipeline(body, decoder, () => {});
  return decoder as unknown as AsyncIterable<Buffer>;
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
