import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { HttpError } from './http-error';

/** The largest request body, in bytes. */
export const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Reads a JSON body.
 * @throws HttpError 413 for one that is too large, 415 for one that is not JSON in UTF-8 by its headers, 400 for one that
 *   is not JSON in UTF-8 all the same; Error where the client ends the connection before it is complete.
 */
export function readJson(request: IncomingMessage): Promise<unknown> {
  return new Promise((resolve, reject) => {
    checkContentType(request);
    if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) {
        request.pause();
        reject(tooLarge());
      } else {
        chunks.push(chunk);
      }
    });
    request.on('end', () => {
      try {
        resolve(parseJson(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
      } catch (error) {
        reject(error);
      }
    });
    request.on('error', reject);
    request.on('close', () => {
      if (!request.complete) reject(new Error('the connection ended before the body did'));
    });
  });
}

function checkContentType({ headers }: IncomingMessage): void {
  const contentType = headers['content-type'] ?? '';
  if (contentType === 'application/json' && headers['content-encoding'] === undefined) return;
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim());
  const charset = parameters.find((parameter) => /^charset=/i.test(parameter))?.slice('charset='.length);
  const isJson = type.toLowerCase() === 'application/json';
  const isUtf8Charset = charset === undefined || /^"?utf-?8"?$/i.test(charset);
  const isPlain = (headers['content-encoding'] ?? 'identity') === 'identity';
  if (!isJson || !isUtf8Charset || !isPlain) {
    throw new HttpError(415, 'Send the body as application/json in UTF-8, without compression.');
  }
}

const BYTE_ORDER_MARK = '\ufeff';

function parseJson(body: Buffer): unknown {
  const text = isUtf8(body) ? body.toString('utf8') : '';
  try {
    return JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
  } catch {
    throw new HttpError(400, 'The body is not JSON.');
  }
}

function tooLarge(): HttpError {
  return new HttpError(413, `The body is larger than ${MAX_BODY_BYTES} bytes.`);
}
