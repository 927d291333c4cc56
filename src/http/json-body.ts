import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { exceededLimit } from '../lib/json-structure';
import { HttpError } from './http-error';

/** The maximum size of a request body, in bytes. */
export const MAX_BODY_BYTES = 1024 * 1024;

/**
 * The maximum structure of a body. No request needs more than a few levels. The variables may have 20,000 values, most of which may be
 * objects.
 */
const MAX_STRUCTURE = { depth: 100, values: 50_000 };

/** The length in bytes up to which the structure of a body is not checked, because any takes no time to parse. */
const SHALLOW_BYTES = 2_048;

const UNSUPPORTED = 'Send the body as application/json in UTF-8, without compression.';

/** Returns an HttpError 415 if the headers declare a charset other than UTF-8 or a compressed body; otherwise undefined. */
export function encodingRefusal(headers: IncomingHttpHeaders): HttpError | undefined {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = headers;
  if (type === 'application/json' && encoding === 'identity') return undefined;
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(type.slice(0, 200))?.[1] ?? 'utf-8';
  const isPlain = encoding.trim().toLowerCase() === 'identity' && /^utf-?8$/i.test(charset);
  return isPlain ? undefined : unsupportedMediaType();
}

/** Returns the error for a body that its headers do not declare as JSON. */
export function unsupportedMediaType(): HttpError {
  return new HttpError(415, UNSUPPORTED);
}

/**
 * Parses a JSON text, which may begin with a byte order mark.
 * @throws HttpError 400 if it is not valid JSON, is nested too deeply or has too many values.
 */
export function parseJson(body: Buffer): unknown {
  const text = isUtf8(body) ? body.toString('utf8') : '';
  const exceeded = body.length > SHALLOW_BYTES ? exceededLimit(text, MAX_STRUCTURE) : undefined;
  if (exceeded === 'depth') {
    throw new HttpError(400, `The body has more than ${MAX_STRUCTURE.depth} levels of objects and lists.`);
  }
  if (exceeded === 'values') throw new HttpError(400, `The body has more than ${MAX_STRUCTURE.values} values.`);
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    throw new HttpError(400, 'The body is not valid JSON.');
  }
}
