import type { buildConnector } from 'undici';

/** An interim (1xx) reply, except 101 Switching Protocols. A JSON body cannot contain such lines. */
const INTERIM = /^HTTP\/1\.[01] 1(?!01)\d\d[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n/;

/** The maximum number of bytes searched for an interim reply. */
const LONGEST = 4_096;

/**
 * Discards interim replies such as `100 Continue`, as a client may do (RFC 9110, 15.2). undici closes the connection instead,
 * and still does so if an interim reply arrives in several chunks.
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

/** Returns the length of the interim reply at the start of a chunk, or 0 if there is none. */
function lengthOf(chunk: unknown): number {
  // Checking two bytes of `HTTP/1.1 1` first rules out nearly all other chunks at no cost.
  if (!Buffer.isBuffer(chunk) || chunk[0] !== 0x48 || chunk[9] !== 0x31) return 0;
  return INTERIM.exec(chunk.toString('latin1', 0, LONGEST))?.[0].length ?? 0;
}
