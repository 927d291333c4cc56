import type { IncomingHttpHeaders } from 'node:http';
import type { Disconnect } from '../lib/disconnect';

/** An HTTP request to the upstream, complete but for its connection. */
export interface RawRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: string[];
  readonly body: string | undefined;
  /** Milliseconds that must be left of the timeout when the request is handed to a connection, or it is not sent; 0 for a read. */
  readonly leastMs: number;
  /** Ends the call early: a read at any time, a change only until it is sent. */
  readonly disconnect: Disconnect | undefined;
}

/** An upstream reply, read to its end. */
export interface RawReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Carries requests to one upstream origin. The simulation puts one without sockets in place. */
export interface Transport {
  /**
   * Sends once and reads the reply to its end.
   * @param timeoutMs milliseconds from the start of the call to the last byte of the reply.
   * @throws ApigFailure when there is no complete reply; `delivery` tells whether the upstream may have taken the request.
   */
  send(request: RawRequest, timeoutMs: number): Promise<RawReply>;
  /** Closes the connections once the calls under way have ended. */
  close(): Promise<void>;
}
