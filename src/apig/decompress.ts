import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { ApigFailure } from './failure';

/** The supported content codings. The server does not ask for compression, but an upstream may compress anyway. undici's own interceptor is experimental. */
const DECODERS: ReadonlyMap<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
] as const);

/** The maximum number of content codings. Real replies have one; each takes time after the time limit of the call has ended. */
const MAX_CODINGS = 4;

/**
 * Removes the content codings from a body. Their names are case-insensitive (RFC 9110, 8.4.1).
 * @param codings the `Content-Encoding` header, in the order in which the codings were applied.
 * @param maxBytes the maximum size of the result, in bytes.
 * @throws ApigFailure `GATEWAY.UNREADABLE_REPLY` if there are more than 4 codings or an unknown one, the body is malformed or the result is too large.
 */
export async function decompress(body: Buffer, codings: string | string[], maxBytes: number): Promise<Buffer> {
  const names = String(codings).toLowerCase().split(',');
  if (names.length > MAX_CODINGS) throw ApigFailure.of('GATEWAY.UNREADABLE_REPLY', 'UNKNOWN');
  let decoded = body;
  for (const name of names.map((it) => it.trim()).reverse()) {
    if (name === 'identity' || name === '') continue;
    const decode = DECODERS.get(name);
    if (!decode) throw ApigFailure.of('GATEWAY.UNREADABLE_REPLY', 'UNKNOWN');
    try {
      decoded = await decode(decoded, { maxOutputLength: maxBytes });
    } catch (error) {
      throw ApigFailure.of('GATEWAY.UNREADABLE_REPLY', 'UNKNOWN', {}, error);
    }
  }
  return decoded;
}
