import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ApigFailure } from '../apig/failure';
import type { Caller } from '../apig/types';
import { ID_PATTERN } from '../contract/limits';
import { InputError } from '../input/input-error';
import { revealsToken } from '../telemetry/reveals-token';

/** The configured endpoints and defaults for callers. */
export interface CallerDefaults {
  readonly endpoints: ReadonlyMap<string, string>;
  readonly defaultRegion?: string;
  readonly defaultProjectId?: string;
}

/** Printable ASCII without spaces: the characters of IAM tokens, all of which are allowed in a header. */
const TOKEN_PATTERN = /^[\x21-\x7e]+$/;
const REQUEST_ID_PATTERN = /^[\w.:-]{1,128}$/;
/** W3C Trace Context, `tracestate`: a list of up to 512 characters. */
const TRACESTATE_PATTERN = /^[\x20-\x7e]{1,512}$/;
/** W3C Trace Context, `traceparent`. */
const TRACEPARENT_PATTERN = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Returns the caller's `X-Request-Id` if it is valid, otherwise a new id. It is logged, so it must not be a token. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = single(headers['x-request-id']);
  if (given === undefined || !REQUEST_ID_PATTERN.test(given)) return randomUUID();
  const tokens = [single(headers['x-auth-token']), bearerOf(headers)];
  return tokens.some((token) => revealsToken(given, token)) ? randomUUID() : given;
}

/**
 * Returns the caller's token, or undefined if there is none. `X-Auth-Token` takes precedence over `Authorization: Bearer`; an
 * empty one counts as absent.
 */
export function tokenOf(headers: IncomingHttpHeaders): string | undefined {
  return single(headers['x-auth-token']) || bearerOf(headers);
}

/**
 * Returns the caller of a request from its headers, or the failure for the fields that need a caller. `X-Auth-Token` takes
 * precedence over `Authorization: Bearer`, `X-Project-Id` over the configured project, and `X-Region` over the configured region.
 */
export function callerOf(
  headers: IncomingHttpHeaders,
  requestId: string,
  defaults: CallerDefaults,
): Caller | ApigFailure | InputError {
  const token = tokenOf(headers);
  if (token === undefined) {
    return new ApigFailure({
      code: 'APIG.1000',
      message: 'No token was sent. Send an IAM token in the header X-Auth-Token.',
      delivery: 'NOT_SENT',
    });
  }
  if (!TOKEN_PATTERN.test(token)) {
    return new ApigFailure({
      code: 'APIG.1002',
      message: 'The token contains characters that are not allowed in an IAM token.',
      delivery: 'NOT_SENT',
    });
  }
  const projectId = single(headers['x-project-id']) ?? defaults.defaultProjectId;
  if (projectId === undefined || !ID_PATTERN.test(projectId) || revealsToken(projectId, token)) {
    return InputError.at(
      'X-Project-Id',
      'Send the id of the project in the header X-Project-Id: 1 to 64 letters, digits, hyphens and underscores.',
    );
  }
  const region = single(headers['x-region']) ?? defaults.defaultRegion;
  const endpoint = region === undefined ? undefined : defaults.endpoints.get(region);
  if (endpoint === undefined) {
    const known = [...defaults.endpoints.keys()].join(', ');
    return InputError.at('X-Region', `Send one of the configured regions in the header X-Region: ${known}.`);
  }
  return {
    token,
    projectId,
    ...(region === undefined ? {} : { region }),
    endpoint,
    requestId,
    ...traceOf(headers),
  };
}

/** Returns the trace id of the caller's `traceparent`; undefined if there is none. */
export function traceIdOf(headers: IncomingHttpHeaders): string | undefined {
  return traceOf(headers).traceparent?.slice(3, 35);
}

/** Returns the trace context that is passed on; `tracestate` only beside a good `traceparent` (W3C Trace Context, 3.3). */
function traceOf(headers: IncomingHttpHeaders): Pick<Caller, 'traceparent' | 'tracestate'> {
  const traceparent = single(headers['traceparent']);
  if (traceparent === undefined || !TRACEPARENT_PATTERN.test(traceparent)) return {};
  const tracestate = single(headers['tracestate']);
  return tracestate !== undefined && TRACESTATE_PATTERN.test(tracestate)
    ? { traceparent, tracestate }
    : { traceparent };
}

function bearerOf(headers: IncomingHttpHeaders): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
