import type { IncomingMessage } from 'node:http';
import { HttpError } from './http-error';

/** The largest request body, in bytes. */
export const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Reads a JSON body.
 * @throws HttpError 413 for one that is too large, 415 for one that is not JSON in UTF-8 by its headers, 400 for one that
 *   is not JSON in UTF-8 all the same.
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  checkContentType(request);
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return parseJson(Buffer.concat(chunks));
}

function checkContentType(request: IncomingMessage): void {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').split(';').map((part) => part.trim());
  const charset = parameters.find((parameter) => /^charset=/i.test(parameter))?.slice('charset='.length);
  const isJson = type.toLowerCase() === 'application/json';
  const isUtf8 = charset === undefined || /^"?utf-?8"?$/i.test(charset);
  const isPlain = (request.headers['content-encoding'] ?? 'identity') === 'identity';
  if (!isJson || !isUtf8 || !isPlain) {
    throw new HttpError(415, 'Send the body as application/json in UTF-8, without compression.');
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new HttpError(400, 'The body is not JSON.');
  }
}

function tooLarge(): HttpError {
  return new HttpError(413, `The body is larger than ${MAX_BODY_BYTES} bytes.`);
}
