import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * The time in which a client must take what was sent to it, in milliseconds. The system buffers up to a few megabytes beyond it, so
 * this ends only clients that have stopped reading or read very slowly.
 */
const WRITE_TIMEOUT_MS = 30_000;

/** The maximum number of requests of a connection that wait for their turn. Hardly any client sends a request before the last response. */
const MAX_WAITING = 32;

/** The interval at which the write timeout is checked, in milliseconds. */
const CHECK_MS = 1_000;

/** The state of a connection. */
interface Connection {
  /** False until the first request. */
  isUsed: boolean;
  /** True if a request is in progress, or about to begin. */
  isBusy: boolean;
  /** The request in progress. */
  active: IncomingMessage | undefined;
  /** The pipelined requests that wait for their turn, as functions that begin them. */
  waiting: (() => void)[];
  /** The time since when output has been waiting for the client to read it, by `performance.now()`. */
  stuckSince: number | undefined;
}

/**
 * The client connections of a server. The requests of a connection are handled one after the other: Node.js would begin all requests of
 * a packet at once, about 2,000 small ones, and keep their responses in memory for a client that does not read. Such a client is
 * disconnected, and so is one that sends too many requests without waiting for responses.
 */
export class Connections {
  readonly #all = new Map<Socket, Connection>();

  /** Returns a listener that begins a request when the earlier requests of its connection have ended. */
  inTurn(listener: RequestListener): RequestListener {
    return (request, response) => {
      const { socket } = request;
      const connection = this.#all.get(socket);
      // Node.js goes on to read the requests of a packet after the connection was closed.
      if (!connection || socket.destroyed) return;
      connection.isUsed = true;
      const begin = () => {
        connection.isBusy = true;
        connection.active = request;
        response.once('close', () => this.#next(socket, connection));
        listener(request, response);
      };
      if (!connection.isBusy) return begin();
      connection.waiting.push(begin);
      if (connection.waiting.length > MAX_WAITING) discard(socket);
      else socket.pause();
    };
  }

  /** The number of open connections. */
  get open(): number {
    return this.#all.size;
  }

  /** The number of connections with a request in progress. */
  get busy(): number {
    let count = 0;
    for (const { isBusy } of this.#all.values()) if (isBusy) count++;
    return count;
  }

  /** Follows the connections of a server. */
  watch(server: Server): void {
    server.on('connection', (socket) => this.#add(socket));
    const timer = setInterval(() => this.#endStuck(performance.now()), CHECK_MS).unref();
    server.once('close', () => clearInterval(timer));
  }

  /** Returns true if the input of the request in progress is not complete. */
  isReading(socket: Socket): boolean {
    return this.#all.get(socket)?.active?.complete === false;
  }

  /**
   * Ends a connection whose further input cannot be read. Requests that wait for their turn are dropped.
   * @param end called after the request in progress, or at once if its input is what cannot be read.
   */
  endInTurn(socket: Socket, end: () => void): void {
    const connection = this.#all.get(socket);
    if (connection) connection.waiting = [];
    if (!connection?.isBusy || this.isReading(socket)) end();
    else connection.waiting.push(end);
  }

  /** Closes the connections that have had no request. */
  closeUnused(): void {
    for (const [socket, { isUsed }] of this.#all) if (!isUsed) socket.destroy();
  }

  #add(socket: Socket): void {
    const connection: Connection = {
      isUsed: false,
      isBusy: false,
      active: undefined,
      waiting: [],
      stuckSince: undefined,
    };
    this.#all.set(socket, connection);
    socket.once('close', () => this.#all.delete(socket));
    // Node.js resumes reading after each request. While others wait, nothing more is read.
    socket.on('resume', () => {
      if (connection.waiting.length > 0) socket.pause();
    });
  }

  /** Begins the next request, after those of other connections. */
  #next(socket: Socket, connection: Connection): void {
    connection.active = undefined;
    const begin = connection.waiting.shift();
    connection.isBusy = begin !== undefined;
    if (!begin) return;
    if (connection.waiting.length === 0) socket.resume();
    setImmediate(() => {
      if (socket.writable) begin();
    });
  }

  /** Closes the connections whose output has not been taken in time. */
  #endStuck(now: number): void {
    for (const [socket, connection] of this.#all) {
      if (socket.writableLength === 0) connection.stuckSince = undefined;
      else connection.stuckSince ??= now;
      if (connection.stuckSince !== undefined && now - connection.stuckSince > WRITE_TIMEOUT_MS) socket.destroy();
    }
  }
}

/**
 * Disconnects a client in the middle of a packet. Node.js still reads the remaining requests of the packet, and aborts each with an error
 * of its own when the socket closes. The stacks of these errors, up to 2,000, took most of the time, and nobody sees them.
 */
function discard(socket: Socket): void {
  const { stackTraceLimit } = Error;
  socket.prependOnceListener('close', () => {
    Error.stackTraceLimit = 0;
  });
  socket.once('close', () => {
    Error.stackTraceLimit = stackTraceLimit;
  });
  socket.destroy();
}
