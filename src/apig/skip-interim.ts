import type { buildConnector } from 'undici';

/** An interim reply, but for a change of protocols: a body of JSON holds no lines like these. */
const INTERIM = /^HTTP\/1\.[01] 1(?!01)\d\d[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n/;

/** Bytes of it that are looked at. */
const LONGEST = 4_096;

/**
 * Discards interim replies, `100 Continue` above all: a client that asked for none may (RFC 9110, 15.2), and undici ends the
 * connection instead. One that arrives in pieces still ends it.
 */
export function skipInterim(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) =>
    connect(options, (...result) => {
      const [, socket] = result;
      if (socket) {
        const read = socket.read.bind(socket);
        socket.read = (size?: number) => {
          let chunk: unknown = read(size);
          for (let length = lengthOf(chunk); length > 0; length = lengthOf(chunk)) {
            chunk = length < (chunk as Buffer).length ? (chunk as Buffer).subarray(length) : read(size);
          }
          return chunk;
        };
      }
      callback(...result);
    });
}

/** The length of the interim reply with which a chunk begins; 0 where it does not. */
function lengthOf(chunk: unknown): number {
  // `HTTP/1.1 1`: two bytes tell it from nearly all else, at no cost.
  if (!Buffer.isBuffer(chunk) || chunk[0] !== 0x48 || chunk[9] !== 0x31) return 0;
  return INTERIM.exec(chunk.toString('latin1', 0, LONGEST))?.[0].length ?? 0;
}
