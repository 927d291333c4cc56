import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { ApigFailure } from './failure';

/** We ask for no compression, but an upstream may compress all the same. undici's own interceptor is experimental. */
const DECODERS: ReadonlyMap<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
] as const);

/**
 * Returns the body as it was before its content codings, whose names are case-insensitive (RFC 9110, 8.4.1).
 * @param codings of `Content-Encoding`: the first was applied first.
 * @param maxBytes of the result.
 * @throws ApigFailure `GATEWAY.UNREADABLE_REPLY` for a coding that is not known, and a body that is not of it, or too large.
 */
export async function decompress(body: Buffer, codings: string | string[], maxBytes: number): Promise<Buffer> {
  const names = String(codings).toLowerCase().split(',');
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
