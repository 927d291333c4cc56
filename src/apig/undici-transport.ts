import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { type Dispatcher, Pool } from 'undici';
import type { Clock, Timer } from '../lib/clock';
import type { Disconnect } from '../lib/disconnect';
import { ApigFailure } from './failure';
import type { RawReply, RawRequest, Transport } from './transport';

/** The largest reply that is read, in bytes: several times the largest page of the contract. */
export const MAX_REPLY_BYTES = 8 * 1024 * 1024;

/** Reply headers, in bytes: the upstream's are small, a front door's may not be. */
const MAX_REPLY_HEADER_BYTES = 64 * 1024;

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

/** HTTP/1.1 connections to one upstream origin. */
export class UndiciTransport implements Transport {
  readonly #pool: Pool;
  readonly #clock: Clock;

  /** @param origin scheme, host and port, without a path; @param connections how many at most. */
  constructor(origin: string, connections: number, clock: Clock) {
    this.#clock = clock;
    this.#pool = new Pool(origin, { connections, pipelining: 1, maxHeaderSize: MAX_REPLY_HEADER_BYTES });
  }

  /** Redirects are not followed: the token must not travel. */
  send(request: RawRequest, timeoutMs: number): Promise<RawReply> {
    return new Promise((resolve, reject) => {
      const { method, path, headers, body } = request;
      this.#pool.dispatch(
        // The exchange's one timer bounds the call; undici's own two would end it with other errors.
        { method, path, headers, body: body ?? null, headersTimeout: 0, bodyTimeout: 0 },
        new Exchange(request.disconnect, this.#clock, timeoutMs, resolve, reject),
      );
    });
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** One request and its reply, collected: what undici's `request` does, without a stream for each. */
class Exchange implements Dispatcher.DispatchHandler {
  #disconnect: Disconnect | undefined;
  readonly #resolve: (reply: RawReply | Promise<RawReply>) => void;
  readonly #reject: (failure: ApigFailure) => void;
  readonly #timer: Timer;
  #onDisconnect: (() => void) | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #failure: ApigFailure | undefined;
  #status = 0;
  #headers: RawReply['headers'] = {};
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(
    disconnect: Disconnect | undefined,
    clock: Clock,
    timeoutMs: number,
    resolve: (reply: RawReply | Promise<RawReply>) => void,
    reject: (failure: ApigFailure) => void,
  ) {
    this.#disconnect = disconnect;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = clock.setTimer(() => this.#abort('GATEWAY.TIMEOUT'), timeoutMs);
    if (disconnect) {
      this.#onDisconnect = () => this.#abort('GATEWAY.CANCELLED');
      disconnect.add(this.#onDisconnect);
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Given up while it waited for a connection: it is not sent any more.
    if (this.#failure) controller.abort(this.#failure);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: RawReply['headers']): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > MAX_REPLY_BYTES) this.#abort('GATEWAY.UNREADABLE_REPLY');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#end();
    const [first] = this.#chunks;
    const body = first === undefined ? undefined : this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    const encoding = this.#headers['content-encoding'];
    if (body === undefined || encoding === undefined || encoding === 'identity') {
      this.#resolve(this.#reply(body));
    } else {
      this.#resolve(inflated(body, encoding).then((inflatedBody) => this.#reply(inflatedBody)));
    }
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#end();
    this.#reject(this.#failure ?? failureOf(error));
  }

  /** Before anything was sent, that is certain. */
  #abort(code: 'GATEWAY.TIMEOUT' | 'GATEWAY.CANCELLED' | 'GATEWAY.UNREADABLE_REPLY'): void {
    this.#end();
    this.#failure = ApigFailure.of(code, this.#controller ? 'UNKNOWN' : 'NOT_SENT');
    this.#reject(this.#failure);
    this.#controller?.abort(this.#failure);
  }

  #end(): void {
    this.#timer.clear();
    if (this.#onDisconnect) this.#disconnect?.remove(this.#onDisconnect);
    // What undici still holds for a while must not hold the caller's request too.
    this.#disconnect = undefined;
    this.#onDisconnect = undefined;
  }

  #reply(body: Buffer | undefined): RawReply {
    return { status: this.#status, headers: this.#headers, text: body === undefined ? '' : body.toString('utf8') };
  }
}

/** We ask for no compression, but an upstream may compress all the same. undici's own interceptor is experimental. */
const DECODERS: ReadonlyMap<unknown, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> = new Map(
  [
    ['gzip', promisify(gunzip)],
    ['x-gzip', promisify(gunzip)],
    ['deflate', promisify(inflate)],
    ['br', promisify(brotliDecompress)],
  ] as const,
);

/** @throws ApigFailure for an encoding that is not known, and a body that is not of it, or too large. */
async function inflated(body: Buffer, encoding: string | string[]): Promise<Buffer> {
  const decode = DECODERS.get(encoding);
  if (!decode) throw ApigFailure.of('GATEWAY.UNREADABLE_REPLY', 'UNKNOWN');
  try {
    return await decode(body, { maxOutputLength: MAX_REPLY_BYTES });
  } catch (error) {
    throw ApigFailure.of('GATEWAY.UNREADABLE_REPLY', 'UNKNOWN', {}, error);
  }
}

function failureOf(error: unknown): ApigFailure {
  if (codesOf(error).some((code) => NEVER_CONNECTED.has(code))) {
    return ApigFailure.of('GATEWAY.UNREACHABLE', 'NOT_SENT', {}, error);
  }
  return ApigFailure.of('GATEWAY.CONNECTION_LOST', 'UNKNOWN', {}, error);
}

/** The system's codes in an error, or in each of its errors: Node tries several addresses of a host at once. */
function codesOf(error: unknown): string[] {
  const { code, errors } = Object(error) as { code?: unknown; errors?: unknown };
  return [...(typeof code === 'string' ? [code] : []), ...(Array.isArray(errors) ? errors.flatMap(codesOf) : [])];
}
