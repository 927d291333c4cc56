import { type Dispatcher, request } from 'undici';
import { z } from 'zod';
import { createDispatcher, type Proxies } from '../apig/dispatcher';

/** The maximum size of response headers, in bytes. The token is in one of them. */
const MAX_HEADER_BYTES = 64 * 1024;

/** The maximum size of a response that is read, in bytes. A token's description lists all services of the cloud. */
const MAX_BODY_BYTES = 1024 * 1024;

const MAX_CONNECTIONS = 4;

/** The time limit for establishing a connection, in milliseconds. */
const MAX_CONNECT_MS = 5_000;

/** The characters of IAM tokens: printable ASCII without spaces. */
const TOKEN_PATTERN = /^[\x21-\x7e]+$/;

/** The maximum length of a name from IAM, in characters. */
const MAX_NAME_LENGTH = 128;

/** An IAM user's name and password. */
export interface Credentials {
  /** The name of the account (domain) of the user. */
  readonly domain: string;
  readonly user: string;
  readonly password: string;
}

/** A token that IAM has issued. */
export interface IssuedToken {
  readonly token: string;
  /** The end of its validity, in milliseconds since the Unix epoch. */
  readonly expiresAt: number;
}

/** The user of a token. */
export interface IamUser {
  readonly id: string;
  readonly name: string;
  /** The name of the user's account. */
  readonly domain: string;
}

/** The failure of a call to IAM. Its message contains no token and no password. */
export class IamFailure extends Error {
  override readonly name = 'IamFailure';

  /** @param isRefusal true if IAM rejected the credentials or the token; false if it did not respond as expected. */
  constructor(
    message: string,
    readonly isRefusal: boolean,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

const tokenReply = z.object({ token: z.object({ expires_at: z.iso.datetime({ offset: true }) }) });
const name = z
  .string()
  .min(1)
  .transform((text) => text.slice(0, MAX_NAME_LENGTH));
const userReply = z.object({
  token: z.object({
    expires_at: z.iso.datetime({ offset: true }),
    user: z.object({ id: name, name, domain: z.object({ name }) }),
  }),
});

/** The client of IAM's token API (API reference of IAM: POST and GET /v3/auth/tokens). */
export class IamClient {
  readonly #url: string;
  readonly #dispatcher: Dispatcher;

  /** @param endpoint the base URL of IAM. @param proxies the proxies through which it is called. */
  constructor(endpoint: string, proxies: Proxies) {
    this.#url = `${endpoint.replace(/\/+$/, '')}/v3/auth/tokens`;
    const limits = { connections: MAX_CONNECTIONS, connectTimeoutMs: MAX_CONNECT_MS, maxHeaderSize: MAX_HEADER_BYTES };
    this.#dispatcher = createDispatcher(new URL(endpoint).origin, { ...limits, proxies });
  }

  /**
   * Requests a token for one project.
   * @param timeoutMs the time limit of the call, in milliseconds.
   * @throws IamFailure
   */
  async issueToken(
    { domain, user, password }: Credentials,
    projectId: string,
    timeoutMs: number,
  ): Promise<IssuedToken> {
    const body = {
      auth: {
        identity: { methods: ['password'], password: { user: { name: user, password, domain: { name: domain } } } },
        scope: { project: { id: projectId } },
      },
    };
    const { headers, json } = await this.#call('POST', 201, timeoutMs, {}, JSON.stringify(body));
    const token = headers['x-subject-token'];
    const { data } = tokenReply.safeParse(json);
    if (typeof token !== 'string' || !TOKEN_PATTERN.test(token) || !data) throw unreadable();
    return { token, expiresAt: Date.parse(data.token.expires_at) };
  }

  /**
   * Reads the user of a token, with the token's own permission.
   * @param timeoutMs the time limit of the call, in milliseconds.
   * @returns the user, and the end of the token's validity in milliseconds since the Unix epoch.
   * @throws IamFailure
   */
  async userOf(token: string, timeoutMs: number): Promise<{ readonly user: IamUser; readonly expiresAt: number }> {
    const headers = { 'x-auth-token': token, 'x-subject-token': token };
    const { data } = userReply.safeParse((await this.#call('GET', 200, timeoutMs, headers)).json);
    if (!data) throw unreadable();
    const { user, expires_at } = data.token;
    return {
      user: { id: user.id, name: user.name, domain: user.domain.name },
      expiresAt: Date.parse(expires_at),
    };
  }

  /** Closes all connections. Calls in progress fail. */
  close(): Promise<void> {
    return this.#dispatcher.destroy();
  }

  async #call(
    method: 'GET' | 'POST',
    expected: number,
    timeoutMs: number,
    headers: Record<string, string>,
    body?: string,
  ): Promise<{ readonly headers: Dispatcher.ResponseData['headers']; readonly json: unknown }> {
    let response: Dispatcher.ResponseData;
    let text: string;
    try {
      response = await request(this.#url, {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body ?? null,
        dispatcher: this.#dispatcher,
        signal: AbortSignal.timeout(timeoutMs),
      });
      text = await readText(response.body);
    } catch (error) {
      if (error instanceof IamFailure) throw error;
      throw new IamFailure('IAM did not respond', false, codeOf(error));
    }
    const { statusCode: status } = response;
    if (status !== expected) {
      const isRefusal = status === 401 || status === 403 || status === 400 || status === 404;
      throw new IamFailure(`IAM responded with status ${status}`, isRefusal);
    }
    return { headers: response.headers, json: parse(text) };
  }
}

/** Reads a body. @throws IamFailure if it is too large. */
async function readText(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      body.destroy();
      throw unreadable();
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable();
  }
}

function unreadable(): IamFailure {
  return new IamFailure('the response of IAM could not be read', false);
}

/** Returns the code of an error, such as ECONNREFUSED. Errors of the HTTP client may contain headers. */
function codeOf(error: unknown): string {
  const { code, name: kind } = Object(error) as { code?: unknown; name?: unknown };
  return String(code ?? kind ?? 'error');
}
