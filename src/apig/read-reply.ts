import { OPERATIONS, type OperationId } from '../contract/operations';
import { REPLY_IDS, REPLY_READERS } from '../contract/reply-readers';
import { isEmpty, type Row } from '../contract/value-checks';
import type { Clock } from '../lib/clock';
import { isJsonObject } from '../lib/json-object';
import { exceededLimit } from '../lib/json-structure';
import { ApigFailure, type FailureDetails } from './failure';
import { codeOfStatus } from './gateway-codes';
import { redact, type Secrets } from './redact';
import type { RawReply } from './transport';

const CODE_PATTERN = /^[A-Za-z][A-Za-z0-9_.-]{1,63}$/;
const REQUEST_ID_PATTERN = /^[\w.:-]{1,128}$/;
const MAX_MESSAGE_LENGTH = 500;

/**
 * The maximum structure of a reply: several times that of the largest page, 500 API groups with 5 domains each. Replies that take a
 * second to parse are possible with 8 MB of lists or of objects without a name in common.
 */
const MAX_STRUCTURE = { depth: 100, values: 150_000 };

/** The length in characters up to which the structure of a reply is not checked, because any takes no time to parse. */
const SHALLOW_LENGTH = 64 * 1024;

/** The part of a message that is searched for secrets, in characters. It is longer than what is shown, because secrets are removed. */
const MAX_SEARCHED_LENGTH = 2_000;

/** The part of a message that is read, in characters. It is longer than what is searched, because blanks are joined. */
const MAX_READ_LENGTH = 20_000;

/** The maximum length of an encoded authorization message, in characters. A longer one is not passed on: a part cannot be decoded. */
const MAX_AUTHORIZATION_LENGTH = 10_000;

/** The maximum of `Retry-After` that is passed on, in seconds: a day. */
const MAX_RETRY_AFTER_S = 24 * 60 * 60;

/** The 4xx statuses after which the request may have been processed, or still be in progress (RFC 9110; nginx for 499). */
const UNSURE: ReadonlySet<number> = new Set([408, 421, 425, 499]);

/**
 * Returns the body of a 200 reply that matches the contract, or undefined for a 204.
 * Only the operation's own status is a success: any other 2xx is a failure. So is an object with another id than the one asked for.
 * @param secrets returns the texts that are removed from a failure, in case the upstream echoes them.
 * @param clock used for a `Retry-After` that is a date.
 * @throws ApigFailure for every other reply, and for a 200 that carries an error. It has the upstream's code and message if the
 *   reply is JSON (`{error_code, error_msg}` from the service, `{error: {code, message}}` from the cloud's API front end);
 *   otherwise its code is made from the status. Plain text and HTML are never passed on.
 */
export function readReply(
  reply: RawReply,
  { operation, path }: AnsweredCall,
  secrets: () => Secrets,
  clock: Clock,
): unknown {
  const { status } = reply;
  const [, , expected] = OPERATIONS[operation];
  if (status === 204 && expected === 204) return undefined;
  const body = parseObject(reply.text);
  const sent = errorIn(body);
  const read = body && !hasError(body) && status === expected ? REPLY_READERS[operation]?.(body) : undefined;
  if (read && isAskedFor(read, operation, path)) return read;
  const known = secrets();
  const error = sent && redact(sent.code, known) === sent.code ? sent : undefined;
  if (status >= 300 || error) throw new ApigFailure(failureOf(reply, body, error, known, clock));
  throw ApigFailure.of('GATEWAY.UNREADABLE_REPLY', 'UNKNOWN', facts(reply, body, known, clock));
}

/** The call to which a reply belongs. */
export interface AnsweredCall {
  readonly operation: OperationId;
  /** The path parameters of the call, without the project. */
  readonly path?: Readonly<Record<string, string>> | undefined;
}

/** The attributes of an error. A reply with one of them is none of the contract, even if its error cannot be read. */
const ERROR_NAMES = ['error', 'error_code', 'error_msg'] as const;

function hasError(body: Row): boolean {
  return ERROR_NAMES.some((name) => body[name] !== undefined && !isEmpty(body[name]));
}

/** Returns true unless the reply is an object with another id than the path of its call. Ids may differ in case (RFC 9562, 4). */
function isAskedFor({ id }: Row, operation: OperationId, path: AnsweredCall['path']): boolean {
  const parameter = REPLY_IDS[operation];
  return parameter === undefined || String(id).toLowerCase() === path?.[parameter]?.toLowerCase();
}

/** An error that the upstream sent as JSON. */
interface ReadableError {
  readonly code: string;
  readonly message: unknown;
  readonly authorization: unknown;
}

function errorIn(body: Record<string, unknown> | undefined): ReadableError | undefined {
  const nested = isJsonObject(body?.['error']) ? body['error'] : undefined;
  const code = body?.['error_code'] ?? nested?.['code'];
  // Codes with this prefix are reserved for the server itself.
  if (typeof code !== 'string' || !CODE_PATTERN.test(code) || code.startsWith('GATEWAY.')) return undefined;
  return {
    code,
    message: body?.['error_msg'] ?? nested?.['message'],
    authorization: body?.['encoded_authorization_message'] ?? nested?.['encoded_authorization_message'],
  };
}

function failureOf(
  reply: RawReply,
  body: Record<string, unknown> | undefined,
  error: ReadableError | undefined,
  secrets: Secrets,
  clock: Clock,
): FailureDetails {
  const { status } = reply;
  const { message, authorization } = error ?? {};
  return {
    code: error?.code ?? codeOfStatus(status),
    message:
      (typeof message === 'string' && safeText(message, secrets)) ||
      `The upstream responded with status ${status}${error ? '' : ' and no error code'}.`,
    delivery: isRefusal(status, error !== undefined) ? 'REFUSED' : 'UNKNOWN',
    ...facts(reply, body, secrets, clock),
    ...(typeof authorization === 'string' && authorization.length <= MAX_AUTHORIZATION_LENGTH
      ? { encodedAuthorizationMessage: redact(authorization, secrets) }
      : {}),
  };
}

/** Returns true if the upstream certainly changed nothing: it sent a readable 4xx error, or a 429. */
function isRefusal(status: number, hasError: boolean): boolean {
  return status === 429 || (status >= 400 && status < 500 && hasError && !UNSURE.has(status));
}

function facts(
  reply: RawReply,
  body: Record<string, unknown> | undefined,
  secrets: Secrets,
  clock: Clock,
): Partial<FailureDetails> {
  const requestId = [reply.headers['x-request-id'], body?.['request_id']].find(
    (id): id is string => typeof id === 'string' && REQUEST_ID_PATTERN.test(id) && redact(id, secrets) === id,
  );
  const retryAfter = secondsOf(reply.headers['retry-after'], clock);
  return {
    status: reply.status,
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/**
 * Converts `Retry-After` to seconds, at most a day. It is a whole number or a date (RFC 9110, 10.2.3), of which only the format that
 * senders must use (IMF-fixdate) is read: `Date.parse` takes `-1` and `1.5` for dates of this century.
 */
function secondsOf(header: string | undefined, clock: Clock): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,100}$/.test(header)) return Math.min(Number(header), MAX_RETRY_AFTER_S);
  const date = new Date(header);
  if (Number.isNaN(date.getTime()) || date.toUTCString() !== header) return undefined;
  return Math.min(Math.max(0, Math.ceil((date.getTime() - clock.now()) / 1000)), MAX_RETRY_AFTER_S);
}

/** Returns the text without secrets, on one line and at most `MAX_MESSAGE_LENGTH` characters long. */
function safeText(text: string, secrets: Secrets): string {
  const line = redact(oneLine(text.slice(0, MAX_READ_LENGTH)).slice(0, MAX_SEARCHED_LENGTH), secrets);
  return line.length > MAX_MESSAGE_LENGTH ? `${line.slice(0, MAX_MESSAGE_LENGTH)}...` : line;
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
}

function parseObject(text: string): Record<string, unknown> | undefined {
  if (text.length > SHALLOW_LENGTH && exceededLimit(text, MAX_STRUCTURE) !== undefined) return undefined;
  try {
    // RFC 8259, 8.1: a byte order mark may be ignored.
    const value: unknown = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
