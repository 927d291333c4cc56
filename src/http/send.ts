import { ServerResponse } from 'node:http';
import type { HttpError } from './http-error';

/** An answer under way. */
export class Answer extends ServerResponse {
  /** Sent as `X-Request-Id`. */
  requestId = '';
}

/** Headers of every answer that does not say otherwise: nothing is stored on the way, nothing is read as another type than it says. */
const COMMON_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/** Sends a complete answer. */
export function send(
  response: Answer,
  status: number,
  body: string | Buffer,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, {
    'x-request-id': response.requestId,
    ...COMMON_HEADERS,
    ...headers,
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

export function sendJson(
  response: Answer,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  send(response, status, JSON.stringify(value), { 'content-type': 'application/json; charset=utf-8', ...headers });
}

const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
};

/** Sends an HTTP error in the shape of a GraphQL answer, so that a client reads both in one way. */
export function sendError(response: Answer, error: HttpError): void {
  const code = error.code ?? CODES[error.status] ?? 'INTERNAL_SERVER_ERROR';
  sendJson(response, error.status, { errors: [{ message: error.message, extensions: { code } }] }, error.headers);
}
