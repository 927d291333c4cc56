import type { IncomingHttpHeaders } from 'node:http';
import type { Disconnect } from '../lib/disconnect';

/** An HTTP request to the upstream, ready to be sent. */
export interface RawRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** Names and values, alternating. */
  readonly headers: string[];
  readonly body: string | undefined;
  /** The milliseconds of the timeout that must be left for the request to be sent; 0 for a read. */
  readonly leastMs: number;
  /** Cancels the call: a read at any time, a change only before it is sent. */
  readonly disconnect: Disconnect | undefined;
}

/** A complete upstream reply. */
export interface RawReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends requests to one upstream origin. The simulation replaces it with one that uses no sockets. */
export interface Transport {
  /**
   * Sends a request once and reads the whole reply.
   * @param timeoutMs milliseconds from the start of the call to the last byte of the reply.
   * @throws ApigFailure if there is no complete reply. Its `delivery` says if the upstream may have processed the request.
   */
  send(request: RawRequest, timeoutMs: number): Promise<RawReply>;
  /** Closes the connections after the calls in progress have ended. */
  close(): Promise<void>;
}
