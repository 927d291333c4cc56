import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OperationId } from '../contract/operations';
import type { Project } from './estate';
import { DEFAULT_HABITS, type Habits } from './habits';
import { iamReply } from './iam';
import { provoke } from './provoke';
import { errorReply, Refusal, type Reply, refuse } from './reply';
import { route } from './router';
import { otherProject, sampleProject } from './seed';
import { authorize } from './tokens';

/** The maximum size of headers, in bytes. Tokens are several KB long. */
const MAX_HEADER_BYTES = 64 * 1024;
const MAX_BODY_BYTES = 4 * 1024 * 1024;

export interface SimulatorOptions {
  /** The port; 0 for a free port. */
  readonly port: number;
  readonly host: string;
  /** The projects to serve instead of the sample data. */
  readonly projects?: readonly Project[];
  /** Changes of `DEFAULT_HABITS`. */
  readonly habits?: Partial<Habits>;
  /** The lifetime of the tokens that it issues, in milliseconds. Default: 24 hours. */
  readonly tokenLifetimeMs?: number;
  /** Called with each request before it is handled. */
  readonly onRequest?: (request: ReceivedRequest) => void;
}

/** A request as it was received. */
export interface ReceivedRequest {
  readonly method: string;
  /** The path and query, without decoding. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The operation; undefined for an unknown path. */
  readonly operation: OperationId | undefined;
}

/** A running simulator. */
export interface Simulator {
  /** The base URL, for `APIG_ENDPOINT`. */
  readonly url: string;
  /** The state, which may be read and changed between requests. */
  readonly projects: readonly Project[];
  close(): Promise<void>;
}

/** Starts an APIG control plane with its state in memory. @throws Error of the system if the address cannot be bound. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const projects = options.projects ?? [sampleProject(new Date()), otherProject(new Date())];
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: 65_000 }, (request, response) => {
    respond(projects, options, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}`,
    projects,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(
  projects: readonly Project[],
  options: SimulatorOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url ?? '/';
  const method = request.method ?? 'GET';
  const body = await readBody(request);
  const { pathname, searchParams } = new URL(url, 'http://simulator');
  const match = route(method, pathname);
  const iamRequest = {
    method,
    path: pathname,
    authToken: single(request.headers['x-auth-token']),
    subjectToken: single(request.headers['x-subject-token']),
    body,
  };
  options.onRequest?.({ method, url, headers: request.headers, body, operation: match?.operation });
  if (!match)
    return send(response, iamReply(iamRequest, projects, options.tokenLifetimeMs) ?? errorReply('APIGW.0101'));

  const { handler, params } = match;
  const provoked = wishes(request, params, searchParams, body)
    .map(provoke)
    .find((it) => it !== undefined);
  if (provoked === 'hang') return;
  if (provoked === 'hangup') {
    response.destroy();
    return;
  }
  try {
    const projectId = params['project_id'] ?? '';
    authorize(single(request.headers['x-auth-token']), projectId, method);
    if (provoked) return send(response, provoked);
    const project = projects.find((it) => it.id === projectId) ?? refuse('APIG.1005', { status: 403 });
    const habits = { ...DEFAULT_HABITS, ...options.habits };
    send(response, await handler({ project, params, query: searchParams, body: parse(body), now: new Date(), habits }));
  } catch (error) {
    send(response, error instanceof Refusal ? error.reply : errorReply('APIG.9999'));
  }
}

/** Returns the values of a request that may be an id that provokes a reply. */
function wishes(
  request: IncomingMessage,
  params: Readonly<Record<string, string>>,
  query: URLSearchParams,
  body: string,
): string[] {
  const name = /"name"\s*:\s*"(simulate[-_][^"]{1,60})"/.exec(body)?.[1];
  return [
    single(request.headers['x-simulate']),
    ...Object.values(params),
    query.get('name'),
    query.get('instance_id'),
    name,
  ].filter((wish): wish is string => typeof wish === 'string');
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('the body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(body: string): unknown {
  try {
    return body === '' ? undefined : JSON.parse(body);
  } catch {
    return refuse('APIG.2000');
  }
}

function send(response: ServerResponse, reply: Reply): void {
  const text = reply.json === undefined ? reply.text : JSON.stringify(reply.json);
  response.writeHead(reply.status, {
    'x-request-id': randomUUID().replaceAll('-', ''),
    ...(reply.json === undefined ? {} : { 'content-type': 'application/json' }),
    ...reply.headers,
    ...(text === undefined ? {} : { 'content-length': Buffer.byteLength(text) }),
  });
  response.end(text);
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
