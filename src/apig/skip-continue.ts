import type { buildConnector } from 'undici';

/** An interim reply and nothing else: a body of JSON holds no line like it. */
const CONTINUE = /^HTTP\/1\.[01] 100[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n/;

const LONGEST = 1_024;

/**
 * Discards `100 Continue` replies that nobody asked for (RFC 9110, 15.2): a client may, and undici ends the connection instead.
 * One that arrives in pieces still ends it.
 */
export function skipContinue(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) =>
    connect(options, (...result) => {
      const [, socket] = result;
      if (socket) {
        const read = socket.read.bind(socket);
        socket.read = (size?: number) => {
          let chunk: unknown = read(size);
          while (Buffer.isBuffer(chunk) && isContinue(chunk)) chunk = afterContinue(chunk) ?? read(size);
          return chunk;
        };
      }
      callback(...result);
    });
}

/** `HTTP/1.1 100`, by the bytes that tell it from other replies. */
function isContinue(chunk: Buffer): boolean {
  return chunk[0] === 0x48 && chunk[9] === 0x31 && chunk[10] === 0x30 && chunk[11] === 0x30 && lengthOf(chunk) > 0;
}

function afterContinue(chunk: Buffer): Buffer | undefined {
  const length = lengthOf(chunk);
  return length < chunk.length ? chunk.subarray(length) : undefined;
}

function lengthOf(chunk: Buffer): number {
  return CONTINUE.exec(chunk.toString('latin1', 0, LONGEST))?.[0].length ?? 0;
}
