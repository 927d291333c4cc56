import type { Dispatcher } from 'undici';
import type { Clock, Timer } from '../lib/clock';
import type { Disconnect } from '../lib/disconnect';
import { connectFailure } from './connect-failure';
import { decompress } from './decompress';
import { createDispatcher, type Proxies } from './dispatcher';
import { ApigFailure } from './failure';
import type { RawReply, RawRequest, Transport } from './transport';

/** The maximum size of a reply, in bytes: several times the largest page of the contract. */
export const MAX_REPLY_BYTES = 8 * 1024 * 1024;

/** The maximum size of the reply headers, in bytes. A proxy in front of the upstream may add large ones. */
const MAX_REPLY_HEADER_BYTES = 64 * 1024;

export interface UndiciTransportOptions {
  readonly clock: Clock;
  /** The time limit for establishing a connection, including the TLS handshake, in milliseconds. */
  readonly connectTimeoutMs: number;
  readonly proxies: Proxies;
}

/** HTTP/1.1 connections to one upstream origin. */
export class UndiciTransport implements Transport {
  readonly #origin: string;
  readonly #dispatcher: Dispatcher;
  readonly #clock: Clock;

  /** @param origin scheme, host and port, without a path. @param connections the maximum number of connections. */
  constructor(origin: string, connections: number, { clock, connectTimeoutMs, proxies }: UndiciTransportOptions) {
    this.#origin = origin;
    this.#clock = clock;
    this.#dispatcher = createDispatcher(origin, {
      connections,
      connectTimeoutMs,
      maxHeaderSize: MAX_REPLY_HEADER_BYTES,
      proxies,
    });
  }

  /** Sends a request. Redirects are not followed, so that the token is never sent elsewhere. */
  send(request: RawRequest, timeoutMs: number): Promise<RawReply> {
    return new Promise((resolve, reject) => {
      const { method, path, headers, body } = request;
      this.#dispatcher.dispatch(
        // The exchange's own timer limits the call. undici's two timers would end it with other errors.
        { origin: this.#origin, method, path, headers, body: body ?? null, headersTimeout: 0, bodyTimeout: 0 },
        new Exchange(request, this.#clock, timeoutMs, resolve, reject),
      );
    });
  }

  close(): Promise<void> {
    return this.#dispatcher.close();
  }
}

/**
 * Collects the reply to one request, as undici's `request` does, but without creating a stream.
 * undici calls `onRequestStart` right before it writes the first byte. A request that fails before that was certainly not sent.
 */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #clock: Clock;
  readonly #leastMs: number;
  readonly #endsAt: number;
  #disconnect: Disconnect | undefined;
  readonly #resolve: (reply: RawReply | Promise<RawReply>) => void;
  readonly #reject: (failure: ApigFailure) => void;
  readonly #timer: Timer;
  #onDisconnect: (() => void) | undefined;
  /** The controller of the connection; undefined until the request is about to be written to one. */
  #controller: Dispatcher.DispatchController | undefined;
  #failure: ApigFailure | undefined;
  #status = 0;
  #headers: RawReply['headers'] = {};
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(
    { method, leastMs, disconnect }: RawRequest,
    clock: Clock,
    timeoutMs: number,
    resolve: (reply: RawReply | Promise<RawReply>) => void,
    reject: (failure: ApigFailure) => void,
  ) {
    this.#clock = clock;
    this.#leastMs = leastMs;
    this.#endsAt = leastMs > 0 ? clock.now() + timeoutMs : 0;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = clock.setTimer(() => this.#onTimeout(timeoutMs), timeoutMs);
    if (!disconnect) return;
    this.#disconnect = disconnect;
    this.#onDisconnect = () => {
      if (method === 'GET' || !this.#controller) this.#fail('GATEWAY.CANCELLED');
    };
    if (disconnect.aborted) this.#onDisconnect();
    else disconnect.add(this.#onDisconnect);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (!this.#failure && this.#leastMs > 0 && this.#endsAt - this.#clock.now() < this.#leastMs) {
      this.#fail('GATEWAY.TIMEOUT');
    }
    // A request that failed while it waited for a connection must not be sent.
    if (this.#failure) controller.abort(this.#failure);
    else this.#controller = controller;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: RawReply['headers']): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > MAX_REPLY_BYTES) this.#fail('GATEWAY.UNREADABLE_REPLY');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#end();
    const [first] = this.#chunks;
    const body = first === undefined ? undefined : this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    const codings = this.#headers['content-encoding'];
    if (body === undefined || codings === undefined) this.#resolve(this.#reply(body));
    else this.#resolve(decompress(body, codings, MAX_REPLY_BYTES).then((decoded) => this.#reply(decoded)));
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#end();
    if (this.#failure) return;
    this.#failure = this.#controller
      ? ApigFailure.of('GATEWAY.CONNECTION_LOST', 'UNKNOWN', {}, error)
      : connectFailure(error);
    this.#reject(this.#failure);
  }

  #onTimeout(timeoutMs: number): void {
    if (this.#controller) this.#fail('GATEWAY.TIMEOUT');
    else this.#failWith(connectFailure({ code: 'ETIMEDOUT', timeoutMs }));
  }

  #fail(code: 'GATEWAY.TIMEOUT' | 'GATEWAY.CANCELLED' | 'GATEWAY.UNREADABLE_REPLY'): void {
    this.#failWith(ApigFailure.of(code, this.#controller ? 'UNKNOWN' : 'NOT_SENT'));
  }

  #failWith(failure: ApigFailure): void {
    this.#end();
    this.#failure = failure;
    this.#reject(failure);
    this.#controller?.abort(failure);
  }

  #end(): void {
    this.#timer.clear();
    if (this.#onDisconnect) this.#disconnect?.remove(this.#onDisconnect);
    // undici keeps this object for a while. Dropping these references releases the caller's request.
    this.#disconnect = undefined;
    this.#onDisconnect = undefined;
  }

  #reply(body: Buffer | undefined): RawReply {
    return { status: this.#status, headers: this.#headers, text: body === undefined ? '' : body.toString('utf8') };
  }
}
