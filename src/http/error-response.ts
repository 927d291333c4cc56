import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { HttpError } from './http-error';
import { MAX_BODY_BYTES, unsupportedMediaType } from './json-body';
import { errorType } from './media-type';

const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  406: 'NOT_ACCEPTABLE',
  408: 'REQUEST_TIMEOUT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
  431: 'HEADERS_TOO_LARGE',
};

/** Sends an HTTP error in the format and media type of a GraphQL response, so that clients can handle both alike. */
export function sendError(request: FastifyRequest, reply: FastifyReply, error: HttpError): FastifyReply {
  return reply
    .code(error.status)
    .headers(error.headers)
    .header('content-type', errorType(request.headers.accept))
    .send(errorBody(error));
}

/** Returns the JSON text of an HTTP error. */
export function errorBody(error: HttpError): string {
  return JSON.stringify({ errors: [{ message: error.message, extensions: { code: codeOf(error) } }] });
}

/** Returns the code of an HTTP error, which its response has in `extensions`. */
export function codeOf({ status, code }: HttpError): string {
  return code ?? CODES[status] ?? 'INTERNAL_SERVER_ERROR';
}

/** Returns the HTTP error to send for an error, or undefined if the error is unexpected. */
export function toHttpError(error: FastifyError | HttpError): HttpError | undefined {
  if (error instanceof HttpError) return error;
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new HttpError(413, `The body is larger than ${MAX_BODY_BYTES} bytes.`);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return unsupportedMediaType();
    case 'FST_ERR_BAD_URL':
      return notFound();
    default:
      return error.statusCode !== undefined && error.statusCode < 500
        ? new HttpError(error.statusCode, 'The request is malformed.')
        : undefined;
  }
}

/** Returns the error for an unknown path. @param served what the port serves, as a sentence. */
export function notFound(served = 'GraphQL is served at /graphql.'): HttpError {
  return new HttpError(404, `Not found. ${served}`);
}
