import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { HttpError } from './http-error';

/** The maximum size of a request body, in bytes. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** The maximum depth of objects and lists in a body. Deep ones take long to parse, and no request needs more than a few levels. */
const MAX_DEPTH = 100;

/** The length in bytes up to which a body is not searched for its depth, because it takes no time to parse at any depth. */
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

/** Parses a JSON text, which may begin with a byte order mark. @throws HttpError 400 if it is not valid JSON or is nested too deeply. */
export function parseJson(body: Buffer): unknown {
  if (body.length > SHALLOW_BYTES && isTooDeep(body)) {
    throw new HttpError(400, `The body has more than ${MAX_DEPTH} levels of objects and lists.`);
  }
  const text = isUtf8(body) ? body.toString('utf8') : '';
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    throw new HttpError(400, 'The body is not valid JSON.');
  }
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [...Buffer.from('"\\[]{}')];

/** Returns true if brackets outside of strings are nested more deeply than allowed. In UTF-8, no other character contains their bytes. */
function isTooDeep(body: Buffer): boolean {
  let depth = 0;
  let isString = false;
  for (let index = 0; index < body.length; index++) {
    const byte = body[index];
    if (byte === QUOTE) isString = !isString;
    else if (isString) index += byte === BACKSLASH ? 1 : 0;
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
    else if ((byte === OPEN_LIST || byte === OPEN_OBJECT) && ++depth > MAX_DEPTH) return true;
  }
  return false;
}
